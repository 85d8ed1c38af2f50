import {
  type DerElement,
  readFields,
  readIntegerBytes,
  readObjectIdentifier,
  readSmallInteger,
  tags,
} from '../asn1/der-reader.ts';
import { curveOfParameters, type ReadableCurve } from './elliptic-curves.ts';
import { numberOf } from './numbers.ts';

const primeField = '1.2.840.10045.1.1';

/**
 * The known curve that an ECParameters writes out (RFC 3279, 2.3.5). RFC 5480, 2.1.1 forbids that in certificates, and products
 * do it all the same. Undefined when it is none that is known here. Throws DerError.
 */
export function readWrittenCurve(parameters: DerElement): ReadableCurve | undefined {
  const fields = readFields(parameters);
  readSmallInteger(fields.required(tags.integer));
  const field = readFields(fields.required(tags.sequence));
  if (readObjectIdentifier(field.required()) !== primeField) return undefined;
  const p = numberOf(readIntegerBytes(field.required()));
  const equation = readFields(fields.required(tags.sequence));
  const a = numberOf(equation.required(tags.octetString).content);
  const b = numberOf(equation.required(tags.octetString).content);
  const base = readPoint(fields.required(tags.octetString).content);
  const n = numberOf(readIntegerBytes(fields.required(tags.integer)));
  const cofactor = fields.optional(tags.integer);
  fields.done();
  if (base === undefined || (cofactor !== undefined && readSmallInteger(cofactor) !== 1)) return undefined;
  return curveOfParameters({ p, a, b, n, ...base });
}

/** SEC 1, 2.3.4. */
function readPoint(bytes: Uint8Array): { Gx: bigint; Gy: bigint | undefined; isOdd: boolean } | undefined {
  const [form, ...coordinates] = bytes;
  if (form === 2 || form === 3) {
    return { Gx: numberOf(Uint8Array.from(coordinates)), Gy: undefined, isOdd: form === 3 };
  }
  if (form !== 4 || coordinates.length % 2 !== 0) return undefined;
  const middle = 1 + coordinates.length / 2;
  const Gy = numberOf(bytes.subarray(middle));
  return { Gx: numberOf(bytes.subarray(1, middle)), Gy, isOdd: (Gy & 1n) === 1n };
}
