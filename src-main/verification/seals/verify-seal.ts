import type { Finding } from '../../contract/index.ts';
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
 * Verifies a seal of GB/T 38540 by all but its picture: `verifySeal` of the room of signatures, and whether its maker was revoked. Total:
 * whatever the bytes, it resolves with findings.
 */
export async function verifySealAndMaker(request: SealRequest): Promise<SealVerification> {
  const { seal, now, trustAnchors, makers, revocationData } = request;
  const trust = { trustAnchors, makers, intermediates: revocationData.certificates };
  const verified = await verifySeal({ seal, at: now, ...trust });
  const context = { trustAnchors, revocationData, now };
  return withFindings(verified, await judgeMakerRevocation(verified, { own: [], documents: [] }, context));
}

/** Verifies a seal of GB/T 38540 as it is verified inside a document, its picture too. Total as `verifySealAndMaker`. */
export async function verifyWholeSeal(request: SealRequest): Promise<SealVerification> {
  const verified = await verifySealAndMaker(request);
  if (verified.seal === null) return verified;
  return withFindings(verified, await judgeRegisteredPicture(verified.seal.info.picture));
}

function withFindings(verified: SealVerification, more: readonly Finding[]): SealVerification {
  const findings = [...verified.findings, ...more];
  return { ...verified, findings, valid: findings.every(({ state }) => state !== 'failed' && state !== 'unknown') };
}
