import { DerError, readBitStringBytes, readFields, readIntegerBytes, readWhole, tags } from '../asn1/der-reader.ts';
import { type CurvePoints, pointsOf, type ReadableCurve } from './elliptic-curves.ts';
import { numberOf } from './numbers.ts';

/** r and s of an ECDSA signature (RFC 3279, 2.2.3), in shortest form and with nothing after them: one value must have one encoding. */
export function readScalarPair(signature: Uint8Array): { r: bigint; s: bigint } | undefined {
  try {
    const fields = readFields(readWhole(signature, tags.sequence));
    const numbers = [readIntegerBytes(fields.required()), readIntegerBytes(fields.required())];
    fields.done();
    if (!numbers.every((number) => (number[0] ?? 0x80) < 0x80)) return undefined;
    const [r = 0n, s = 0n] = numbers.map(numberOf);
    return { r, s };
  } catch (error) {
    if (error instanceof DerError) return undefined;
    throw error;
  }
}

/** Checks ECDSA over a digest that somebody else made (FIPS 186-5, 6.4.2). Throws DerError when the key is no point of the curve. */
export function checkEcdsa(spki: Uint8Array, curve: ReadableCurve, digest: Uint8Array, signature: Uint8Array): boolean {
  const points = pointsOf(curve);
  const point = readPoint(spki, points);
  const pair = readScalarPair(signature);
  const { Fn, BASE } = points;
  if (pair === undefined || digest.length === 0) return false;
  const { r, s } = pair;
  if (r <= 0n || s <= 0n || r >= Fn.ORDER || s >= Fn.ORDER) return false;
  const inverse = Fn.inv(s);
  const sum = BASE.multiplyUnsafe(Fn.mul(leftmostBits(digest, Fn.BITS, Fn.ORDER), inverse)).add(
    point.multiplyUnsafe(Fn.mul(r, inverse)),
  );
  return !sum.is0() && sum.toAffine().x % Fn.ORDER === r;
}

function readPoint(spki: Uint8Array, points: CurvePoints): InstanceType<CurvePoints> {
  const fields = readFields(readWhole(spki, tags.sequence));
  fields.required(tags.sequence);
  const encoded = readBitStringBytes(fields.required(tags.bitString));
  try {
    return points.fromBytes(encoded);
  } catch {
    throw new DerError('a public key that is no point of its curve');
  }
}

/** FIPS 186-5, 6.4.2: of a digest longer than the order its leftmost bits. */
function leftmostBits(digest: Uint8Array, bits: number, order: bigint): bigint {
  const surplus = digest.length * 8 - bits;
  const number = numberOf(digest);
  return (surplus > 0 ? number >> BigInt(surplus) : number) % order;
}
