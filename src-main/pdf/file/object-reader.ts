import {
  PDFContext,
  PDFDict,
  PDFHexString,
  PDFName,
  PDFNumber,
  type PDFObject,
  PDFObjectParser,
  PDFRef,
} from 'pdf-lib';
import { AppError } from '../../contract/index.ts';
import type { ByteSource } from '../../files/index.ts';
import { damaged } from './damage.ts';
import { type Kids, kidsOfArray, takeKids } from './kids.ts';

/** A node or leaf of the page tree (ISO 32000-2, 7.7.3), its Kids apart. */
export interface PageTreeNode {
  readonly dict: PDFDict;
  readonly kids: Kids | null;
  readonly hasDuplicateKeys: boolean;
}

/** Objects are never registered here: the file's xref, not this context, decides what a reference means. */
export const looseContext = PDFContext.create();

const keyword = (text: string) => Array.from(text, (character) => character.charCodeAt(0));
const objKeyword = keyword('obj');
const streamKeyword = keyword('stream');
const carriageReturn = 0x0d;
const lineFeed = 0x0a;
const openingBracket = 0x3c;
const closingBracket = 0x3e;
const plus = 0x2b;
const minus = 0x2d;
const period = 0x2e;
const slash = 0x2f;
const letterR = 0x52;
/** Neither white space nor a delimiter (ISO 32000-2, 7.2.3). */
const regularBytes = new Uint8Array(256).fill(1);
for (const byte of [0x00, 0x09, 0x0a, 0x0c, 0x0d, 0x20]) regularBytes[byte] = 0;
for (const delimiter of '()<>[]{}/%') regularBytes[delimiter.charCodeAt(0)] = 0;
const isRegular = (byte: number) => regularBytes[byte] === 1;
const isDigit = (byte: number) => byte >= 0x30 && byte <= 0x39;
const isOfNumber = (byte: number) => byte === period || byte === plus || byte === minus;
/** An integer of so many digits is exact. */
const plainDigits = 15;
/** Sooner put together than decoded. */
const shortText = 24;
const mostNames = 10_000;
const longestName = 64;
/** By how they are written: the library undoes escapes each time, and nearly none has any. */
const names = new Map<string, PDFName>();

/** Objects of generation 0 by their numbers. */
const refs = new Map<number, PDFRef>();
const mostRefs = 100_000;

/** A reference; those of generation 0, nearly all, are found sooner than by the text that the library looks for. */
export function refTo(objectNumber: number, generation = 0): PDFRef {
  if (generation !== 0) return PDFRef.of(objectNumber, generation);
  const known = refs.get(objectNumber);
  if (known) return known;
  if (refs.size >= mostRefs) refs.clear();
  const made = PDFRef.of(objectNumber);
  refs.set(objectNumber, made);
  return made;
}

/** A name by its text, as `PDFName.of` gives it. */
export function pdfName(written: string): PDFName {
  const known = names.get(written);
  if (known) return known;
  if (names.size >= mostNames) names.clear();
  const made = PDFName.of(written);
  if (written.length <= longestName) names.set(written, made);
  return made;
}

/** Of one object, those in it counted: each takes up to a hundred times its bytes. */
const mostValues = 500_000;

const writtenAsReal = new WeakSet<PDFNumber>();

/**
 * Whether a number is written as an integer (ISO 32000-2, 7.3.3) that every reader can hold. Where an integer is meant, some readers take
 * `2.0` for nothing and others for 2.
 */
export function isWrittenAsInteger(number: PDFNumber): boolean {
  return !writtenAsReal.has(number) && Number.isSafeInteger(number.asNumber()) && Math.abs(number.asNumber()) < 2 ** 31;
}

/** pdf-lib's object parser with a cursor, stopping before stream data, which is read only when asked for. */
export class ObjectReader extends PDFObjectParser {
  #values = 0;

  static over(bytes: Uint8Array): ObjectReader {
    const { bytes: stream } = PDFObjectParser.forBytes(bytes, looseContext) as unknown as {
      bytes: ConstructorParameters<typeof PDFObjectParser>[0];
    };
    const reader = new ObjectReader(stream, looseContext);
    reader.#window = bytes;
    return reader;
  }

  #window: Uint8Array = new Uint8Array();

  get cursor(): number {
    return this.bytes.offset();
  }

  moveTo(offset: number): void {
    this.bytes.moveTo(offset);
  }

  /** What stands between two cursors, byte for byte. */
  textBetween(start: number, end: number): string {
    const { buffer, byteOffset } = this.#window;
    if (end - start > shortText) return Buffer.from(buffer, byteOffset + start, end - start).toString('latin1');
    let text = '';
    for (let position = start; position < end; position++) text += String.fromCharCode(this.#window[position] ?? 0);
    return text;
  }

  get atEnd(): boolean {
    return this.bytes.done();
  }

  skipBlanks(): void {
    this.skipWhitespaceAndComments();
  }

  takeKeyword(text: string): boolean {
    this.skipWhitespaceAndComments();
    return this.matchKeyword(keyword(text));
  }

  takeInteger(): number {
    this.skipWhitespaceAndComments();
    return this.parseRawInt();
  }

  /** Digit by digit, with no text in between: the index of one object stream has thousands of them. */
  override parseRawInt(): number {
    const start = this.cursor;
    let position = start;
    let value = 0;
    for (; ; position++) {
      const digit = (this.#window[position] ?? 0) - 0x30;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    if (position === start || !Number.isFinite(value)) throw new Error('a number is missing');
    this.moveTo(position);
    return value;
  }

  /** ISO 32000-2, 7.3.3. In one piece; the library's own prints a line for each number beyond 2^53. */
  override parseRawNumber(): number {
    const start = this.cursor;
    let position = start;
    let integer = 0;
    for (; isDigit(this.#window[position] ?? 0); position++)
      integer = integer * 10 + (this.#window[position] ?? 0) - 0x30;
    const isPlain = position > start && position - start <= plainDigits && !isOfNumber(this.#window[position] ?? 0);
    if (isPlain) {
      this.moveTo(position);
      return integer;
    }
    position = start;
    for (; ; position++) {
      const byte = this.#window[position] ?? 0;
      if (byte === period) {
        position += 1;
        break;
      }
      if (!isDigit(byte) && byte !== plus && byte !== minus) break;
    }
    while (isDigit(this.#window[position] ?? 0)) position += 1;
    this.moveTo(position);
    const value = Number(this.textBetween(start, position));
    if (position === start || !Number.isFinite(value)) throw new Error('a number is malformed');
    return value;
  }

  override parseNumberOrRef(): PDFNumber | PDFRef {
    const start = this.cursor;
    const first = this.parseRawNumber();
    const end = this.cursor;
    this.skipWhitespaceAndComments();
    const afterBlanks = this.cursor;
    if (isDigit(this.#window[afterBlanks] ?? 0)) {
      const second = this.parseRawNumber();
      this.skipWhitespaceAndComments();
      if (this.#window[this.cursor] === letterR) {
        this.moveTo(this.cursor + 1);
        return refTo(first, second);
      }
    }
    this.moveTo(afterBlanks);
    const number = PDFNumber.of(first);
    for (let position = start; position < end; position++) {
      if (this.#window[position] === period) writtenAsReal.add(number);
    }
    return number;
  }

  /** `n g obj` (ISO 32000-2, 7.3.10). */
  takeObjectHeader(): { objectNumber: number; generation: number } {
    const objectNumber = this.takeInteger();
    const generation = this.takeInteger();
    this.skipWhitespaceAndComments();
    if (!this.matchKeyword(objKeyword)) throw new Error('the keyword obj is missing');
    return { objectNumber, generation };
  }

  /** A dictionary and, where a stream follows it, the cursor at which the data begin. */
  takeDictionary(): { dict: PDFDict; dataCursor: number | null } {
    this.skipWhitespaceAndComments();
    const dict = this.parseDict();
    this.skipWhitespaceAndComments();
    if (!this.matchKeyword(streamKeyword)) return { dict, dataCursor: null };
    // ISO 32000-2, 7.3.8.1: the keyword ends with CR LF or LF; a lone CR is seen in the field.
    if (this.bytes.peek() === carriageReturn) this.bytes.next();
    if (this.bytes.peek() === lineFeed) this.bytes.next();
    return { dict, dataCursor: this.bytes.offset() };
  }

  /** @throws AppError PDF_LIMIT */
  override parseObject(): PDFObject {
    this.#values += 1;
    if (this.#values > mostValues) throw new AppError('PDF_LIMIT', {}, { detail: 'an object has too many values' });
    this.skipWhitespaceAndComments();
    // The library tries keywords first, and most values are none.
    const byte = this.#window[this.cursor] ?? 0;
    if (byte === slash) return this.parseName();
    return isDigit(byte) ? this.parseNumberOrRef() : super.parseObject();
  }

  override parseDictOrStream(): PDFDict {
    return this.parseDict();
  }

  /** In one piece: the Contents of a signature are tens of thousands of digits. */
  override parseHexString(): PDFHexString {
    this.bytes.assertNext(openingBracket);
    const start = this.cursor;
    const end = this.#window.indexOf(closingBracket, start);
    this.moveTo(end < 0 ? this.#window.length : end);
    this.bytes.assertNext(closingBracket);
    return PDFHexString.of(this.textBetween(start, end));
  }

  /** Escapes are undone once (ISO 32000-2, 7.3.5): the library's own reads `#2341` as `#41`, and that as `A`. */
  override parseName(): PDFName {
    this.bytes.assertNext(slash);
    const start = this.cursor;
    let position = start;
    while (position < this.#window.length && isRegular(this.#window[position] ?? 0)) position += 1;
    this.moveTo(position);
    const written = this.textBetween(start, position);
    if (!written.includes('#')) return pdfName(written);
    const decoded = written.replace(/#([\dA-Fa-f]{2})/g, (_, digits: string) =>
      String.fromCharCode(Number.parseInt(digits, 16)),
    );
    return PDFName.of(decoded.replaceAll('#', '#23'));
  }

  /** Whether a dictionary had a key twice so far: readers differ on which of them counts (ISO 32000-2, 7.3.7 forbids it). */
  hasDuplicateKeys = false;

  override parseDict(): PDFDict {
    this.bytes.assertNext(openingBracket);
    this.bytes.assertNext(openingBracket);
    const entries = new Map<PDFName, PDFObject>();
    for (;;) {
      this.skipWhitespaceAndComments();
      if (this.bytes.peek() === closingBracket) break;
      const key = this.parseName();
      const value = this.parseObject();
      if (entries.has(key)) this.hasDuplicateKeys = true;
      entries.set(key, value);
    }
    this.bytes.assertNext(closingBracket);
    this.bytes.assertNext(closingBracket);
    return PDFDict.fromMapWithContext(entries, looseContext);
  }

  get isAtDictionary(): boolean {
    this.skipWhitespaceAndComments();
    return this.bytes.peek() === 0x3c && this.bytes.peekAhead(1) === 0x3c;
  }

  /** A page tree node with its Kids apart; null where they are indirect or the object is a leaf. */
  takePageTreeNode(): PageTreeNode {
    this.skipWhitespaceAndComments();
    this.bytes.assertNext(0x3c);
    this.bytes.assertNext(0x3c);
    const entries = new Map<PDFName, PDFObject>();
    let kids: Kids | null = null;
    for (;;) {
      this.skipWhitespaceAndComments();
      if (this.bytes.peek() === 0x3e) {
        const dict = PDFDict.fromMapWithContext(entries, looseContext);
        return { dict, kids, hasDuplicateKeys: this.hasDuplicateKeys };
      }
      const key = this.parseName();
      this.skipWhitespaceAndComments();
      if (entries.has(key) || (kids && key === PDFName.of('Kids'))) this.hasDuplicateKeys = true;
      if (key === PDFName.of('Kids') && this.bytes.peek() === 0x5b) {
        const taken = takeKids(this.#window, this.bytes.offset() + 1);
        if (taken) this.bytes.moveTo(taken.end);
        kids = taken?.kids ?? kidsOfArray(this.parseArray());
      } else entries.set(key, this.parseObject());
    }
  }

  /** The keys of a dictionary in their order in the file, with the cursor range of each value. */
  takeDictionaryLayout(): { key: PDFName; start: number; end: number; value: PDFObject }[] {
    this.skipWhitespaceAndComments();
    this.bytes.assertNext(0x3c);
    this.bytes.assertNext(0x3c);
    const layout: { key: PDFName; start: number; end: number; value: PDFObject }[] = [];
    for (;;) {
      this.skipWhitespaceAndComments();
      if (this.bytes.peek() === 0x3e) return layout;
      const key = this.parseName();
      this.skipWhitespaceAndComments();
      const start = this.bytes.offset();
      const value = this.parseObject();
      layout.push({ key, start, end: this.bytes.offset(), value });
    }
  }
}

/** Numbers in a PDF may be reals; where a count or an offset is meant, anything but a non-negative integer is damage. */
export function integerOf(object: PDFObject | undefined, what: string): number {
  if (!(object instanceof PDFNumber)) throw damaged(`${what} is not a number`);
  const value = object.asNumber();
  if (!Number.isSafeInteger(value) || value < 0) throw damaged(`${what} is out of range`);
  return value;
}

const firstWindowBytes = 4096;
const largestWindowBytes = 64 << 20;
/** For what does not fit into the first window: memory that is new each time costs more than the reading. */
const usualWindow = new Uint8Array(256 << 10);
let isUsualWindowTaken = false;

/**
 * Parses at `offset` with a window that grows until the parser is content with what it sees. A value that ends exactly at
 * the window's end may go on behind it, so it is read again with more. What `parse` gives may not hold on to the window.
 */
export function readAt<T>(source: ByteSource, offset: number, what: string, parse: (reader: ObjectReader) => T): T {
  if (offset < 0 || offset >= source.sizeBytes) throw damaged(`${what} lies outside the file`);
  for (let windowBytes = firstWindowBytes; ; windowBytes *= 8) {
    const isInUsual = windowBytes > firstWindowBytes && windowBytes <= usualWindow.length && !isUsualWindowTaken;
    const bytes = source.read(offset, windowBytes, isInUsual ? usualWindow : undefined);
    const isLast = offset + bytes.length >= source.sizeBytes || windowBytes >= largestWindowBytes;
    isUsualWindowTaken ||= isInUsual;
    try {
      const reader = ObjectReader.over(bytes);
      const value = parse(reader);
      if (isLast || !reader.atEnd) return value;
    } catch (cause) {
      if (cause instanceof AppError && cause.code === 'PDF_LIMIT') throw cause;
      if (isLast) throw damaged(what, cause);
    } finally {
      if (isInUsual) isUsualWindowTaken = false;
    }
  }
}
