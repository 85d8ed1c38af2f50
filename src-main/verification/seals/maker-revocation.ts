import type { Finding } from '../../contract/index.ts';
import type { SealVerification } from '../../signature/index.ts';
import { type JudgedTime, judgeRevocation, type RevocationData } from '../revocation.ts';
import { earliest, type JudgedTimestamp, judgeVerified } from '../timestamps.ts';

/** The words of a revocation, said of a maker: what hangs on his certificate is the seal, and the time is that of its making. */
const makerReasons: Readonly<Record<string, string>> = {
  'revocation/good': 'seal-maker/not-revoked',
  'revocation/revoked': 'seal-maker/revoked',
  'revocation/revoked-later': 'seal-maker/revoked-later',
  'revocation/revoked-unproven': 'seal-maker/revoked-unproven',
  'revocation/not-checked': 'seal-maker/revocation-not-checked',
  'revocation/no-answer': 'seal-maker/revocation-no-answer',
  'revocation/untrusted-chain': 'seal-maker/revocation-untrusted',
  'revocation/trust-anchor': 'seal-maker/revocation-issuer-absent',
};

/**
 * Since when the seal exists: proven by its own timestamp or by one over what it was used for, else as its maker says, who may say what
 * he likes once somebody else has his key.
 */
function makingTime({ seal, timestamp }: SealVerification, proofs: readonly JudgedTimestamp[], data: RevocationData) {
  const own = timestamp === null ? [] : [judgeVerified(timestamp, data)];
  const proven = earliest([...own, ...proofs])?.verification.genTime ?? null;
  const at = proven ?? seal?.info.property.createdAt ?? new Date(Number.NaN);
  return { at, proven: proven !== null } satisfies JudgedTime;
}

/**
 * Whether the maker's certificate was revoked when the seal was made (GB/T 38540-2020, 6.3 c). `proofs` are the timestamps over a
 * signature that the seal is part of.
 */
export function judgeMakerRevocation(
  seal: SealVerification,
  proofs: readonly JudgedTimestamp[],
  data: RevocationData,
): Finding[] {
  if (seal.seal === null) return [];
  const judged = judgeRevocation(seal.makerRevocationChain, makingTime(seal, proofs, data), data);
  return [{ ...judged, code: 'seal-maker-revocation', reason: makerReasons[judged.reason] ?? judged.reason }];
}
