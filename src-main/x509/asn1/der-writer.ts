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
  // Arcs may be of any size: those under 2.25 are UUIDs (X.667).
  const [root = 0n, second = 0n, ...others] = dotted.split('.').map(BigInt);
  const content: number[] = [];
  for (const arc of [root * 40n + second, ...others]) {
    const groups = [Number(arc % 128n)];
    for (let rest = arc / 128n; rest > 0n; rest /= 128n) groups.unshift(0x80 + Number(rest % 128n));
    content.push(...groups);
  }
  return encodeElement(tags.objectIdentifier, Uint8Array.from(content));
}

/** A BIT STRING of whole bytes. */
export const encodeBitString = (content: Uint8Array): Uint8Array =>
  encodeElement(tags.bitString, Uint8Array.of(0), content);

/** A BIT STRING used as flags: the positions of the set bits, without trailing zeros (X.690, 11.2.2). */
export function encodeFlags(...bits: number[]): Uint8Array {
  const last = Math.max(...bits);
  const content = new Uint8Array(1 + (last >> 3) + 1);
  content[0] = 7 - (last & 7);
  for (const bit of bits) content[1 + (bit >> 3)] = (content[1 + (bit >> 3)] ?? 0) | (0x80 >> (bit & 7));
  return encodeElement(tags.bitString, content);
}

export const encodeTrue = (): Uint8Array => encodeElement(tags.boolean, Uint8Array.of(0xff));

/** One of the string types whose characters are bytes of UTF-8: callers see to it that the text fits the type. */
export function encodeText(type: 'utf8String' | 'printableString' | 'ia5String', text: string): Uint8Array {
  return encodeElement(tags[type], Buffer.from(text, 'utf8'));
}

/** A GeneralizedTime in seconds and Z (X.690, 11.7). */
export function encodeGeneralizedTime(date: Date): Uint8Array {
  return encodeElement(tags.generalizedTime, Buffer.from(`${digitsOf(date)}Z`, 'latin1'));
}

/** A Time of RFC 5280, 4.1.2.5: UTCTime until 2049. */
export function encodeTime(date: Date): Uint8Array {
  const year = date.getUTCFullYear();
  if (year < 1950 || year > 2049) return encodeGeneralizedTime(date);
  return encodeElement(tags.utcTime, Buffer.from(`${digitsOf(date).slice(2)}Z`, 'latin1'));
}

function digitsOf(date: Date): string {
  return date.toISOString().slice(0, 19).replace(/[-:T]/g, '');
}
