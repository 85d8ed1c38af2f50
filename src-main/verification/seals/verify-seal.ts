import { type SealVerification, type Trust, verifySeal } from '../../signature/index.ts';
import type { RevocationData } from '../revocation.ts';
import { judgeMakerRevocation } from './maker-revocation.ts';
import { judgeRegisteredPicture } from './registered-picture.ts';

/** A seal by itself, and whom the person trusts. */
export interface SealRequest extends Pick<Trust, 'trustAnchors' | 'makers'> {
  /** SESeal, DER. */
  readonly seal: Uint8Array;
  readonly now: Date;
  readonly revocationData: RevocationData;
}

/**
 * Verifies a seal of GB/T 38540 as it is verified inside a document: `verifySeal` of the room of signatures, whether its maker was revoked,
 * and its picture. Total: whatever the bytes, it resolves with findings.
 */
export async function verifyWholeSeal({
  seal: bytes,
  now,
  trustAnchors,
  makers,
  revocationData,
}: SealRequest): Promise<SealVerification> {
  const trust = { trustAnchors, makers, intermediates: revocationData.certificates };
  const verified = await verifySeal({ seal: bytes, at: now, ...trust });
  if (verified.seal === null) return verified;
  const findings = [
    ...verified.findings,
    ...(await judgeMakerRevocation(verified, { own: [], documents: [] }, { trustAnchors, revocationData, now })),
    ...(await judgeRegisteredPicture(verified.seal.info.picture)),
  ];
  const isSound = findings.every(({ state }) => state !== 'failed' && state !== 'unknown');
  return { ...verified, findings, valid: isSound };
}
