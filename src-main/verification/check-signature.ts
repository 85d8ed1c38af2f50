import type { ClaimedTimestamp, Finding } from '../contract/index.ts';
import { isNeverFilled, type SignatureValue } from '../pdf/index.ts';
import {
  type ContentDigests,
  cmsSubFilters,
  pkcs1SubFilters,
  type SealVerification,
  sesSubFilters,
  verifyCms,
  verifyPkcs1,
  verifySes,
} from '../signature/index.ts';
import { type ChainResult, checkChain, finding } from '../x509/index.ts';
import { judgeChain } from './revocation.ts';
import { judgeMakerRevocation } from './seals/maker-revocation.ts';
import { judgePropertyInfo, type SealedDocument } from './seals/property-info.ts';
import {
  claimIn,
  type JudgedTimestamp,
  judgeSignatureTimestamps,
  judgeVerified,
  proofOf,
  type TimestampContext,
  timestampFinding,
} from './timestamps.ts';

/** What /Contents turned out to be, whichever form /SubFilter names. */
export interface CheckedSignature {
  readonly findings: readonly Finding[];
  /** Nobody changed what is covered, nor the signature. */
  readonly intact: boolean;
  /** Empty when unreadable. */
  readonly algorithm: string;
  /** The signer's, DER. */
  readonly certificate: Uint8Array | null;
  readonly chain: ChainResult | null;
  /** What the clock of the signer said. */
  readonly claimedTime: Date | null;
  /** The timestamp that proves when the signature existed at the latest. */
  readonly proof: JudgedTimestamp | null;
  /** What a timestamp says that proves nothing, its authority being unknown here. */
  readonly claimedTimestamp: ClaimedTimestamp | null;
  readonly contentDigest: Uint8Array | null;
  /** Of GB/T 38540 signatures only. */
  readonly seal: SealVerification | null;
}

/** What a signature is judged by. */
export interface SignatureContext extends TimestampContext {
  /** Whom the person trusts to make seals, DER. */
  readonly makers: readonly Uint8Array[];
  /** What the file claims beside the signature. */
  readonly claimed: Date | null;
  /** Those that cover the whole signature, from the inside out. */
  readonly documentTimestamps: readonly JudgedTimestamp[];
}

/** Checks the value of a signature with the digests of what it covers. Only what those throw is passed on. */
export async function checkSignature(
  {
    contents,
    subFilter,
    certificates,
    byteRange,
  }: Pick<SignatureValue, 'contents' | 'subFilter' | 'certificates' | 'byteRange'>,
  content: ContentDigests,
  context: SignatureContext & {
    /** The file's name, by which a signature may say what it protects. */
    readonly name: string;
  },
): Promise<CheckedSignature> {
  if (isNeverFilled({ contents }))
    return unchecked(finding('cms-structure', 'failed', 'cms/never-filled', {}), context);
  if (pkcs1SubFilters.has(subFilter)) return checkPkcs1({ contents, certificates }, content, context);
  if (sesSubFilters.has(subFilter)) {
    const document: SealedDocument = { name: context.name, byteRange };
    return checkSes({ contents, judgeProperty: (info) => judgePropertyInfo(info, document) }, content, context);
  }
  if (cmsSubFilters.has(subFilter)) return checkCms({ contents, subFilter }, content, context);
  return unchecked(finding('cms-structure', 'unknown', 'cms/unsupported-sub-filter', { subFilter }), context);
}

/** A signature of which nothing can be said but why. */
export function unchecked(why: Finding, context: Pick<SignatureContext, 'claimed'>): CheckedSignature {
  return {
    findings: [why],
    intact: false,
    algorithm: '',
    certificate: null,
    chain: null,
    claimedTime: context.claimed,
    proof: null,
    claimedTimestamp: null,
    contentDigest: null,
    seal: null,
  };
}

const provenTime = (proof: JudgedTimestamp | null): Date | null => proof?.verification.genTime ?? null;

/** Checks a CMS signature. Only what the digests throw is passed on. */
export async function checkCms(
  { contents, subFilter }: Pick<SignatureValue, 'contents' | 'subFilter'>,
  content: ContentDigests,
  context: SignatureContext,
): Promise<CheckedSignature> {
  const { trustAnchors, claimed, now, revocationData, documentTimestamps } = context;
  const cms = await verifyCms({ cms: contents, subFilter, ...content });
  const timestamps = await judgeSignatureTimestamps(contents, context);
  const proof = proofOf(timestamps, documentTimestamps);
  const claimedTime = cms.signingTime ?? claimed;
  const at = provenTime(proof) ?? claimedTime ?? now;
  const certificate = cms.signerCertificate;
  const built = certificate
    ? await checkChain({
        certificate,
        intermediates: [...cms.certificates, ...revocationData.certificates],
        trustAnchors,
        at,
      })
    : null;
  const others = { ...revocationData, certificates: [...revocationData.certificates, ...cms.certificates] };
  const { chain, revocation } = judgeChain(built, { at, proven: proof !== null, now }, others);
  return {
    findings: [
      ...cms.findings,
      ...(chain?.findings ?? []),
      revocation,
      timestampFinding(timestamps, documentTimestamps),
    ],
    intact: cms.intact,
    algorithm: cms.algorithm,
    certificate,
    chain,
    claimedTime,
    proof,
    claimedTimestamp: proof ? null : claimIn([...timestamps, ...documentTimestamps]),
    contentDigest: cms.contentDigest,
    seal: null,
  };
}

/** Only a document timestamp can prove its time: it has no place for one of its own. */
async function checkPkcs1(
  signature: Pick<SignatureValue, 'contents' | 'certificates'>,
  { digestContent }: ContentDigests,
  { trustAnchors, claimed, now, revocationData, documentTimestamps }: SignatureContext,
): Promise<CheckedSignature> {
  const { findings, intact, algorithm, signerCertificate, certificates, contentDigest } = await verifyPkcs1({
    ...signature,
    digestContent,
  });
  const proof = proofOf([], documentTimestamps);
  const at = provenTime(proof) ?? claimed ?? now;
  const built = signerCertificate
    ? await checkChain({
        certificate: signerCertificate,
        intermediates: [...certificates, ...revocationData.certificates],
        trustAnchors,
        at,
      })
    : null;
  const others = { ...revocationData, certificates: [...revocationData.certificates, ...certificates] };
  const { chain, revocation } = judgeChain(built, { at, proven: proof !== null, now }, others);
  return {
    findings: [...findings, ...(chain?.findings ?? []), revocation, timestampFinding([], documentTimestamps)],
    intact,
    algorithm,
    certificate: signerCertificate,
    chain,
    claimedTime: claimed,
    proof,
    claimedTimestamp: proof ? null : claimIn(documentTimestamps),
    contentDigest,
    seal: null,
  };
}

/** Checks a SES_Signature (GB/T 38540-2020, 7.3). Only what the digests throw is passed on. */
export async function checkSes(
  {
    contents,
    judgeProperty,
  }: {
    readonly contents: Uint8Array;
    /** What the format makes of what the signature says that it protects. */
    readonly judgeProperty: (propertyInfo: string) => readonly Finding[];
  },
  { digestContent }: ContentDigests,
  context: SignatureContext,
): Promise<CheckedSignature> {
  const { trustAnchors, makers, claimed, now, revocationData, documentTimestamps } = context;
  const trust = { trustAnchors, makers, intermediates: revocationData.certificates };
  const request = { signature: contents, digestContent, ...trust };
  const asClaimed = await verifySes(request);
  const timestamps = asClaimed.timestamp ? [await judgeVerified(asClaimed.timestamp, context)] : [];
  const proof = proofOf(timestamps, documentTimestamps);
  const proven = provenTime(proof);
  const ses = proven === null ? asClaimed : await verifySes({ ...request, at: proven });
  const claimedTime = ses.signingTime ?? claimed;
  const at = proven ?? claimedTime ?? now;
  const { chain, revocation } = judgeChain(ses.signerChain, { at, proven: proof !== null, now }, revocationData);
  // The seal may have a timestamp of its maker as well, which comes before and stays.
  const own = ses.findings.findLastIndex(({ code }) => code === 'timestamp');
  return {
    findings: [
      ...ses.findings.filter((_, index) => index !== own),
      ...judgeProperty(ses.propertyInfo),
      ...(ses.seal
        ? await judgeMakerRevocation(ses.seal, { own: timestamps, documents: documentTimestamps }, context)
        : []),
      revocation,
      timestampFinding(timestamps, documentTimestamps),
    ],
    intact: ses.intact,
    algorithm: ses.algorithm,
    certificate: ses.signerCertificate,
    chain,
    claimedTime,
    proof,
    claimedTimestamp: proof ? null : claimIn([...timestamps, ...documentTimestamps]),
    contentDigest: ses.contentDigest,
    seal: ses.seal,
  };
}
