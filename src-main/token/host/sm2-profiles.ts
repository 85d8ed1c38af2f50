/**
 * How SM2 is asked of a PKCS#11 module. The standard has no number for it, and vendors chose their own: a vendor's
 * module that does it another way is supported by adding a profile here, and nothing else.
 */
import { ck } from './cryptoki.ts';

export interface Sm2Profile {
  /** The mechanism as the driver's documents name it. */
  readonly name: string;
  readonly type: number;
  /** What C_Sign returns: r and s side by side, each 32 bytes, or the DER of GM/T 0009, 7.2. */
  readonly signature: 'raw' | 'der';
}

/**
 * In order of preference; each takes the 32 bytes of e (GB/T 32918.2, 6.1) and is used where the token lists its
 * mechanism.
 */
export const sm2Profiles: readonly Sm2Profile[] = [
  // CKK_EC with the SM2 curve, the way of our own module over SKF and of modules that treat SM2 as one more curve.
  { name: 'CKM_ECDSA', type: ck.CKM_ECDSA, signature: 'raw' },
  // CKM_VENDOR_DEFINED | 0x00010002, as one vendor's header has it.
  { name: 'CKM_VENDOR_SM2', type: 0x80010002, signature: 'raw' },
];

const scalarBytes = 32;

/** One INTEGER of a short DER SEQUENCE as 32 bytes, and where it ends; null when it is none. */
function readScalar(der: Uint8Array, offset: number): { value: Uint8Array; end: number } | null {
  const length = der[offset + 1];
  if (der[offset] !== 0x02 || length === undefined || length < 1 || length > scalarBytes + 1) return null;
  const end = offset + 2 + length;
  const digits = der.subarray(offset + 2, end);
  const significant = digits.length > scalarBytes ? digits.subarray(1) : digits;
  if (end > der.length || (digits.length > scalarBytes && digits[0] !== 0)) return null;
  const value = new Uint8Array(scalarBytes);
  value.set(significant, scalarBytes - significant.length);
  return { value, end };
}

/** A token's SM2 signature as r and s, each 32 bytes; null when it is not what the profile says. */
export function rawSm2Signature(profile: Sm2Profile, signature: Uint8Array): Uint8Array | null {
  if (profile.signature === 'raw') return signature.length === 2 * scalarBytes ? signature : null;
  if (signature[0] !== 0x30 || signature[1] !== signature.length - 2) return null;
  const r = readScalar(signature, 2);
  const s = r && readScalar(signature, r.end);
  return r && s && s.end === signature.length ? Uint8Array.from([...r.value, ...s.value]) : null;
}
