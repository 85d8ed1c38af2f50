/** Why a timestamp proves nothing, or what is known of a revocation, by the stable reason. */
export const longTermReasonsEn = {
  'revocation/good': 'The certificates were not revoked (as of {time}).',
  'revocation/revoked': 'The certificate of “{subject}” was revoked on {time}, before the signature.',
  'revocation/revoked-later':
    'The certificate of “{subject}” was revoked after the signature ({time}); a timestamp proves which came first, so it still holds.',
  'revocation/revoked-unproven':
    'The certificate of “{subject}” was revoked on {time}, and no timestamp proves that the signature came first; it cannot be confirmed.',
  'revocation/not-checked':
    'Revocation was not checked: the network is not allowed, and neither the file nor this computer has anything about it.',
  'revocation/partly-checked': 'What tells of revocation is incomplete: nothing about “{subject}”.',
  'revocation/no-service-named':
    'The certificate of “{subject}” names no service that tells of revocation; it was not checked.',
  'revocation/no-answer': 'The services that tell of revocation said nothing about “{subject}”; try again later.',
  'revocation/expired-since':
    'The certificate of “{subject}” has expired, so that services say nothing about it any more.',
  'revocation/expired-unproven':
    'The certificate of “{subject}” has expired, so that services say nothing about it any more, and the time of the signature is the signer’s own word; it cannot be confirmed.',
  'revocation/stale':
    'What is known of the revocation of “{subject}” is out of date: it would tell only if the time of the signature were true, and that is the signer’s own word; it cannot be confirmed. Let the network be asked, or import the newest revocation list.',
  'revocation/untrusted-chain': 'The certificate is not trusted; its revocation was not checked.',
  'revocation/trust-anchor': 'The certificate itself is among the trusted ones; its revocation is not checked.',
  'revocation/unreadable-certificate': 'The certificate cannot be read, nor can its revocation be checked.',
  'crl/malformed': 'The revocation list is damaged.',
  'crl/signature-invalid': 'The signature of the revocation list does not hold; it was not used.',
  'crl/algorithm-unsupported': 'The signature algorithm of the revocation list is not supported yet.',
  'crl/issuer-not-authorized': 'The certificate of the issuer does not allow it to sign revocation lists.',
  'crl/critical-extension': 'The revocation list has a critical extension that is not known.',
  'crl/delta': 'This is a delta revocation list, which is not enough.',
  'crl/some-reasons': 'The revocation list tells of some reasons only, which is not enough.',
  'crl/signer-unknown': 'Who signed the revocation list cannot be told; it was not used.',
  'crl/signer-not-trusted':
    'The certificate that signed the revocation list is not trusted or has expired; the list was not used.',
  'crl/signer-revoked': 'The certificate that signed the revocation list was revoked itself; the list was not used.',
  'crl/signer-unchecked':
    'Whether the certificate that signed the revocation list was revoked itself cannot be told; the list was not used.',
  'crl/too-complex':
    'There are too many revocation lists and certificates in the file; not all were checked, which is not enough.',
  'crl/in-the-future': 'The time in the revocation list has not come yet; it was not used.',
  'crl/unknown-time': 'The time of the signature is not known, nor whether the certificate was revoked then.',
  'crl/outdated': 'The revocation list ended before the signature was made, which is not enough.',
  'crl/after-expiry': 'The revocation list was made after the certificate expired and may have forgotten it.',
  'ocsp/malformed': 'The answer about revocation is damaged.',
  'ocsp/malformed-request': 'The revocation service did not understand the question.',
  'ocsp/internal-error': 'The revocation service had trouble inside; try again later.',
  'ocsp/try-later': 'The revocation service is busy; try again later.',
  'ocsp/signature-required': 'The revocation service answers signed questions only.',
  'ocsp/unauthorized': 'The revocation service does not answer about this certificate.',
  'ocsp/other-certificate': 'The answer about revocation is about another certificate.',
  'ocsp/too-complex':
    'Too many certificates could have signed an answer about revocation; not all were checked, which is not enough.',
  'ocsp/responder-unknown': 'Who signed the answer about revocation cannot be told; it was not used.',
  'ocsp/responder-not-authorized':
    'The issuer did not authorise who signed the answer about revocation; it was not used.',
  'ocsp/responder-revoked': 'The certificate of the revocation service was revoked itself; its answer was not used.',
  'ocsp/responder-expired':
    'The certificate of the revocation service has expired, and nothing proves that the answer was given before; it was not used.',
  'ocsp/in-the-future': 'The time in the answer about revocation has not come yet; it was not used.',
  'ocsp/signature-invalid': 'The signature of the answer about revocation does not hold; it was not used.',
  'ocsp/algorithm-unsupported': 'The signature algorithm of the answer about revocation is not supported yet.',
  'ocsp/critical-extension': 'The answer about revocation has a critical extension that is not known.',
  'ocsp/nonce-mismatch': 'The answer about revocation is not the one to this question; it was not used.',
  'ocsp/certificate-unknown': 'The revocation service does not know this certificate.',
  'ocsp/unknown-time': 'The time of the signature is not known, nor whether the certificate was revoked then.',
  'ocsp/outdated': 'The answer about revocation ended before the signature was made, which is not enough.',
  'ocsp/after-expiry': 'The answer was made after the certificate expired and may have forgotten it.',
  'timestamp/document': 'A timestamp over the whole file proves the time: {time}.',
  'timestamp/authority-revoked': 'The certificate of the timestamp authority was revoked; it proves no time.',
  'timestamp/authority-expired':
    'The certificate of the timestamp authority has expired, and no later timestamp covers it; it proves no time.',
  'timestamp/authority-unchecked':
    'Whether the certificate of the timestamp authority was revoked cannot be told; it proves no time.',
  'timestamp/in-the-future':
    'The time in the timestamp ({time}) has not come yet; it proves no time. One of the clocks may be wrong.',
  'timestamp/contradictory':
    'The timestamps in the file contradict each other: an outer one is earlier than what it covers. The latest counts: {time}.',
  'timestamp/malformed': 'The timestamp is damaged and cannot be read.',
  'timestamp/imprint-matches': 'The timestamp is about exactly this content.',
  'timestamp/imprint-differs': 'The timestamp is about something else.',
  'timestamp/imprint-weak': 'The timestamp uses a digest algorithm that is no longer safe.',
  'timestamp/imprint-algorithm-unsupported': 'The digest algorithm of the timestamp is not supported yet.',
  'timestamp/nonce-mismatch': 'The timestamp is not the answer to this request.',
  'timestamp/critical-extension': 'The timestamp has a critical extension that is not known.',
  'timestamp/other-policy': 'The timestamp authority used another policy.',
  'timestamp/too-large': 'The timestamp is too large for the room that was left for it.',
  'usage/for-timestamps': 'The certificate is for timestamps only.',
  'usage/not-for-timestamps': 'The certificate is not for timestamps.',
  'signing-time/proven-by-timestamp': 'The signature existed at {time} at the latest; a timestamp proves it.',
  'signing-time/claimed-after-timestamp': 'The clock of the signer was ahead of the timestamp ({time}), which counts.',
} as const;
