export { parseCertificates } from './cms/certificate-file.ts';
export { cmsSubFilters } from './cms/cms-rules.ts';
export { type ContentTypes, cmsSizeBytes, signCms } from './cms/cms-signing.ts';
export { type CmsVerification, type ContentDigests, verifyCms } from './cms/cms-verification.ts';
export { pkcs1SubFilters, verifyPkcs1 } from './cms/pkcs1-verification.ts';
export type { CertificateStatus, RevocationReason } from './revocation/certificate-status.ts';
export { type CrlAnswer, checkCrl } from './revocation/crl.ts';
export { type CrlInfo, describeCrl, parseCrls } from './revocation/crl-file.ts';
export { checkOcspResponse, type OcspAnswer, type OcspResponder, requireOcspAnswer } from './revocation/ocsp.ts';
export { buildOcspRequest } from './revocation/ocsp-request.ts';
export {
  avoidsRevoked,
  type CertificateRevocation,
  checkRevocation,
  isNotLookedAt,
  isSaidByIssuer,
  type RevocationEvidence,
  type RevocationState,
} from './revocation/revocation.ts';
export type { Trust } from './ses/maker.ts';
export { isListed, listCertificateDigests, listCertificates } from './ses/ses-certificate-list.ts';
export type { SesDeviation } from './ses/ses-deviations.ts';
export { type CertificateList, readSeal, type Seal, type SealInfo, type SesExtension } from './ses/ses-seal.ts';
export { describeStandardSeal } from './ses/ses-seal-description.ts';
export { makeSeal } from './ses/ses-seal-making.ts';
export { type SealVerification, verifySeal, verifySealUse } from './ses/ses-seal-verification.ts';
export { sesSizeBytes, signSes } from './ses/ses-signing.ts';
export { readReceiptIn, readSealIn, type SesVerification, sesSubFilters, verifySes } from './ses/ses-verification.ts';
export {
  addSignatureTimestamp,
  findSignatureTimestamps,
  type SignatureTimestamps,
} from './timestamp/signature-timestamp.ts';
export { acceptTimestampResponse, type TimestampVerification, verifyTimestampToken } from './timestamp/timestamp.ts';
export { buildTimestampRequest, readTimestampToken, type TimestampQuestion } from './timestamp/timestamp-request.ts';
