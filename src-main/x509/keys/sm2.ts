import { weierstrass } from '@noble/curves/abstract/weierstrass.js';
import { BoundedCache } from '../../runtime/index.ts';
import {
  DerError,
  expectTag,
  readBitStringBytes,
  readFields,
  readIntegerBytes,
  readWhole,
  tags,
} from '../asn1/der-reader.ts';
import { digestOf } from './digest.ts';

/** The curve of GB/T 32918.5-2017. */
const Point = weierstrass({
  p: 0xfffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffffn,
  a: 0xfffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffcn,
  b: 0x28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93n,
  n: 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n,
  h: 1n,
  Gx: 0x32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7n,
  Gy: 0xbc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0n,
});
type CurvePoint = InstanceType<typeof Point>;

/** Point arithmetic and scalars modulo n, for who makes signatures. */
export const sm2Curve = { base: Point.BASE, scalars: Point.Fn } as const;
export const sm2WidthBytes = 32;

/** GM/T 0009-2012, 10: the id of a signer who has agreed on no other; before it its length in bits. */
const defaultId = Buffer.from('\x00\x80' + '1234567812345678', 'latin1');
const { a, b, Gx, Gy } = Point.CURVE();
const curveBytes = Buffer.concat([a, b, Gx, Gy].map(encodeCoordinate));

/** An SM2 public key, opened. */
export interface Sm2PublicKey {
  readonly point: CurvePoint;
  /** Z of GB/T 32918.2-2016, 5.5: the digest of id, curve and key, with the default id. 32 bytes. */
  readonly z: Uint8Array;
}

/** With its tables one key takes half a megabyte. */
const maxOpenedKeys = 16;
/** The keys used last, by their bytes: an office meets the same few signers and authorities again and again. */
const openedKeys = new BoundedCache<string, { readonly key: Sm2PublicKey; uses: number }>(maxOpenedKeys);
/** Tables cost as much as six checks without them, and make each one four times as fast. */
const usesBeforeTables = 3;
const tableWindowBits = 6;

/** Opens the key of a SubjectPublicKeyInfo. Throws DerError when it holds no point of the curve. */
export function openSm2PublicKey(spki: Uint8Array): Sm2PublicKey {
  const name = Buffer.from(spki).toString('latin1');
  const opened = openedKeys.getOrMake(name, () => ({ key: readSm2PublicKey(spki), uses: 0 }));
  opened.uses += 1;
  if (opened.uses === usesBeforeTables) opened.key.point.precompute(tableWindowBits);
  return opened.key;
}

function readSm2PublicKey(spki: Uint8Array): Sm2PublicKey {
  const fields = readFields(readWhole(spki, tags.sequence));
  fields.required(tags.sequence);
  return sm2PublicKey(readBitStringBytes(fields.required(tags.bitString)));
}

function sm2PublicKey(encodedPoint: Uint8Array): Sm2PublicKey {
  let point: CurvePoint;
  try {
    point = Point.fromBytes(encodedPoint);
  } catch {
    throw new DerError('a public key that is no point of the SM2 curve');
  }
  const z = digestOf('sm3', defaultId, curveBytes, point.toBytes(false).subarray(1));
  return { point, z };
}

/** Checks a signature, DER of r and s (GM/T 0009-2012, 7.3), over e (GB/T 32918.2-2016, 7.1). Throws DerError on other bytes. */
export function checkSm2Signature({ point }: Sm2PublicKey, digest: Uint8Array, signature: Uint8Array): boolean {
  const fields = readFields(readWhole(signature, tags.sequence));
  const r = readScalar(fields.required());
  const s = readScalar(fields.required());
  fields.done();
  const t = Point.Fn.add(r, s);
  if (r === 0n || s === 0n || t === 0n) return false;
  const sum = Point.BASE.multiplyUnsafe(s).add(point.multiplyUnsafe(t));
  if (sum.is0()) return false;
  return Point.Fn.create(readNumber(digest) + sum.toAffine().x) === r;
}

function readScalar(element: Parameters<typeof expectTag>[0]): bigint {
  const bytes = readIntegerBytes(expectTag(element, tags.integer));
  const value = (bytes[0] ?? 0x80) >= 0x80 || bytes.length > sm2WidthBytes + 1 ? -1n : readNumber(bytes);
  if (value < 0n || value >= Point.Fn.ORDER) throw new DerError('a number outside the order of the SM2 curve');
  return value;
}

/** A number from its big-endian bytes. */
export function readNumber(bigEndian: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bigEndian).toString('hex') || '0'}`);
}

/** A coordinate or scalar as 32 big-endian bytes. */
export function encodeCoordinate(value: bigint): Uint8Array {
  return Buffer.from(value.toString(16).padStart(2 * sm2WidthBytes, '0'), 'hex');
}
