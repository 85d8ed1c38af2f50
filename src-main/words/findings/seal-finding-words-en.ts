/** What is found of a seal of GB/T 38540, its maker and its picture, by the stable reason. */
export const sealReasonsEn = {
  'seal-maker/trusted': 'The maker “{maker}” is among the trusted seal makers.',
  'seal-maker/of-trusted-authority':
    'The certificate of the maker “{maker}” was issued by the trusted authority for seal makers “{authority}”.',
  'seal-maker/not-trusted':
    'The maker “{maker}” is not among the trusted seal makers, so that it cannot be confirmed that the seal was made by someone entitled to. Check the fingerprint of the certificate with the maker, then add it to the trusted seal makers in Settings.',
  'seal-maker/own-seal':
    'The signer “{maker}” made this seal with the certificate it is used with; no seal maker vouches for it, so that the name on the seal cannot be relied upon. Ask the organisation that the seal names.',
  'seal-maker/own-seal-trusted':
    'The signer “{maker}” made this seal; this very certificate is listed as a trusted seal maker.',
  'seal-maker/not-revoked': 'The certificate of the seal maker was not revoked (as of {time}).',
  'seal-maker/revoked':
    'The certificate of the seal maker “{subject}” was revoked on {time}, before the seal was made; the seal is not valid.',
  'seal-maker/revoked-later':
    'The certificate of the seal maker “{subject}” was revoked after the seal was made ({time}); a timestamp proves which came first, so it still holds.',
  'seal-maker/revoked-unproven':
    'The certificate of the seal maker “{subject}” was revoked on {time}, and no timestamp proves that the seal was made before; it cannot be confirmed. Ask the maker.',
  'seal-maker/revocation-not-checked':
    'Whether the seal maker was revoked was not checked: the network is not allowed, and neither the file nor this computer has anything about it.',
  'seal-maker/revocation-no-answer':
    'The services that tell of revocation said nothing about the seal maker “{subject}”; try again later.',
  'seal-maker/revocation-untrusted':
    'The certificate of the seal maker is not trusted; its revocation was not checked.',
  'seal-maker/revocation-issuer-absent':
    'The issuer of the seal maker’s certificate is not on this computer; its revocation was not checked.',
  'seal/critical-extension':
    'The seal has a critical extension that is not understood ({extension}). Its maker asks that the seal be used only by those who understand it, so it cannot be confirmed.',
  'ses/critical-extension':
    'The sealing has a critical extension that is not understood ({extension}). The signer asks that it be relied upon only by those who understand it, so it cannot be confirmed.',
  'ses/version-differs':
    'The version of the sealing ({version}) is not that of its seal ({sealVersion}), as the standard asks, so it cannot be confirmed.',
  'ses/property-other-range':
    'The sealing says that it protects another range than the one it covers in this file, so it cannot be confirmed.',
  'ses/property-other-file':
    'The sealing says that it protects “{named}” and not this file ({name}), so it cannot be confirmed. If the file was only renamed, check with the signer.',
  'seal/made-after-use':
    'The seal says that it was made on {createdAt}, after it was used; one of the two times is not true, so it cannot be confirmed.',
  'seal/maker-weak-digest':
    'The maker signed the seal by an insecure digest ({algorithm}), so that whoever ordered another seal may have made this one; it cannot be confirmed. Ask for a seal that is made anew.',
  'seal/list-weak-digest':
    'The seal says who may use it by an insecure digest alone ({algorithm}), which another certificate may have too, so it cannot be confirmed.',
  'seal-name/same': 'The seal names who is in the certificate.',
  'seal-name/differs':
    'The name on the seal is not the one in the certificate: the seal says “{name}”, the certificate is that of “{owner}”. Ask whom the seal names.',
  'seal-name/told-by-signer':
    'The signature itself says that the seal bears another name than the certificate: “{name}” on the seal, and “{owner}” in the certificate. Ask whom the seal names.',
  'seal-name/told-with-reason':
    'The signature itself says that the seal bears another name than the certificate: “{name}” on the seal, and “{owner}” in the certificate. The reason given when the seal was made: “{why}”. Ask whom the seal names.',
  'seal-picture/same': 'The seal on the page is the picture that is registered in the seal.',
  'seal-picture/differs':
    'The seal that is drawn on the page is another one than the picture that is registered in the seal. Rely on the registered picture, and ask the organisation that stamped.',
  'seal-picture/not-shown': 'No seal is drawn on the page; there is nothing to compare.',
  'seal-picture/not-compared':
    'The seal on the page could not be compared with the registered picture here; please look at both.',
  'seal-picture/readable': 'The picture that is registered in the seal can be shown.',
  'seal-picture/unreadable':
    'What is registered as the picture of the seal is no picture that can be shown; the seal on the page could not be compared.',
  'seal-picture/kind-not-drawn':
    'The picture that is registered in the seal is of the kind {type}, which cannot be shown here; the seal on the page was not compared with it.',
  'seal-picture/other-kind':
    'The picture that is registered in the seal is said to be {type} and is {actual}; programs may show it differently, so it cannot be confirmed.',
} as const;
