import { Irregularity, OutOfBytes, type Rule } from './irregularity.ts';

/** A value of ISO 32000-2, 7.3, as far as the structure of a file depends on it: what a string says does not matter here. */
export type Value =
  | { readonly kind: 'name'; readonly text: string }
  | { readonly kind: 'number'; readonly value: number; readonly isInteger: boolean }
  | { readonly kind: 'string'; readonly text: string }
  | { readonly kind: 'keyword'; readonly text: string }
  | { readonly kind: 'reference'; readonly objectNumber: number; readonly generation: number }
  | { readonly kind: 'array'; readonly items: readonly Value[] }
  | { readonly kind: 'dictionary'; readonly entries: Dictionary };
export type Dictionary = ReadonlyMap<string, Value>;

const regular = 0;
const blank = 1;
const delimiter = 2;
/** How a byte counts in the syntax of PDF (ISO 32000-2, 7.2.3). */
const classes = new Uint8Array(256);
for (const byte of [0x00, 0x09, 0x0a, 0x0c, 0x0d, 0x20]) classes[byte] = blank;
for (const character of '()<>[]{}/%') classes[character.charCodeAt(0)] = delimiter;

const digit = (byte: number) => byte >= 0x30 && byte <= 0x39;
const numberSyntax = /^[+-]?(?:\d+\.?\d*|\.\d+)$/;
const integerSyntax = /^[+-]?\d+$/;
const unsignedSyntax = /^(?:0|[1-9]\d{0,9})$/;
const longestNumber = 40;
const deepest = 100;
const keywords = new Set(['true', 'false', 'null']);
const hash = 0x23;
const percent = 0x25;
/** A comment longer than this, or one that looks like a part of a file, has no business in an update. */
const longestComment = 256;
const structuralWords = /obj|stream|xref|trailer|%%EOF|%PDF-/;
const maxBlanks = 64;
/** The highest object number that all readers hold (pdfium: 2^22 - 1); some wrap those beyond 2^32 to another object. */
export const largestObjectNumber = 4_194_303;
/** Bytes of a name that one reader or another takes for a blank. */
const readersBlanks = /[\x80\xff]/;

const shortToken = 24;

/** Sooner than a buffer for each of the many names of a file. */
function shortText(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let position = start; position < end; position++) text += String.fromCharCode(bytes[position] ?? 0);
  return text;
}

export interface StrictReaderOptions {
  /** Where the first byte stands in the file. */
  readonly base: number;
  /** Whether the bytes are all there are; else the reader asks for more with `OutOfBytes`. */
  readonly isWhole: boolean;
  /** `writer`: only what programs write. `reader`: whatever all readers take for the same. */
  readonly manner: 'writer' | 'reader';
}

/**
 * Reads the syntax of PDF and repairs nothing: what is not written as ISO 32000-2, 7.2 and 7.3 say is an `Irregularity`. It knows nothing
 * of the cross-reference.
 */
export class StrictReader {
  position = 0;
  /** Every reference that was read, in pairs of object number and generation. */
  readonly references: number[] = [];
  readonly #bytes: Uint8Array;
  readonly #options: StrictReaderOptions;
  /** The first key that a dictionary had twice; null where none had. */
  #twice: Irregularity | null = null;

  constructor(bytes: Uint8Array, options: StrictReaderOptions) {
    this.#bytes = bytes;
    this.#options = options;
  }

  get manner(): StrictReaderOptions['manner'] {
    return this.#options.manner;
  }

  /** Where `position` stands in the file. */
  get offset(): number {
    return this.#options.base + this.position;
  }

  fail(rule: Rule, position = this.position): never {
    throw new Irregularity(rule, this.#options.base + position);
  }

  /** The byte at `position`, -1 behind the last one. */
  peek(ahead = 0): number {
    const at = this.position + ahead;
    return at < this.#bytes.length ? (this.#bytes[at] ?? -1) : this.#behind();
  }

  #behind(): number {
    if (!this.#options.isWhole) throw new OutOfBytes();
    return -1;
  }

  get isAtEnd(): boolean {
    return this.peek() < 0;
  }

  text(start: number, end: number): string {
    return Buffer.from(this.#bytes.buffer, this.#bytes.byteOffset + start, end - start).toString('latin1');
  }

  bytes(start: number, end: number): Uint8Array {
    return this.#bytes.subarray(start, end);
  }

  #isBoundary(byte: number): boolean {
    return byte < 0 || classes[byte] !== regular;
  }

  /** Blanks, and comments where they may stand. */
  skipBlanks(comments: 'allowed' | 'refused' = this.#options.manner === 'reader' ? 'allowed' : 'refused'): void {
    const start = this.position;
    for (;;) {
      const byte = this.peek();
      if (byte > 0x20 && byte !== percent) break;
      if (byte >= 0 && classes[byte] === blank) this.position += 1;
      else if (byte === percent && comments === 'allowed') this.#skipComment();
      else break;
    }
    if (this.#options.manner === 'writer' && this.position - start > maxBlanks + longestComment) {
      this.fail('blanks/too-many', start);
    }
  }

  #skipComment(): void {
    const start = this.position;
    for (let byte = this.peek(); byte >= 0 && byte !== 0x0a && byte !== 0x0d; byte = this.peek()) this.position += 1;
    if (this.#options.manner === 'reader') return;
    const isHarmless =
      this.position - start <= longestComment && !structuralWords.test(this.text(start, this.position));
    if (!isHarmless) this.fail('comment/unusual', start);
  }

  /** Whether `word` stands here as a token of its own; then it is behind. */
  takeWord(word: string): boolean {
    for (let index = 0; index < word.length; index++) {
      if (this.peek(index) !== word.charCodeAt(index)) return false;
    }
    if (!this.#isBoundary(this.peek(word.length))) return false;
    this.position += word.length;
    return true;
  }

  /** The end of a line (ISO 32000-2, 7.2.3): CR LF, LF or CR. False where none stands here. */
  takeLineEnd(): boolean {
    const byte = this.peek();
    if (byte !== 0x0d && byte !== 0x0a) return false;
    this.position += byte === 0x0d && this.peek(1) === 0x0a ? 2 : 1;
    return true;
  }

  /** A run of regular bytes. */
  takeToken(): string {
    const bytes = this.#bytes;
    const start = this.position;
    let position = start;
    while (position < bytes.length && classes[bytes[position] ?? 0] === regular) position += 1;
    if (position === bytes.length) this.#behind();
    this.position = position;
    return position - start > shortToken ? this.text(start, position) : shortText(bytes, start, position);
  }

  /** An integer without a sign and without leading zeros. */
  takeUnsigned(rule: Rule): number {
    const start = this.position;
    const value = this.#takeDigits();
    if (
      value !== null &&
      (this.#options.manner === 'reader' || this.#bytes[start] !== 0x30 || this.position === start + 1)
    ) {
      return value;
    }
    const token = this.takeToken();
    const isSound = this.#options.manner === 'writer' ? unsignedSyntax.test(token) : /^\d{1,15}$/.test(token);
    if (!isSound) this.fail(rule, start);
    return Number(token);
  }

  /** `n g obj` (ISO 32000-2, 7.3.10). */
  takeHeader(): { objectNumber: number; generation: number } {
    const start = this.position;
    const objectNumber = this.takeUnsigned('object/header');
    this.#takeSeparator('object/header');
    const generation = this.takeUnsigned('object/header');
    this.#takeSeparator('object/header');
    if (!this.takeWord('obj') || objectNumber === 0 || generation > 65_535) this.fail('object/header', start);
    return { objectNumber, generation };
  }

  #takeSeparator(rule: Rule): void {
    const start = this.position;
    this.skipBlanks();
    if (this.position === start || (this.#options.manner === 'writer' && this.position > start + 2))
      this.fail(rule, start);
  }

  /** Any value, blanks before it included. Throws where a dictionary in it has a key twice. */
  takeValue(): Value {
    this.#twice = null;
    const value = this.#value(0);
    if (this.#twice) throw this.#twice;
    return value;
  }

  #value(depth: number): Value {
    if (depth > deepest) this.fail('value/too-deep');
    this.skipBlanks();
    const byte = this.peek();
    if (byte === 0x2f) return { kind: 'name', text: this.#name() };
    if (byte === 0x28) return this.#literalString();
    if (byte === 0x5b) return this.#array(depth);
    if (byte === 0x3c) return this.peek(1) === 0x3c ? this.#dictionary(depth) : this.#hexadecimalString();
    if (byte < 0 || classes[byte] === delimiter) this.fail('value/malformed');
    if (digit(byte) || byte === 0x2b || byte === 0x2d || byte === 0x2e) return this.#numberOrReference();
    const start = this.position;
    const word = this.takeToken();
    if (!keywords.has(word)) this.fail('value/malformed', start);
    return { kind: 'keyword', text: word };
  }

  #name(): string {
    const start = this.position;
    this.position += 1;
    const written = this.takeToken();
    if (readersBlanks.test(written)) this.fail('name/raw-blank', start);
    if (!written.includes('#')) return written;
    return written.replace(/#(.{0,2})/gs, (_, digits: string) => {
      const code = /^[\dA-Fa-f]{2}$/.test(digits) ? Number.parseInt(digits, 16) : -1;
      const isNeeded = code > 0 && code !== hash && (code < 0x21 || code > 0x7e || classes[code] !== regular);
      if (!isNeeded && (this.#options.manner === 'writer' || code <= 0)) this.fail('name/escaped-needlessly', start);
      return String.fromCharCode(code);
    });
  }

  #literalString(): Value {
    const start = this.position;
    let depth = 0;
    for (;;) {
      const byte = this.peek();
      if (byte < 0) this.fail('value/malformed', start);
      this.position += 1;
      if (byte === 0x5c) this.position += 1;
      else if (byte === 0x28) depth += 1;
      else if (byte === 0x29 && --depth === 0) break;
    }
    return { kind: 'string', text: this.text(start, this.position) };
  }

  #hexadecimalString(): Value {
    const start = this.position;
    this.position += 1;
    for (let byte = this.peek(); byte !== 0x3e; byte = this.peek()) {
      const isHexadecimal = digit(byte) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66);
      if (!isHexadecimal && (byte < 0 || classes[byte] !== blank)) this.fail('value/malformed', start);
      this.position += 1;
    }
    this.position += 1;
    const isLong = this.position - start > 1 << 12;
    return { kind: 'string', text: isLong ? '' : this.text(start, this.position).replace(/\s/g, '').toLowerCase() };
  }

  #array(depth: number): Value {
    const start = this.position;
    this.position += 1;
    const items: Value[] = [];
    for (;;) {
      this.skipBlanks();
      const byte = this.peek();
      if (byte < 0) this.fail('value/malformed', start);
      if (byte === 0x5d) break;
      items.push(this.#value(depth + 1));
    }
    this.position += 1;
    return { kind: 'array', items };
  }

  #dictionary(depth: number): Value {
    const start = this.position;
    this.position += 2;
    const entries = new Map<string, Value>();
    for (;;) {
      this.skipBlanks();
      const byte = this.peek();
      if (byte === 0x3e && this.peek(1) === 0x3e) break;
      if (byte !== 0x2f) this.fail('value/malformed', start);
      const keyAt = this.position;
      const key = this.#name();
      const value = this.#value(depth + 1);
      if (entries.has(key)) this.#twice ??= new Irregularity('key/twice', this.#options.base + keyAt);
      entries.set(key, value);
    }
    this.position += 2;
    return { kind: 'dictionary', entries };
  }

  #numberOrReference(): Value {
    const start = this.position;
    const integer = this.#takeDigits();
    if (integer === null) return this.#number(start);
    const behind = this.position;
    const generation = this.#generationBeforeR();
    if (generation === null) {
      this.position = behind;
      return { kind: 'number', value: integer, isInteger: true };
    }
    if (integer > largestObjectNumber) this.fail('reference/number', start);
    this.references.push(integer, generation);
    return { kind: 'reference', objectNumber: integer, generation };
  }

  /** A token of digits only, of which there are at most ten; null where the token is anything else. */
  #takeDigits(): number | null {
    const bytes = this.#bytes;
    const start = this.position;
    let position = start;
    let value = 0;
    for (; position < bytes.length; position++) {
      const figure = (bytes[position] ?? 0) - 0x30;
      if (figure < 0 || figure > 9) break;
      value = value * 10 + figure;
    }
    const length = position - start;
    const next = position < bytes.length ? (bytes[position] ?? -1) : this.#behind();
    if (length === 0 || length > 10 || !this.#isBoundary(next)) return null;
    this.position = position;
    return value;
  }

  #number(start: number): Value {
    const token = this.takeToken();
    if (token.length > longestNumber || !numberSyntax.test(token)) this.fail('number/malformed', start);
    return { kind: 'number', value: Number(token), isInteger: integerSyntax.test(token) };
  }

  /** The rest of a reference, `g R`; null where that does not follow. */
  #generationBeforeR(): number | null {
    this.skipBlanks();
    if (!digit(this.peek())) return null;
    const generation = this.#takeDigits();
    if (generation === null) {
      // `0R` is the end of a reference for some readers and a keyword that is unknown for others.
      if (/^\d+R/.test(this.takeToken())) this.fail('reference/no-delimiter');
      return null;
    }
    this.skipBlanks();
    if (this.peek() !== 0x52) return null;
    this.position += 1;
    if (!this.#isBoundary(this.peek())) this.fail('reference/no-delimiter');
    return generation <= 65_535 ? generation : this.fail('number/malformed');
  }
}

/** An integer of a dictionary; null where there is none. */
export function integerIn(entries: Dictionary, key: string): number | null {
  const value = entries.get(key);
  return value?.kind === 'number' && value.isInteger && value.value >= 0 ? value.value : null;
}

/** A name of a dictionary; empty where there is none. */
export function nameIn(entries: Dictionary, key: string): string {
  const value = entries.get(key);
  return value?.kind === 'name' ? value.text : '';
}
