import { type FindingWords, tellReasons } from './finding-sentences.ts';
import { longTermReasonsEn } from './long-term-words-en.ts';
import { sealReasonsEn } from './seal-finding-words-en.ts';

export const findingsEn: FindingWords = {
  states: {
    passed: 'Passed',
    failed: 'Failed',
    unknown: 'Cannot be confirmed',
    warning: 'Note',
    'not-applicable': 'Not applicable',
  },
  checks: {
    'byte-range': {
      title: 'What the signature covers',
      passed: 'The signature covers all of the content at the time of stamping.',
      failed: 'What the signature covers is not right; the file may be forged.',
      unknown: 'What the signature covers cannot be determined.',
      warning: 'What the signature covers is unusual.',
    },
    digest: {
      title: 'Whether the content changed',
      passed: 'Not a byte of the stamped content has changed.',
      failed: 'The content covered by the signature was changed.',
      unknown: 'The digest of the content cannot be computed.',
      warning: 'The digest of the content needs attention.',
    },
    'signature-value': {
      title: 'Whether the signature holds',
      passed: 'The signature was made with the private key of the certificate.',
      failed: 'The signature does not fit the certificate. This alone does not mean that the content was changed.',
      unknown: 'The signature cannot be checked.',
      warning: 'The signature needs attention.',
    },
    'signing-certificate': {
      title: 'The certificate used',
      passed: 'The signature names the certificate that was used.',
      failed: 'The signature names another certificate than the one used.',
      unknown: 'The signature carries no usable signing certificate.',
      warning: 'The signature does not name its certificate.',
    },
    'cms-structure': {
      title: 'Structure of the signature',
      passed: 'The signature data are complete.',
      failed: 'The signature data are damaged or against the standard.',
      unknown: 'The form of the signature data is not known.',
      warning: 'The form of the signature data is unusual.',
    },
    'algorithm-strength': {
      title: 'Strength of the algorithms',
      passed: 'The algorithms are strong enough.',
      failed: 'The algorithms are no longer safe.',
      unknown: 'The algorithms are not known.',
      warning: 'The algorithms are weak.',
    },
    chain: {
      title: 'Issuer of the certificate',
      passed: 'The certificate was issued by a trusted authority.',
      failed: 'The certificate was not issued as it claims.',
      unknown: 'The issuer is not trusted on this computer.',
      warning: 'The certificate chain needs attention.',
    },
    'certificate-validity': {
      title: 'Validity of the certificate',
      passed: 'The certificate was valid at the time of stamping.',
      failed: 'The certificate was not valid at the time of stamping.',
      unknown: 'Whether the certificate was valid cannot be determined.',
      warning: 'The certificate has expired since; it was valid at the time of stamping.',
    },
    'certificate-usage': {
      title: 'Purpose of the certificate',
      passed: 'The certificate may be used for signing.',
      failed: 'The certificate may not be used for signing.',
      unknown: 'The purpose of the certificate cannot be determined.',
      warning: 'The certificate does not state its purpose.',
    },
    revocation: {
      title: 'Whether the certificate was revoked',
      passed: 'The certificates were not revoked.',
      failed: 'A certificate had been revoked.',
      unknown: 'Whether the certificates were revoked cannot be told.',
      warning: 'What tells of revocation needs attention.',
    },
    'signing-time': {
      title: 'Signing time',
      passed: 'The signing time can be relied on.',
      failed: 'The signing time makes no sense.',
      unknown: 'The signature gives no time.',
      warning: 'The time is that of the signer’s computer, without a time stamp of a third party.',
    },
    'later-changes': {
      title: 'Changes after stamping',
      passed: 'Nothing was changed after stamping.',
      failed: 'Changes were made after stamping that are not permitted.',
      unknown: 'Later changes cannot be determined.',
      warning: 'The file was added to or changed after stamping.',
    },
    'file-structure': {
      title: 'Structure of the file',
      passed: 'The structure of the file is unambiguous.',
      failed: 'The structure of the file is against the standard.',
      unknown: 'The structure of the file is ambiguous; readers may show different things.',
      warning: 'The structure of the file needs attention.',
    },
    'ses-structure': {
      title: 'Structure of the sealing',
      passed: 'The sealing data are complete.',
      failed: 'The sealing data are damaged or against the standard.',
      unknown: 'The form of the sealing data is not known.',
      warning: 'The form of the sealing data differs from the standard without changing its meaning.',
    },
    'seal-structure': {
      title: 'Structure of the seal',
      passed: 'The data of the seal are complete.',
      failed: 'The data of the seal are damaged or against the standard.',
      unknown: 'The form of the seal is not known.',
      warning: 'The form of the seal differs from the standard without changing its meaning.',
    },
    'seal-maker-signature': {
      title: 'Signature of the seal maker',
      passed: 'The seal is as its maker made it.',
      failed: 'The signature of the maker does not fit the seal; the seal may be forged or changed.',
      unknown: 'The signature of the maker cannot be checked.',
      warning: 'The signature of the maker needs attention.',
    },
    'seal-maker': {
      title: 'Whether the seal maker is trusted',
      passed: 'The maker is among the trusted seal makers.',
      failed: 'The maker cannot be trusted.',
      unknown: 'The maker is not among the trusted seal makers.',
      warning: 'The maker needs attention.',
    },
    'seal-maker-certificate': {
      title: 'Certificate of the seal maker',
      passed: 'The certificate of the maker is valid and issued by a trusted authority.',
      failed: 'The certificate of the maker cannot be used.',
      unknown: 'The certificate of the maker cannot be confirmed.',
      warning: 'The certificate of the maker needs attention.',
    },
    'seal-maker-revocation': {
      title: 'Whether the seal maker was revoked',
      passed: 'The certificate of the seal maker was not revoked.',
      failed: 'The certificate of the seal maker was revoked.',
      unknown: 'Whether the certificate of the seal maker was revoked cannot be confirmed.',
      warning: 'What tells of the revocation of the seal maker needs attention.',
    },
    'seal-certificate-list': {
      title: 'Who may use the seal',
      passed: 'The certificate of the signer is among those that may use the seal.',
      failed: 'The certificate of the signer is not among those that may use the seal.',
      unknown: 'Whether the signer may use the seal cannot be determined.',
      warning: 'Who may use the seal needs attention.',
    },
    'seal-validity': {
      title: 'Validity of the seal',
      passed: 'The seal was valid at the time of sealing.',
      failed: 'The seal was not valid at the time of sealing.',
      unknown: 'Whether the seal was valid cannot be determined.',
      warning: 'The validity of the seal needs attention.',
    },
    'seal-name': {
      title: 'Name on the seal',
      passed: 'The seal names who is in the certificate.',
      failed: 'The name on the seal is not the one in the certificate.',
      unknown: 'Nobody can judge the name on the seal.',
      warning: 'The name on the seal is not the one in the certificate.',
    },
    'seal-picture': {
      title: 'Picture of the seal',
      passed: 'The seal on the page is the picture that is registered in the seal.',
      failed: 'The picture that is registered in the seal cannot be used.',
      unknown: 'The picture of the seal could not be compared.',
      warning: 'The picture of the seal needs attention.',
    },
    timestamp: {
      title: 'Timestamp',
      passed: 'A third party’s timestamp proves the time.',
      failed: 'The timestamp does not hold.',
      unknown: 'The timestamp cannot be checked.',
      warning: 'The timestamp needs attention.',
    },
    trial: {
      title: 'Trial certificate',
      passed: 'This is not a trial certificate.',
      failed: 'This is a trial certificate, without legal effect.',
      unknown: 'Whether this is a trial certificate cannot be determined.',
      warning: 'This is a trial certificate, without legal effect.',
    },
  },
  reasons: tellReasons({
    ...longTermReasonsEn,
    ...sealReasonsEn,
    'byte-range/never-filled': 'Room was left here for a signature, and nobody ever signed.',
    'cms/never-filled': 'There is nothing in the signature data: the signing was never finished.',
    'byte-range/not-two-ranges': 'What the signature covers is not written as it must be.',
    'byte-range/not-a-position': 'A number in what the signature covers is no place in the file.',
    'byte-range/not-an-integer':
      'The numbers of what the signature covers are not whole numbers, as they must be; what is covered is uncertain.',
    'byte-range/does-not-begin-at-zero': 'The beginning of the file is not covered; anything could be changed there.',
    'byte-range/contents-not-found': 'The signature cannot be found in the file.',
    'byte-range/gap-is-not-contents':
      'More than the signature itself is left uncovered; something may be hidden there.',
    'byte-range/saved-anew':
      'The file was saved anew by another program, which broke the signature: it no longer stands where it says. Whether the content was changed as well nobody can tell. Ask for the file as it was when stamped.',
    'byte-range/saved-anew-by':
      'The file was saved anew by another program (the file names “{producer}”), which broke the signature: it no longer stands where it says. Whether the content was changed as well nobody can tell. Ask for the file as it was when stamped.',
    'byte-range/beyond-the-file': 'The signature covers more than there is; the file may be cut short.',
    'byte-range/does-not-end-at-a-revision':
      'What is covered does not end with a whole revision; the file may be pieced together.',
    'cms/malformed': 'The signature data are damaged and cannot be read.',
    'pkcs1/malformed': 'The signature data are damaged and cannot be read.',
    'pkcs1/not-der': 'The signature data are not encoded strictly, without changing their meaning.',
    'pkcs1/trailing-bytes': 'Something else follows the signature data.',
    'pkcs1/certificate-missing':
      'The certificate of the signer is not in the file, so the signature cannot be checked.',
    'digest/not-recovered':
      'The digest of the content cannot be taken from the signature, so there is nothing to compare.',
    'cms/not-der': 'The signature data are not encoded strictly, without changing their meaning.',
    'cms/trailing-bytes': 'Something else follows the signature data.',
    'cms/unknown-version': 'The version of the signature data is not known.',
    'cms/digest-named-by-signature':
      'The signature data name a signature algorithm where the digest stands, without changing their meaning.',
    'cms/signed-several-times': 'The signer signed {count} times, with different digests; each signature was checked.',
    'cms/version': 'The version of the signature data does not fit what is in them, without changing their meaning.',
    'cms/content-absent': 'The signature lacks the digest that it should hold.',
    'cms/content-type': 'The signature names the wrong type of content.',
    'cms/digest-algorithm-not-listed': 'The signature does not list the digest algorithm that it uses.',
    'signing-certificate/malformed': 'The part of the signature that names its certificate is damaged.',
    'signing-certificate/algorithm-unsupported':
      'The signature names its certificate by a digest that is not supported yet.',
    'chain/bad-signature': 'The signature of the issuer does not hold; the certificate may be forged.',
    'chain/unsupported-algorithm': 'The signature algorithm of the issuer is not supported yet.',
    'chain/too-complex': 'There are too many ways to the issuer; not all of them were checked.',
    'chain/malformed-extension': 'The certificate of “{subject}” is damaged.',
    'validity/valid': 'The certificate was valid at the time of signing.',
    'usage/for-signing': 'The certificate may be used for signing.',
    'usage/not-for-signing': 'Signing is not among the purposes of the certificate.',
    'usage/malformed': 'The purpose of the certificate is damaged and cannot be read.',
    'ses/malformed': 'The data are damaged or against the standard and cannot be read.',
    'seal/in-period': 'The seal is within its period (until {validUntil}).',
    'seal/certificate-listed': 'The certificate of the signer is among those that may use the seal.',
    'byte-range/covers-all-but-contents': 'The signature covers every byte of the file as it was when stamped.',
    'cms/unsupported-sub-filter': 'This kind of signature ({subFilter}) is not supported yet, so nothing can be said.',
    'cms/content-present': 'The signature carries a second content of its own.',
    'cms/attribute-missing': 'The signature lacks a required attribute.',
    'cms/duplicate-attribute': 'The signature has an attribute twice.',
    'cms/algorithm-protection': 'The algorithms differ from those declared; they may have been exchanged.',
    'cms/signer-count': 'There should be exactly one signer.',
    'cms/digest-as-content':
      'The signature holds the digest of the content only, and these few bytes are all that was signed. A login has such bytes signed as well, so this alone does not confirm that the signer signed this document.',
    'ses/deviations': 'It differs from the standard in {count} places without changing its meaning.',
    'ses/trailing-bytes': 'Something else follows the sealing data.',
    'seal/maker-younger':
      "The maker's certificate is valid from {notBefore}, some days after the time at which the seal is said to be made.",
    'seal/maker-expired-since':
      'The certificate of the maker expired on {notAfter}; it was valid when the seal was made.',
    'seal/expired': 'The seal had expired (valid until {validUntil}).',
    'seal/not-yet-valid': 'The seal was not valid yet (valid from {validFrom}).',
    'seal/older-standard': 'A seal of the older standard (GM/T 0031-2014) can only be verified; have it made again.',
    'seal/unknown-time': 'Without the time of sealing, the validity of the seal then cannot be determined.',
    'seal/certificate-not-listed':
      'The certificate of the signer is not among those that may use the seal; after a renewal the seal has to be made again.',
    'cms/several-keys-of-one-name':
      'The signature was made {count} times under one name and not with one key; whose it is cannot be told.',
    'signing-certificate/ambiguous':
      'There are several certificates of one name and number, and the signature does not say which one is meant; whose it is cannot be told.',
    'signature/over-digest-alone':
      'The key signed the digest of the content only, and not a document. A login has such bytes signed as well, so it is not confirmed that the signer signed this document.',
    'signature/sm2-other-id':
      'With the signer’s ID that the standard gives (1234567812345678) the signature does not fit the certificate. It may have been made with another ID, or not with the key of this certificate; this cannot be told. It does not mean that the content was changed.',
    'digest/not-recorded':
      'The signature does not clearly record the digest of the content, so there is nothing to compare.',
    'digest/of-other-content':
      'The signature is about another content, which it brings along, and not about this file; there is nothing to compare.',
    'signature/certificate-unreadable': 'The certificate cannot be read.',
    'timestamp/absent': 'There is no timestamp of a third party.',
    'timestamp/trusted': 'A third party’s timestamp proves the time: {time}.',
    'timestamp/does-not-hold': 'The timestamp does not hold and proves no time.',
    'timestamp/untrusted': 'The authority of the timestamp is not trusted on this computer.',
    'timestamp/untrusted-claim':
      'A timestamp says {time}, and its certificate names the authority {timestampAuthority}. This computer does not trust that authority: the time proves nothing, and nothing was checked by it.',
    'digest/algorithm-unsupported': 'The digest algorithm is not supported yet; changes cannot be ruled out.',
    'digest/signed-directly': 'The signature covers the digest of the content itself; there is no other to compare.',
    'signature/certificate-missing': 'The certificate of the signer is not in the signature.',
    'signature/algorithm-unsupported': 'The signature algorithm is not supported yet.',
    'signing-certificate/missing': 'The signature does not name its certificate, as this kind must.',
    'signing-certificate/not-required': 'This kind of signature need not name its certificate.',
    'signing-certificate/absent': 'The signature does not name its certificate.',
    'algorithm/broken-hash': 'The digest algorithm {algorithm} is broken: nothing can be confirmed by it.',
    'algorithm/unknown': 'The algorithms are not known.',
    'algorithm/weak-hash': 'The digest algorithm SHA-1 is no longer safe.',
    'algorithm/weak-key': 'The key is too short ({bits} bits).',
    'chain/trusted': 'The certificate was issued by a trusted authority.',
    'chain/pinned': 'The certificate itself is trusted on this computer.',
    'chain/trusted-by-system': 'The certificate was issued by an authority that the operating system trusts.',
    'chain/system-not-for-documents':
      'The operating system trusts the issuer, but the certificate does not say that it is made for documents, so it does not count.',
    'chain/certificate-missing': 'No certificate came along, so that nobody can tell who issued it.',
    'chain/incomplete':
      'The issuer written in the certificate is {issuer}, which this computer does not trust; anybody can write a name. The file does not bring all certificates of the issuers; the topmost is “{top}” (SHA-256 {fingerprint}).',
    'chain/untrusted-root':
      'The issuer written in the certificate is {issuer}, which this computer does not trust; anybody can write a name. The topmost certificate in the file is “{top}” (SHA-256 {fingerprint}).',
    'chain/not-a-ca': '“{subject}” issued a certificate without being an authority.',
    'chain/not-for-issuing': 'The certificate of “{subject}” may not issue certificates.',
    'chain/path-length': 'The chain is longer than “{subject}” permits.',
    'chain/name-constraints': 'The name is outside what “{subject}” may issue.',
    'chain/critical-extension': 'The certificate of “{subject}” has a critical extension that is not known.',
    'chain/weak-hash':
      'The certificate of “{subject}” was issued with {algorithm}, which is no longer safe: somebody else could forge the same.',
    'chain/weak-key':
      'The key of “{subject}” is too short ({bits} bits): others can break it, so what it vouches for does not count.',
    'chain/issuer-for-other-purpose':
      'The certificate of “{subject}” may vouch for certificates of other purposes only, not for those that sign documents.',
    'chain/no-valid-policy':
      'The issuers demand a certificate policy, and the certificate of “{subject}” does not fulfil it.',
    'chain/policy-mapping': 'What the certificate of “{subject}” says of certificate policies is against the standard.',
    'chain/unreadable-certificate': 'A certificate of the chain cannot be read.',
    'validity/unknown-time': 'Without the time of signing, the validity then cannot be determined.',
    'validity/expired': 'The certificate of “{subject}” had expired when it signed.',
    'validity/not-yet-valid': 'The certificate of “{subject}” was not valid yet when it signed.',
    'usage/other-purpose': 'The certificate is meant for another purpose.',
    'signing-time/absent': 'The signature gives no time.',
    'signing-time/in-the-future': 'The time given lies in the future; one of the clocks may be wrong.',
    'signing-time/claimed-by-signer':
      'The time is that of the signer’s computer, without a time stamp of a third party.',
    'later-changes/none': 'Nothing was changed after stamping.',
    'later-changes/signatures-only': 'Only further signatures were added after stamping.',
    'later-changes/allowed': 'Only permitted changes were made after stamping.',
    'later-changes/permitted-by-signer': 'Changes after stamping: {count}, each of a kind that the signer permitted.',
    'later-changes/content-covered':
      'A signature or annotation that was added later hides what the page showed; compare it with what was stamped.',
    'file-structure/repaired':
      'The file is damaged and was read as a viewer repairs it; another viewer may repair it otherwise.',
    'file-structure/ambiguous':
      'The structure of the stamped file is ambiguous and something was appended to it: readers may show different things, so nothing can be confirmed. Ask for the file as it was when stamped.',
    'later-changes/picture-changed':
      'The file was added to after stamping and a page looks different since; compare it with what was stamped.',
    'later-changes/not-told':
      'What was stamped is no longer certain, so that nobody can tell what was changed afterwards.',
    'later-changes/picture-not-compared':
      'The file was added to after stamping, and how its pages look could not be compared with how they looked then: whether the content is the same cannot be told. Compare it with what was stamped.',
    'later-changes/changed': 'The file was added to or changed after stamping; compare it with what was stamped.',
  }),
};
