import {
  type PDFArray,
  PDFContext,
  PDFDict,
  PDFName,
  PDFNumber,
  type PDFObject,
  PDFObjectParser,
  PDFRef,
} from 'pdf-lib';
import type { ByteSource } from './byte-source.ts';
import { damaged } from './damage.ts';

/** Objects are never registered here: the file's xref, not this context, decides what a reference means. */
export const looseContext = PDFContext.create();

const keyword = (text: string) => Array.from(text, (character) => character.charCodeAt(0));
const objKeyword = keyword('obj');
const streamKeyword = keyword('stream');
const carriageReturn = 0x0d;
const lineFeed = 0x0a;

/** pdf-lib's object parser with a cursor, stopping before stream data, which is read only when asked for. */
export class ObjectReader extends PDFObjectParser {
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

  override parseDictOrStream(): PDFDict {
    return this.parseDict();
  }

  get isAtDictionary(): boolean {
    this.skipWhitespaceAndComments();
    return this.bytes.peek() === 0x3c && this.bytes.peekAhead(1) === 0x3c;
  }

  /** A page tree node with its Kids apart; null where they are indirect or the object is a leaf. */
  takePageTreeNode(): { dict: PDFDict; kids: Kids | null } {
    this.skipWhitespaceAndComments();
    this.bytes.assertNext(0x3c);
    this.bytes.assertNext(0x3c);
    const entries = new Map<PDFName, PDFObject>();
    let kids: Kids | null = null;
    for (;;) {
      this.skipWhitespaceAndComments();
      if (this.bytes.peek() === 0x3e) return { dict: PDFDict.fromMapWithContext(entries, looseContext), kids };
      const key = this.parseName();
      this.skipWhitespaceAndComments();
      if (key === PDFName.of('Kids') && this.bytes.peek() === 0x5b) {
        kids = this.#takeReferences() ?? kidsOfArray(this.parseArray());
      } else entries.set(key, this.parseObject());
    }
  }

  /** `[n g R n g R …]` as numbers, or null when anything else stands in it. */
  #takeReferences(): Kids | null {
    const window = this.#window;
    const numbers: number[] = [];
    let value = -1;
    for (let position = this.bytes.offset() + 1; position < window.length; position++) {
      const byte = window[position] ?? 0;
      if (byte >= 0x30 && byte <= 0x39) value = (value < 0 ? 0 : value * 10) + byte - 0x30;
      else if (byte === 0x20 || (byte >= 0x09 && byte <= 0x0d) || byte === 0x52 || byte === 0x5d) {
        if (value >= 0) numbers.push(value);
        value = -1;
        if (byte === 0x52 && numbers.length % 2 !== 0) return null;
        if (byte === 0x5d) {
          if (numbers.length % 2 !== 0) return null;
          this.bytes.moveTo(position + 1);
          return kidsOf(numbers);
        }
      } else return null;
    }
    throw new Error('an array does not end');
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

/** The Kids of a page tree node. A flat tree has tens of thousands, of which one is asked for: they stay plain numbers until then. */
export interface Kids {
  readonly size: number;
  /** Undefined for an entry that is no reference. */
  at(index: number): PDFRef | undefined;
  indexOf(ref: PDFRef): number;
}

function kidsOf(numbers: readonly number[]): Kids {
  return {
    size: numbers.length / 2,
    at: (index) => PDFRef.of(numbers[index * 2] ?? 0, numbers[index * 2 + 1] ?? 0),
    indexOf(ref) {
      for (let index = 0; index < numbers.length; index += 2) {
        if (numbers[index] === ref.objectNumber && numbers[index + 1] === ref.generationNumber) return index / 2;
      }
      return -1;
    },
  };
}

/** Kids that were parsed as an ordinary array. */
export function kidsOfArray(array: PDFArray): Kids {
  const items = array.asArray();
  return {
    size: items.length,
    at(index) {
      const item = items[index];
      return item instanceof PDFRef ? item : undefined;
    },
    indexOf: (ref) => items.indexOf(ref),
  };
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

/**
 * Parses at `offset` with a window that grows until the parser is content with what it sees. A value that ends exactly at
 * the window's end may go on behind it, so it is read again with more.
 */
export function readAt<T>(source: ByteSource, offset: number, what: string, parse: (reader: ObjectReader) => T): T {
  if (offset < 0 || offset >= source.sizeBytes) throw damaged(`${what} lies outside the file`);
  for (let windowBytes = firstWindowBytes; ; windowBytes *= 8) {
    const bytes = source.read(offset, windowBytes);
    const isLast = offset + bytes.length >= source.sizeBytes || windowBytes >= largestWindowBytes;
    try {
      const reader = ObjectReader.over(bytes);
      const value = parse(reader);
      if (isLast || !reader.atEnd) return value;
    } catch (cause) {
      if (isLast) throw damaged(what, cause);
    }
  }
}
