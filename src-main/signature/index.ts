export type { SignatureAlgorithm, SignatureScheme } from './algorithm.ts';
export { chooseAlgorithm } from './algorithm-choice.ts';
export { describeCertificate, findCertificateProblem } from './certificate-description.ts';
export { parseCertificates } from './certificate-file.ts';
export { orderChain } from './certificate-issuers.ts';
export type { CertificateStatus, RevocationReason } from './certificate-status.ts';
export { type CertificateUrls, readCertificateUrls } from './certificate-urls.ts';
export { type ChainResult, checkChain } from './chain.ts';
export { cmsSubFilters } from './cms-rules.ts';
export { type ContentTypes, cmsSizeBytes, signCms } from './cms-signing.ts';
export { type CmsVerification, type ContentDigests, verifyCms } from './cms-verification.ts';
export { type CrlAnswer, checkCrl } from './crl.ts';
export { type CrlInfo, describeCrl, parseCrls } from './crl-file.ts';
export {
  createDigest,
  type Digest,
  type DigestAlgorithm,
  type PrefixedDigestAlgorithm,
  type ReadableDigestAlgorithm,
} from './digest.ts';
export { finding } from './finding.ts';
export { checkOcspResponse, type OcspAnswer, type OcspResponder, requireOcspAnswer } from './ocsp.ts';
export { buildOcspRequest } from './ocsp-request.ts';
export { pkcs1SubFilters, verifyPkcs1 } from './pkcs1-verification.ts';
export {
  avoidsRevoked,
  type CertificateRevocation,
  checkRevocation,
  isNotLookedAt,
  isSaidByIssuer,
  type RevocationEvidence,
  type RevocationState,
} from './revocation.ts';
export type { Trust } from './ses/maker.ts';
export { isListed, listCertificateDigests, listCertificates } from './ses-certificate-list.ts';
export type { SesDeviation } from './ses-deviations.ts';
export { type CertificateList, readSeal, type Seal, type SealInfo, type SesExtension } from './ses-seal.ts';
export { describeStandardSeal } from './ses-seal-description.ts';
export { makeSeal } from './ses-seal-making.ts';
export { type SealVerification, verifySeal, verifySealUse } from './ses-seal-verification.ts';
export { sesSizeBytes, signSes } from './ses-signing.ts';
export { readSealIn, type SesVerification, sesSubFilters, verifySes } from './ses-verification.ts';
export { addSignatureTimestamp, findSignatureTimestamps, type SignatureTimestamps } from './signature-timestamp.ts';
export type { Signer } from './signer.ts';
export { acceptTimestampResponse, type TimestampVerification, verifyTimestampToken } from './timestamp.ts';
export { buildTimestampRequest, readTimestampToken, type TimestampQuestion } from './timestamp-request.ts';
export { issueTrialCertificates, type TrialCertificates } from './trial-certificates.ts';
export type { SystemTrustAnchor, TrustAnchor } from './trust-anchor.ts';
