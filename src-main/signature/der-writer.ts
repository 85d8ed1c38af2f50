import { tags } from './der-reader.ts';

/** One element in DER: the tag, the shortest length, the parts one after another. */
export function encodeElement(tag: number, ...parts: Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const lengthBytes = length < 0x80 ? 0 : length < 0x100 ? 1 : length < 0x10000 ? 2 : length < 0x1000000 ? 3 : 4;
  const encoded = new Uint8Array(2 + lengthBytes + length);
  encoded[0] = tag;
  encoded[1] = lengthBytes === 0 ? length : 0x80 + lengthBytes;
  for (let index = 0; index < lengthBytes; index += 1) {
    encoded[2 + index] = Math.floor(length / 256 ** (lengthBytes - 1 - index)) & 0xff;
  }
  let offset = 2 + lengthBytes;
  for (const part of parts) {
    encoded.set(part, offset);
    offset += part.length;
  }
  return encoded;
}

export const encodeSequence = (...parts: Uint8Array[]): Uint8Array => encodeElement(tags.sequence, ...parts);
export const encodeOctetString = (content: Uint8Array): Uint8Array => encodeElement(tags.octetString, content);
export const encodeNull = (): Uint8Array => encodeElement(tags.null);

/** The parts of a SET OF in the order of DER: ascending by their encodings (X.690, 11.6). */
export function sortSetOf(parts: Uint8Array[]): Uint8Array[] {
  return parts.toSorted(Buffer.compare);
}

/** A small number that is not negative. */
export function encodeSmallInteger(value: number): Uint8Array {
  return encodeUnsignedInteger(
    Uint8Array.of((value >> 24) & 0xff, (value >> 16) & 0xff, (value >> 8) & 0xff, value & 0xff),
  );
}

/** An INTEGER from the big-endian bytes of a number that is not negative. */
export function encodeUnsignedInteger(bigEndian: Uint8Array): Uint8Array {
  let start = 0;
  while (start < bigEndian.length - 1 && bigEndian[start] === 0) start += 1;
  const shortest = bigEndian.subarray(start);
  return (shortest[0] ?? 0) >= 0x80 || shortest.length === 0
    ? encodeElement(tags.integer, Uint8Array.of(0), shortest)
    : encodeElement(tags.integer, shortest);
}

/** An OBJECT IDENTIFIER from its dotted form. */
export function encodeObjectIdentifier(dotted: string): Uint8Array {
  const [root = 0, second = 0, ...others] = dotted.split('.').map(Number);
  const content: number[] = [];
  for (const arc of [root * 40 + second, ...others]) {
    const groups = [arc % 128];
    for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128)) groups.unshift(0x80 + (rest % 128));
    content.push(...groups);
  }
  return encodeElement(tags.objectIdentifier, Uint8Array.from(content));
}
