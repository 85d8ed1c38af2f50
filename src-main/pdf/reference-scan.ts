import type { ByteSource } from './byte-source.ts';
import { damaged } from './damage.ts';
import type { PdfDocument } from './document.ts';
import type { EntryVisitor } from './xref.ts';

/** How a byte counts in the syntax of PDF (ISO 32000-2, 7.2.3). */
const regular = 0;
const blank = 1;
const delimiter = 2;
const kindOf = new Uint8Array(256);
for (const byte of [0x00, 0x09, 0x0a, 0x0c, 0x0d, 0x20]) kindOf[byte] = blank;
for (const character of '()<>[]{}/%') kindOf[character.charCodeAt(0)] = delimiter;

/** The position after a literal string that begins at `start`, or -1 where the bytes end within it. */
function skipLiteralString(bytes: Uint8Array, start: number): number {
  let depth = 0;
  for (let position = start; position < bytes.length; position++) {
    const byte = bytes[position];
    if (byte === 0x5c) position += 1;
    else if (byte === 0x28) depth += 1;
    else if (byte === 0x29 && --depth === 0) return position + 1;
  }
  return -1;
}

/** A number as readers take it at the start of a reference: signs, leading zeros and fractions do not stop all of them. */
const numeric = /^[+-]?\d*\.?\d*/;
const longestNumber = 64;

const textAt = (bytes: Uint8Array, start: number, length: number) =>
  Buffer.from(bytes.buffer, bytes.byteOffset + start, length).toString('latin1');

const endKeywords = ['endobj', 'stream'].map((text) => Buffer.from(text, 'latin1'));
const endKeywordBytes = 6;

function isEndKeyword(bytes: Uint8Array, start: number): boolean {
  for (const keyword of endKeywords) {
    let matched = 0;
    while (matched < endKeywordBytes && bytes[start + matched] === keyword[matched]) matched += 1;
    if (matched === endKeywordBytes) return true;
  }
  return false;
}

/** References that are looked for. A call for each one found would keep the search from being compiled well. */
interface Search {
  /** Whether references to an object are looked for, by its number. */
  readonly wanted: Uint8Array;
  /** The numbers of the objects referred to, in the order found. */
  readonly found: number[];
}

/**
 * Reads tokens from `start` and finds every reference `n g R` that is wanted. Ends at `endobj` or `stream`, or where the one object ends
 * that begins there; gives false where the bytes end before.
 */
function scanTokens(
  bytes: Uint8Array,
  start: number,
  { wanted, found }: Search,
  extent: 'to-keyword' | 'one-object' = 'to-keyword',
): boolean {
  // The last two tokens, if they were numbers.
  let first = -1;
  let second = -1;
  let depth = 0;
  let tokens = 0;
  let position = start;
  const isOneObject = extent === 'one-object';
  const end = bytes.length;
  while (position < end) {
    const byte = bytes[position] ?? 0;
    const kind = kindOf[byte];
    if (kind === blank) {
      position += 1;
      continue;
    }
    if (byte === 0x25) {
      while (position < end && bytes[position] !== 0x0a && bytes[position] !== 0x0d) position += 1;
      continue;
    }
    if (isOneObject && depth === 0 && tokens >= 3) return true;
    tokens += 1;
    let value = -1;
    if (byte === 0x2f) {
      position += 1;
      while (position < end && kindOf[bytes[position] ?? 0] === regular) position += 1;
    } else if (kind === regular) {
      const tokenStart = position;
      let digits = 0;
      let number = 0;
      for (; position < end; position++) {
        const next = bytes[position] ?? 0;
        if (next >= 0x30 && next <= 0x39) {
          digits += 1;
          if (digits < 10) number = number * 10 + next - 0x30;
        } else if (kindOf[next] !== regular) break;
      }
      const length = position - tokenStart;
      if (digits === length && length < 10) value = number;
      else if (digits > 0) {
        const token = textAt(bytes, tokenStart, Math.min(length, longestNumber));
        const [text = ''] = numeric.exec(token) ?? [];
        const isNumber = /\d/.test(text);
        // `0R` ends a reference for some readers though no space stands before the R.
        if (isNumber && token.startsWith('R', text.length) && second >= 0) {
          if (wanted[second]) found.push(second);
        } else if (isNumber) value = Math.trunc(Math.abs(Number(text)));
      } else if (length === 1 && byte === 0x52) {
        if (first >= 0 && second >= 0 && wanted[first]) found.push(first);
      } else if (length === endKeywordBytes && !isOneObject && isEndKeyword(bytes, tokenStart)) return true;
    } else if (byte === 0x28) {
      position = skipLiteralString(bytes, position);
      if (position < 0) return false;
    } else if (byte === 0x3c && bytes[position + 1] !== 0x3c) {
      const closing = bytes.indexOf(0x3e, position);
      if (closing < 0) return false;
      position = closing + 1;
    } else if (byte === 0x3c || byte === 0x5b) {
      depth += 1;
      position += byte === 0x3c ? 2 : 1;
    } else if (byte === 0x5d || (byte === 0x3e && bytes[position + 1] === 0x3e)) {
      depth -= 1;
      position += byte === 0x5d ? 1 : 2;
      if (isOneObject && depth <= 0) return true;
    } else position += 1;
    first = second;
    second = value;
  }
  return false;
}

const blockBytes = 1 << 18;
/** What an object takes without its stream, but for rare ones. */
const usualObjectBytes = 1 << 12;
const largestObjectBytes = 64 << 20;

/**
 * Searches the objects at `offsets`, the lowest first: those that follow one another are read together, and no stream is. Calls `onFound`
 * with what was found, and the offset of the object that it stands in.
 */
function searchObjects(
  source: ByteSource,
  offsets: Float64Array,
  wanted: Uint8Array,
  onFound: (objectNumbers: readonly number[], offset: number) => void,
): void {
  const scratch = new Uint8Array(blockBytes + usualObjectBytes);
  let block: Uint8Array = new Uint8Array();
  let blockStart = 0;

  function readFrom(index: number): void {
    blockStart = offsets[index] ?? 0;
    let end = blockStart + usualObjectBytes;
    for (let next = index + 1; next < offsets.length && end - blockStart < blockBytes; next++) {
      const offset = offsets[next] ?? 0;
      if (offset > end) break;
      end = offset + usualObjectBytes;
    }
    block = source.read(blockStart, end - blockStart, scratch);
  }

  /** Searches from where the block begins, reading more of it where the object goes on. */
  function searchWhole(search: Search): void {
    search.found.length = 0;
    if (scanTokens(block, 0, search)) return;
    for (let size = usualObjectBytes * 4; ; size *= 4) {
      block = source.read(blockStart, size);
      search.found.length = 0;
      if (scanTokens(block, 0, search)) return;
      if (block.length < size || size >= largestObjectBytes) throw damaged('an object does not end');
    }
  }

  const search: Search = { wanted, found: [] };
  for (let index = 0; index < offsets.length; index++) {
    const offset = offsets[index] ?? 0;
    if (index > 0 && offset === offsets[index - 1]) continue;
    const isInBlock = offset >= blockStart && offset < blockStart + block.length;
    if (!isInBlock || !scanTokens(block, offset - blockStart, search)) {
      readFrom(index);
      searchWhole(search);
    }
    if (search.found.length > 0) onFound(search.found.splice(0), offset);
  }
}

/** A section may say that it has millions of entries in hardly any bytes. */
const mostExpected = 1 << 16;

/** Objects that one cross-reference section places in the file, in its order. */
class PlacedObjects {
  private places: Float64Array;
  private numbers: Uint32Array;
  private count = 0;

  constructor(expected: number) {
    const room = Math.max(1, Math.min(expected, mostExpected));
    this.places = new Float64Array(room);
    this.numbers = new Uint32Array(room);
  }

  add(objectNumber: number, offset: number): void {
    if (this.count === this.places.length) this.grow();
    this.places[this.count] = offset;
    this.numbers[this.count] = objectNumber;
    this.count += 1;
  }

  private grow(): void {
    const { places, numbers } = this;
    this.places = new Float64Array(places.length * 2);
    this.numbers = new Uint32Array(numbers.length * 2);
    this.places.set(places);
    this.numbers.set(numbers);
  }

  get offsets(): Float64Array {
    return this.places.subarray(0, this.count);
  }

  get objectNumbers(): Uint32Array {
    return this.numbers.subarray(0, this.count);
  }
}

const mostRuns = 1_000;

interface StreamMember {
  readonly index: number;
  readonly objectNumber: number;
}

/** Every object of the document where it stands: as the newest section that speaks of it says, within one the first entry. */
class ObjectPlaces implements EntryVisitor {
  readonly sections: PlacedObjects[] = [];
  readonly objectStreams = new Map<number, StreamMember[]>();
  private readonly seen: Uint8Array;
  private current = new PlacedObjects(0);

  constructor({ xref }: PdfDocument) {
    this.seen = new Uint8Array(xref.nextObjectNumber);
    for (const section of xref.sections) {
      this.current = new PlacedObjects(section.size);
      this.sections.push(this.current);
      section.visitEntries(this);
    }
  }

  free(objectNumber: number): void {
    this.seen[objectNumber] = 1;
  }

  atOffset(objectNumber: number, offset: number): void {
    if (this.seen[objectNumber]) return;
    this.seen[objectNumber] = 1;
    this.current.add(objectNumber, offset);
  }

  compressed(objectNumber: number, streamNumber: number, index: number): void {
    if (this.seen[objectNumber]) return;
    this.seen[objectNumber] = 1;
    const members = this.objectStreams.get(streamNumber);
    if (members) members.push({ index, objectNumber });
    else this.objectStreams.set(streamNumber, [{ index, objectNumber }]);
  }

  /** All offsets, the lowest first. */
  offsetsInOrder(): Float64Array {
    const offsets = this.sections.map((section) => section.offsets);
    const ordered = new Float64Array(offsets.reduce((sum, { length }) => sum + length, 0));
    if (joinRuns(offsets, ordered)) return ordered;
    let count = 0;
    for (const some of offsets) {
      ordered.set(some, count);
      count += some.length;
    }
    return ordered.sort();
  }
}

/**
 * Joins runs of ascending numbers. Programs write objects of one kind after those of another: what they number otherwise are a few long
 * runs, sooner joined than sorted. Gives false where that is not so.
 */
function joinRuns(lists: readonly Float64Array[], joined: Float64Array): boolean {
  const runs: Float64Array[] = [];
  for (const list of lists) {
    for (let start = 0, end = 1; end <= list.length; end++) {
      if (end < list.length && (list[end] ?? 0) >= (list[end - 1] ?? 0)) continue;
      runs.push(list.subarray(start, end));
      if (runs.length > mostRuns) return false;
      start = end;
    }
  }
  runs.sort(([one = 0], [other = 0]) => one - other);
  let count = 0;
  for (const run of runs) {
    if (count > 0 && (run[0] ?? 0) < (joined[count - 1] ?? 0)) return false;
    joined.set(run, count);
    count += run.length;
  }
  return true;
}

/**
 * Calls `found` with every reference to one of `wanted` that the objects of the document make: what is referred to, and the number of the
 * object that it stands in; perhaps more than once. Every object is looked at, none is parsed. Throws PDF_DAMAGED.
 */
export function findReferences(
  document: PdfDocument,
  wanted: readonly number[],
  found: (objectNumber: number, holder: number) => void,
): void {
  const places = new ObjectPlaces(document);
  const { sections, objectStreams } = places;
  // What is looked for may be beyond the numbers that the document itself uses.
  const marked = new Uint8Array(wanted.reduce((most, objectNumber) => Math.max(most, objectNumber), 0) + 1);
  for (const objectNumber of wanted) marked[objectNumber] = 1;
  const referredAt = new Map<number, readonly number[]>();
  searchObjects(document.source, places.offsetsInOrder(), marked, (referred, offset) => {
    referredAt.set(offset, referred);
  });
  for (const { offsets, objectNumbers } of referredAt.size > 0 ? sections : []) {
    for (let index = 0; index < offsets.length; index++) {
      const referred = referredAt.get(offsets[index] ?? 0);
      if (referred) for (const objectNumber of referred) found(objectNumber, objectNumbers[index] ?? 0);
    }
  }
  let scratch = new Uint8Array();
  for (const [streamNumber, members] of objectStreams) {
    const { content, offsets: starts } = document.objectStream(streamNumber);
    if (scratch.length < content.sizeBytes) scratch = new Uint8Array(content.sizeBytes);
    const data = content.read(0, content.sizeBytes, scratch);
    for (const { index, objectNumber: holder } of members) {
      const start = starts[index];
      if (start === undefined) throw damaged(`object ${holder} is not in its object stream`);
      const search: Search = { wanted: marked, found: [] };
      scanTokens(data, start, search, 'one-object');
      for (const objectNumber of search.found) found(objectNumber, holder);
    }
  }
}
