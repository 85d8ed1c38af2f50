import { DerError, readBitStringBytes, readFields, readWhole, tags } from '../asn1/der-reader.ts';
import type { PrefixedDigestAlgorithm } from './digest.ts';
import { littleEndian } from './numbers.ts';

export type EddsaScheme = 'ed25519' | 'ed448';

/** Bytes of a point and of a scalar, what the message is digested with, and how long that digest is (RFC 8032, 5.1 and 5.2). */
const lengthBytes = { ed25519: 32, ed448: 57 } as const;
const hashes = { ed25519: 'sha512', ed448: 'shake256-912' } as const;
const digestBytes = { ed25519: 64, ed448: 114 } as const;
/** dom2 and dom4 without a context (RFC 8032, 2): nothing for plain Ed25519. */
const domains = { ed25519: Buffer.alloc(0), ed448: Buffer.from('SigEd448\0\0', 'latin1') } as const;

/** EdDSA digests its message behind two points (RFC 8032, 5.1.7 and 5.2.7): with which hash, and behind what. Throws DerError. */
export function eddsaPrefix(
  scheme: EddsaScheme,
  spki: Uint8Array,
  signature: Uint8Array,
): { hash: PrefixedDigestAlgorithm; prefix: Uint8Array } {
  const prefix = Buffer.concat([domains[scheme], signature.subarray(0, lengthBytes[scheme]), readPointBytes(spki)]);
  return { hash: hashes[scheme], prefix };
}

/**
 * Checks EdDSA of which only the digest that `eddsaPrefix` names is at hand, without a cofactor as OpenSSL does it. Throws DerError
 * when the key is no point of the curve.
 */
export async function checkEddsa(
  scheme: EddsaScheme,
  spki: Uint8Array,
  prefixedDigest: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  const width = lengthBytes[scheme];
  if (signature.length !== 2 * width || prefixedDigest.length !== digestBytes[scheme]) return false;
  const points = await pointsOf(scheme);
  const s = littleEndian(signature.subarray(width));
  if (s >= points.Fn.ORDER) return false;
  const key = openPoint(points, readPointBytes(spki));
  // With such a key every message would be signed.
  if (key.isSmallOrder()) return false;
  const k = littleEndian(prefixedDigest) % points.Fn.ORDER;
  const expected = points.BASE.multiplyUnsafe(s).add(key.negate().multiplyUnsafe(k));
  return Buffer.from(expected.toBytes()).equals(signature.subarray(0, width));
}

/** Loaded when it is asked for: signatures of this form are rare. */
async function pointsOf(scheme: EddsaScheme) {
  if (scheme === 'ed25519') return (await import('@noble/curves/ed25519.js')).ed25519.Point;
  return (await import('@noble/curves/ed448.js')).ed448.Point;
}

function openPoint(points: Awaited<ReturnType<typeof pointsOf>>, encoded: Uint8Array) {
  try {
    return points.fromBytes(encoded);
  } catch {
    throw new DerError('a public key that is no point of its curve');
  }
}

function readPointBytes(spki: Uint8Array): Uint8Array {
  const fields = readFields(readWhole(spki, tags.sequence));
  fields.required(tags.sequence);
  return readBitStringBytes(fields.required(tags.bitString));
}
