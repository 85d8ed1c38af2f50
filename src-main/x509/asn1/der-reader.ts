/** What is wrong with bytes that should be DER. It never leaves this room: callers turn it into a finding or an AppError. */
export class DerError extends Error {
  override readonly name = 'DerError';
}

/** One tag-length-value. `encoded` is all of it, `content` what is inside. Both are views, not copies. */
export interface DerElement {
  readonly tag: number;
  readonly encoded: Uint8Array;
  readonly content: Uint8Array;
}

/** Tags that this room meets (ITU-T X.690, 8.1.2): universal, and context-specific `[n]`, primitive or constructed. */
export const tags = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  objectIdentifier: 0x06,
  enumerated: 0x0a,
  utf8String: 0x0c,
  numericString: 0x12,
  printableString: 0x13,
  teletexString: 0x14,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  visibleString: 0x1a,
  universalString: 0x1c,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const;

/** The tag of a context-specific, constructed `[n]`. */
export const contextConstructed = (number: number): number => 0xa0 + number;
/** The tag of a context-specific, primitive `[n]`. */
export const contextPrimitive = (number: number): number => 0x80 + number;

/** Where an element lies: its content from `start` to before `end`. */
export interface DerSpan {
  readonly tag: number;
  readonly start: number;
  readonly end: number;
}

/**
 * Finds the element that starts at `offset`; bytes may follow it. Definite, shortest lengths and one-byte tags only
 * (X.690, 10.1). Throws DerError.
 */
export function readSpanAt(bytes: Uint8Array, offset: number): DerSpan {
  const tag = bytes[offset];
  const first = bytes[offset + 1];
  if (tag === undefined || first === undefined) throw new DerError('an element is cut off');
  if ((tag & 0x1f) === 0x1f) throw new DerError('a tag of several bytes');
  let length = first;
  let start = offset + 2;
  if (first >= 0x80) {
    const count = first - 0x80;
    if (count === 0) throw new DerError('an indefinite length');
    if (count > 4) throw new DerError('a length of more than four bytes');
    length = 0;
    for (let index = 0; index < count; index += 1) {
      const byte = bytes[start + index];
      if (byte === undefined) throw new DerError('a length is cut off');
      length = length * 256 + byte;
    }
    if (length < 0x80 || length < 256 ** (count - 1)) throw new DerError('a length that is not the shortest');
    start += count;
  }
  const end = start + length;
  if (end > bytes.length) throw new DerError('an element is longer than what holds it');
  return { tag, start, end };
}

/** Reads the element that starts at `offset`: see `readSpanAt`. Throws DerError. */
export function readElementAt(bytes: Uint8Array, offset: number): DerElement {
  const { tag, start, end } = readSpanAt(bytes, offset);
  return { tag, encoded: bytes.subarray(offset, end), content: bytes.subarray(start, end) };
}

/** Reads one element of the given tag that fills `bytes` to the last byte. Throws DerError. */
export function readWhole(bytes: Uint8Array, tag: number): DerElement {
  const element = readElementAt(bytes, 0);
  if (element.encoded.length !== bytes.length) throw new DerError('bytes follow the element');
  return expectTag(element, tag);
}

/** Gives the element back when it has the tag. Throws DerError. */
export function expectTag(element: DerElement, tag: number): DerElement {
  if (element.tag !== tag) throw new DerError(`tag ${element.tag.toString(16)} where ${tag.toString(16)} stands`);
  return element;
}

/** All elements inside a constructed element, in order. Throws DerError. */
export function readChildren(parent: DerElement): DerElement[] {
  const children: DerElement[] = [];
  let offset = 0;
  while (offset < parent.content.length) {
    const child = readElementAt(parent.content, offset);
    children.push(child);
    offset += child.encoded.length;
  }
  return children;
}

/** Walks through the fields of a SEQUENCE in their order. */
export interface FieldReader {
  /** The next field, which must have this tag (any tag when none is given). Throws DerError. */
  required(tag?: number): DerElement;
  /** The next field if it has this tag. */
  optional(tag: number): DerElement | undefined;
  /** Says that no field is left. Throws DerError. */
  done(): void;
}

/** Opens a constructed element to read its fields. Throws DerError when its inside is not DER. */
export function readFields(parent: DerElement): FieldReader {
  const children = readChildren(parent);
  let index = 0;
  const take = (): DerElement => {
    const child = children[index];
    if (child === undefined) throw new DerError('a field is missing');
    index += 1;
    return child;
  };
  return {
    required: (tag) => (tag === undefined ? take() : expectTag(take(), tag)),
    optional: (tag) => (children[index]?.tag === tag ? take() : undefined),
    done: () => {
      if (index < children.length) throw new DerError('a field too many');
    },
  };
}

/** An OBJECT IDENTIFIER in dotted form (X.690, 8.19). Throws DerError. */
export function readObjectIdentifier(element: DerElement): string {
  const { content } = expectTag(element, tags.objectIdentifier);
  if (content.length === 0 || content.length > 64) throw new DerError('an object identifier of a wrong length');
  const arcs: bigint[] = [];
  let value = 0n;
  let begins = true;
  for (const byte of content) {
    if (begins && byte === 0x80) throw new DerError('an object identifier with a padded arc');
    value = value * 128n + BigInt(byte & 0x7f);
    begins = byte < 0x80;
    if (!begins) continue;
    arcs.push(value);
    value = 0n;
  }
  const [first, ...others] = arcs;
  if (!begins || first === undefined) throw new DerError('an object identifier is cut off');
  const root = first < 40n ? 0n : first < 80n ? 1n : 2n;
  return [root, first - root * 40n, ...others].join('.');
}

/** The content of an INTEGER, checked to be the shortest form (X.690, 8.3.2). Throws DerError. */
export function readIntegerBytes(element: DerElement): Uint8Array {
  const { content } = expectTag(element, tags.integer);
  const [first, second] = content;
  if (first === undefined) throw new DerError('an empty integer');
  if (second !== undefined && ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80))) {
    throw new DerError('an integer that is not the shortest');
  }
  return content;
}

/** An INTEGER between 0 and 2^31 - 1. Throws DerError. */
export function readSmallInteger(element: DerElement): number {
  const content = readIntegerBytes(element);
  const value = content.length > 4 ? -1 : content.reduce((sum, byte) => sum * 256 + byte, 0);
  if (value < 0 || value > 0x7fffffff || (content[0] ?? 0) >= 0x80) throw new DerError('an integer out of range');
  return value;
}

/** An ENUMERATED between 0 and 127, in its one byte (X.690, 8.4). Throws DerError. */
export function readEnumerated(element: DerElement): number {
  const [value, surplus] = expectTag(element, tags.enumerated).content;
  if (value === undefined || surplus !== undefined || value >= 0x80) throw new DerError('a malformed enumerated value');
  return value;
}

/** A BOOLEAN. DER knows 00 and FF only (X.690, 11.1). Throws DerError. */
export function readBoolean(element: DerElement): boolean {
  const { content } = expectTag(element, tags.boolean);
  if (content.length !== 1 || (content[0] !== 0 && content[0] !== 0xff)) throw new DerError('a malformed boolean');
  return content[0] === 0xff;
}

/** The bytes of a BIT STRING that has whole bytes only (keys, signatures). Throws DerError. */
export function readBitStringBytes(element: DerElement): Uint8Array {
  const { content } = expectTag(element, tags.bitString);
  if (content[0] !== 0) throw new DerError('a bit string that does not end at a byte');
  return content.subarray(1);
}

/** The positions of the set bits of a BIT STRING used as flags (keyUsage). Throws DerError. */
export function readFlags(element: DerElement): Set<number> {
  const { content } = expectTag(element, tags.bitString);
  const unused = content[0];
  if (unused === undefined || unused > 7 || (unused > 0 && content.length === 1)) throw new DerError('malformed flags');
  const flags = new Set<number>();
  const count = (content.length - 1) * 8 - unused;
  for (let bit = 0; bit < count; bit += 1) {
    if (((content[1 + (bit >> 3)] ?? 0) >> (7 - (bit & 7))) & 1) flags.add(bit);
  }
  return flags;
}

/** A UTCTime or GeneralizedTime in the form RFC 5280, 4.1.2.5 allows: seconds, and Z. Throws DerError. */
export function readTime(element: DerElement): Date {
  const text = Buffer.from(element.content).toString('latin1');
  const match =
    element.tag === tags.utcTime
      ? /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(text)
      : element.tag === tags.generalizedTime
        ? /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(text)
        : null;
  if (match === null) throw new DerError('a malformed time');
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
  const fullYear = element.tag === tags.generalizedTime ? year : year + (year < 50 ? 2000 : 1900);
  const date = new Date(0);
  date.setUTCFullYear(fullYear, month - 1, day);
  date.setUTCHours(hour, minute, second);
  const exact = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && date.getUTCHours() === hour;
  if (!exact || minute > 59 || second > 59) throw new DerError('a time that does not exist');
  return date;
}

/** Whether two byte strings are equal. */
export function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}

/** What `read` gives, or the DerError that it threw. */
export function orMalformed<T>(read: () => T): T | DerError {
  try {
    return read();
  } catch (error) {
    if (error instanceof DerError) return error;
    throw error;
  }
}

/** What `read` gives, or undefined when it threw a DerError. */
export function orNothing<T>(read: () => T): T | undefined {
  const result = orMalformed(read);
  return result instanceof DerError ? undefined : result;
}
