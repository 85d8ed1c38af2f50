import {
  DerError,
  readBitStringBytes,
  readFields,
  readIntegerBytes,
  readObjectIdentifier,
  readWhole,
  tags,
} from '../asn1/der-reader.ts';
import { oid } from '../asn1/object-identifiers.ts';
import { curveOfOid, type EllipticCurve, type ReadableCurve } from './elliptic-curves.ts';
import { sm2WidthBytes } from './sm2.ts';
import { readWrittenCurve } from './written-curve.ts';

/** What a SubjectPublicKeyInfo holds, as far as signatures ask. `pssOnly`: the key may make RSASSA-PSS signatures only. */
export type PublicKeyKind =
  | { readonly kind: 'rsa'; readonly bits: number; readonly pssOnly: boolean }
  | { readonly kind: 'ec'; readonly curve: EllipticCurve }
  /** Keys that are read only: on another curve, or with the parameters of the curve written out instead of its name. */
  | { readonly kind: 'rare-ec'; readonly curve: ReadableCurve }
  | { readonly kind: 'sm2' }
  | { readonly kind: 'ed25519' }
  | { readonly kind: 'ed448' }
  | { readonly kind: 'other'; readonly algorithm: string };

/** Bytes of one coordinate, and so of r and of s. */
export const curveWidthBytes: Record<EllipticCurve, number> = { 'P-256': 32, 'P-384': 48, 'P-521': 66 };

/** Bytes of r and of s as tokens give them; undefined for keys whose signatures are no pair of numbers. */
export function scalarWidthBytes(key: PublicKeyKind): number | undefined {
  if (key.kind === 'sm2') return sm2WidthBytes;
  return key.kind === 'ec' ? curveWidthBytes[key.curve] : undefined;
}

/** Reads a SubjectPublicKeyInfo (RFC 5280, 4.1.2.7). Throws DerError when it is not one. */
export function readPublicKeyKind(spki: Uint8Array): PublicKeyKind {
  const fields = readFields(readWhole(spki, tags.sequence));
  const algorithm = readFields(fields.required(tags.sequence));
  const key = readBitStringBytes(fields.required(tags.bitString));
  fields.done();
  const algorithmOid = readObjectIdentifier(algorithm.required());
  if (algorithmOid === oid.rsaEncryption || algorithmOid === oid.rsassaPss) {
    const numbers = readFields(readWhole(key, tags.sequence));
    const modulus = readIntegerBytes(numbers.required());
    const exponent = readIntegerBytes(numbers.required());
    if (!isSoundExponent(exponent)) return { kind: 'other', algorithm: `${algorithmOid} e=${hexadecimal(exponent)}` };
    return { kind: 'rsa', bits: bitLength(modulus), pssOnly: algorithmOid === oid.rsassaPss };
  }
  // The curve in the place of the algorithm: some products write their keys so.
  if (algorithmOid === oid.sm2Curve) return { kind: 'sm2' };
  if (algorithmOid === oid.ed25519) return { kind: 'ed25519' };
  if (algorithmOid === oid.ed448) return { kind: 'ed448' };
  if (algorithmOid !== oid.ecPublicKey) return { kind: 'other', algorithm: algorithmOid };
  const written = algorithm.optional(tags.sequence);
  const writtenCurve = written && readWrittenCurve(written);
  if (writtenCurve !== undefined) return { kind: 'rare-ec', curve: writtenCurve };
  const named = algorithm.optional(tags.objectIdentifier);
  if (named === undefined) return { kind: 'other', algorithm: algorithmOid };
  const curveOid = readObjectIdentifier(named);
  if (curveOid === oid.sm2Curve) return { kind: 'sm2' };
  const curve = curveOfOid(curveOid);
  if (curve === undefined) return { kind: 'other', algorithm: curveOid };
  return isUsual(curve) ? { kind: 'ec', curve } : { kind: 'rare-ec', curve };
}

/**
 * RFC 8017, 3.1: odd, and 3 at least. With 1 every padded digest is a signature of itself, whoever has the key, and crypto libraries take
 * it for one.
 */
function isSoundExponent(exponent: Uint8Array): boolean {
  const isPositive = (exponent[0] ?? 0x80) < 0x80;
  return isPositive && ((exponent.at(-1) ?? 0) & 1) === 1 && (exponent.length > 1 || (exponent[0] ?? 0) >= 3);
}

const hexadecimal = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

const isUsual = (curve: ReadableCurve): curve is EllipticCurve => Object.hasOwn(curveWidthBytes, curve);

/**
 * What tells the key among those on a token, as PKCS#11 gives it: `rsa:` and the modulus, or `ec:` and the uncompressed point, hexadecimal;
 * null for a key that no signature is made with. Throws DerError.
 */
export function publicValueOf(spki: Uint8Array): string | null {
  const { kind } = readPublicKeyKind(spki);
  if (kind !== 'rsa' && kind !== 'ec' && kind !== 'sm2') return null;
  const fields = readFields(readWhole(spki, tags.sequence));
  fields.required(tags.sequence);
  const key = readBitStringBytes(fields.required(tags.bitString));
  if (kind !== 'rsa') return key[0] === uncompressed ? `ec:${hexadecimal(key)}` : null;
  const modulus = readIntegerBytes(readFields(readWhole(key, tags.sequence)).required());
  return `rsa:${hexadecimal(modulus[0] === 0 ? modulus.subarray(1) : modulus)}`;
}

/** The first byte of a point whose coordinates both stand there (SEC 1, 2.3.3). */
const uncompressed = 4;

const keyNames = { sm2: 'SM2', ed25519: 'Ed25519', ed448: 'Ed448' } as const;

/** The key in words: RSA 2048, EC P-256, SM2, Ed25519, Ed448, or the object identifier. */
export function describePublicKey(key: PublicKeyKind): string {
  if (key.kind === 'rsa') return `RSA ${key.bits}`;
  if (key.kind === 'ec' || key.kind === 'rare-ec') return `EC ${key.curve}`;
  return key.kind === 'other' ? key.algorithm : keyNames[key.kind];
}

function bitLength(integer: Uint8Array): number {
  if ((integer[0] ?? 0x80) >= 0x80) throw new DerError('a modulus that is not positive');
  const leading = integer.findIndex((byte) => byte !== 0);
  if (leading < 0) throw new DerError('a modulus of zero');
  return (integer.length - leading) * 8 - Math.clz32(integer[leading] ?? 0) + 24;
}
