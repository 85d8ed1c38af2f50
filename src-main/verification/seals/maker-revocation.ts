import type { Finding, FindingReason } from '../../contract/index.ts';
import type { SealVerification } from '../../signature/index.ts';
import { type JudgedTime, judgeRevocation } from '../revocation.ts';
import { type JudgedTimestamp, judgeVerified, proofOf, type TimestampContext } from '../timestamps.ts';

/** The words of a revocation, said of a maker: what hangs on his certificate is the seal, and the time is that of its making. */
const makerReasons: Readonly<Partial<Record<FindingReason, FindingReason>>> = {
  'revocation/good': 'seal-maker/not-revoked',
  'revocation/revoked': 'seal-maker/revoked',
  'revocation/revoked-later': 'seal-maker/revoked-later',
  'revocation/revoked-unproven': 'seal-maker/revoked-unproven',
  'revocation/not-checked': 'seal-maker/revocation-not-checked',
  'revocation/no-answer': 'seal-maker/revocation-no-answer',
  'revocation/untrusted-chain': 'seal-maker/revocation-untrusted',
  'revocation/trust-anchor': 'seal-maker/revocation-issuer-absent',
};

/** The timestamps over a signature that the seal is part of: inside it, and later ones over the whole document. */
export interface SealProofs {
  readonly own: readonly JudgedTimestamp[];
  readonly documents: readonly JudgedTimestamp[];
}

/**
 * Since when the seal exists: proven by its own timestamp or by one over what it was used for, else as its maker says, who may say what
 * he likes once somebody else has his key.
 */
async function makingTime(
  { seal, timestamp }: SealVerification,
  { own, documents }: SealProofs,
  context: TimestampContext,
): Promise<JudgedTime> {
  const ofSeal = timestamp === null ? [] : [await judgeVerified(timestamp, context)];
  const proven = proofOf([...ofSeal, ...own], documents)?.verification.genTime ?? null;
  const at = proven ?? seal?.info.property.createdAt ?? new Date(Number.NaN);
  return { at, proven: proven !== null, now: context.now };
}

/** Whether the maker's certificate was revoked when the seal was made (GB/T 38540-2020, 6.3 c). */
export async function judgeMakerRevocation(
  seal: SealVerification,
  proofs: SealProofs,
  context: TimestampContext,
): Promise<Finding[]> {
  if (seal.seal === null) return [];
  const time = await makingTime(seal, proofs, context);
  const judged = judgeRevocation(seal.makerRevocationChain, time, context.revocationData);
  return [{ ...judged, code: 'seal-maker-revocation', reason: makerReasons[judged.reason] ?? judged.reason }];
}
