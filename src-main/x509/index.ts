export { rewriteBer } from './asn1/ber.ts';
export {
  contextConstructed,
  contextPrimitive,
  type DerElement,
  DerError,
  expectTag,
  orMalformed,
  orNothing,
  readBitStringBytes,
  readBoolean,
  readChildren,
  readElementAt,
  readEnumerated,
  readFields,
  readFlags,
  readIntegerBytes,
  readObjectIdentifier,
  readSmallInteger,
  readSpanAt,
  readTime,
  readWhole,
  sameBytes,
  tags,
} from './asn1/der-reader.ts';
export {
  encodeBitString,
  encodeElement,
  encodeGeneralizedTime,
  encodeObjectIdentifier,
  encodeOctetString,
  encodeSequence,
  encodeSmallInteger,
  encodeText,
  encodeTrue,
  encodeUnsignedInteger,
  sortSetOf,
} from './asn1/der-writer.ts';
export { oid } from './asn1/object-identifiers.ts';
export { chooseAlgorithm, longestSignatureBytes } from './certificates/algorithm-choice.ts';
export {
  type Certificate,
  type Extension,
  readBasicConstraints,
  readCertificate,
  readCertificateOrNone,
  readExplicitExtensions,
  readExtensions,
  readKeyUsage,
  readSubjectKeyIdentifier,
} from './certificates/certificate.ts';
export { describeCertificate, encodePem, findCertificateProblem } from './certificates/certificate-description.ts';
export { checkIssuedBy, isRootAuthority, isSameName, orderChain } from './certificates/certificate-issuers.ts';
export { type CertificateUrls, readCertificateUrls } from './certificates/certificate-urls.ts';
export { describeName } from './certificates/distinguished-name.ts';
export {
  type DistributionPoint,
  directoryNameKey,
  generalNameKey,
  readDistributionPoints,
  readPointNames,
} from './certificates/distribution-points.ts';
export { finding, isWeakHash, isWeakRsa } from './certificates/finding.ts';
export { checkAlgorithm, type Signer, signOctets } from './certificates/signer.ts';
export { issueTrialCertificates, type TrialCertificates } from './certificates/trial-certificates.ts';
export {
  digestLengthBytes,
  encodeDigestAlgorithm,
  encodeDigestIdentifier,
  encodeSignatureAlgorithm,
  fitsKey,
  methodOfOid,
  nameMethod,
  oidOfAlgorithm,
  readAlgorithmIdentifier,
  readBrokenDigest,
  readDigestAlgorithm,
  readSignatureMethod,
  readSignerDigest,
  type SignatureAlgorithm,
  type SignatureMethod,
  type SignatureScheme,
} from './keys/algorithm.ts';
export {
  createDigest,
  type DigestAlgorithm,
  digestOf,
  type PrefixedDigestAlgorithm,
  type ReadableDigestAlgorithm,
} from './keys/digest.ts';
export { readScalarPair } from './keys/ecdsa.ts';
export { checkEddsa, eddsaPrefix } from './keys/eddsa.ts';
export { publicValueOf } from './keys/public-key.ts';
export type { Digest } from './keys/running-digest.ts';
export {
  checkSignatureOfDigest,
  checkSignatureValue,
  type RecoveredDigest,
  recoverDigest,
  rewriteSm2Value,
  sm2Prefix,
  type ValueCheck,
} from './keys/signature-value.ts';
export { type ChainResult, checkChain } from './path/chain.ts';
export { findPaths } from './path/chain-paths.ts';
export { judgePath } from './path/chain-rules.ts';
export { derOfAnchor, type SystemTrustAnchor, type TrustAnchor } from './path/trust-anchor.ts';
