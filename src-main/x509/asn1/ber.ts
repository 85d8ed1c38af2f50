import { DerError, tags } from './der-reader.ts';
import { encodeElement } from './der-writer.ts';

/** Real CMS nests some fifteen levels deep. */
const maxDepth = 32;
const constructedBit = 0x20;
const constructedOctetString = tags.octetString | constructedBit;

/**
 * Rewrites the first BER element of `bytes` with definite, shortest lengths and octet strings in one piece (X.690, 8.1.3, 8.7 and
 * 10.1), as DER has them; contents and their order stay. `length` is how many bytes it took. Throws DerError.
 */
export function rewriteBer(bytes: Uint8Array): { der: Uint8Array; length: number } {
  const { encoded, end } = rewriteAt(bytes, 0, bytes.length, 0);
  return { der: encoded, length: end };
}

interface Rewritten {
  readonly encoded: Uint8Array;
  readonly end: number;
}

function rewriteAt(bytes: Uint8Array, offset: number, limit: number, depth: number): Rewritten {
  if (depth > maxDepth) throw new DerError('elements nested too deep');
  const tag = bytes[offset];
  if (tag === undefined || offset >= limit || (tag & 0x1f) === 0x1f) throw new DerError('a malformed tag');
  const { start, end } = readLength(bytes, offset + 1, limit);
  if ((tag & constructedBit) === 0) {
    if (end === undefined) throw new DerError('an indefinite length of a primitive');
    return { encoded: encodeElement(tag, bytes.subarray(start, end)), end };
  }
  const children: Uint8Array[] = [];
  let position = start;
  while (end === undefined ? !endsHere(bytes, position, limit) : position < end) {
    const child = rewriteAt(bytes, position, end ?? limit, depth + 1);
    children.push(child.encoded);
    position = child.end;
  }
  const after = end ?? position + 2;
  return {
    encoded: tag === constructedOctetString ? joinStrings(children) : encodeElement(tag, Buffer.concat(children)),
    end: after,
  };
}

/** `end` undefined: the length is indefinite. */
function readLength(bytes: Uint8Array, offset: number, limit: number): { start: number; end: number | undefined } {
  const first = bytes[offset];
  if (first === undefined) throw new DerError('a length is cut off');
  if (first === 0x80) return { start: offset + 1, end: undefined };
  const count = first < 0x80 ? 0 : first - 0x80;
  if (count > 4) throw new DerError('a length of more than four bytes');
  let length = count === 0 ? first : 0;
  for (let index = 1; index <= count; index += 1) length = length * 256 + (bytes[offset + index] ?? 0);
  const start = offset + 1 + count;
  if (start + length > limit) throw new DerError('an element is longer than what holds it');
  return { start, end: start + length };
}

function endsHere(bytes: Uint8Array, position: number, limit: number): boolean {
  if (position + 2 > limit) throw new DerError('an indefinite length without an end');
  return bytes[position] === 0 && bytes[position + 1] === 0;
}

function joinStrings(encodedParts: Uint8Array[]): Uint8Array {
  const contents = encodedParts.map((part) => {
    if (part[0] !== tags.octetString) throw new DerError('an octet string of other parts');
    const length = part[1] ?? 0;
    return part.subarray(length < 0x80 ? 2 : 2 + length - 0x80);
  });
  return encodeElement(tags.octetString, Buffer.concat(contents));
}
