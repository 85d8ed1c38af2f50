import {
  type Dictionary,
  integerIn,
  largestObjectNumber,
  nameIn,
  type StrictReader,
  type Value,
} from './strict-reader.ts';

/** What a cross-reference section says of one object (ISO 32000-2, 7.5.4 and 7.5.8.3). */
export type SectionEntry =
  | { readonly kind: 'free'; readonly objectNumber: number }
  | { readonly kind: 'offset'; readonly objectNumber: number; readonly offset: number; readonly generation: number }
  | {
      readonly kind: 'compressed';
      readonly objectNumber: number;
      readonly streamNumber: number;
      readonly index: number;
    };

export interface StrictSection {
  readonly offset: number;
  readonly entries: readonly SectionEntry[];
  readonly trailer: Dictionary;
}

const entryBytes = 20;
const [space, lineFeed, carriageReturn] = [0x20, 0x0a, 0x0d];

/** A cross-reference table with its trailer; the reader stands at `xref`. Throws Irregularity. */
export function takeTable(reader: StrictReader): StrictSection {
  const { offset } = reader;
  if (!reader.takeWord('xref')) reader.fail('xref/syntax');
  takeBlanksToLineEnd(reader);
  const entries: SectionEntry[] = [];
  let next = 0;
  for (;;) {
    // An empty line before the trailer is written by many programs.
    reader.skipBlanks();
    if (reader.takeWord('trailer')) break;
    const first = reader.takeUnsigned('xref/syntax');
    if (reader.peek() !== 0x20) reader.fail('xref/syntax');
    reader.position += 1;
    const count = reader.takeUnsigned('xref/syntax');
    takeBlanksToLineEnd(reader);
    if (first < next) reader.fail('xref/twice');
    next = first + count;
    if (reader.manner === 'writer') checkSubsection(reader, first, count);
    for (let index = 0; index < count; index++) entries.push(takeEntry(reader, first + index));
  }
  reader.skipBlanks();
  const trailer = reader.takeValue();
  if (trailer.kind !== 'dictionary') reader.fail('trailer/key');
  return { offset, entries, trailer: trailer.entries };
}

/** What an update has any use for. */
const maxEntries = 100_000;

/** One that says nothing moves the limits of some readers: none but `0 0` is written by programs. */
function checkSubsection(reader: StrictReader, first: number, count: number): void {
  if (first + count - 1 > largestObjectNumber || (count === 0 && first !== 0)) reader.fail('xref/object-number');
  if (count > maxEntries) reader.fail('update/too-long');
}

function takeBlanksToLineEnd(reader: StrictReader): void {
  if (reader.peek() === 0x20) reader.position += 1;
  if (!reader.takeLineEnd()) reader.fail('xref/syntax');
}

/** `nnnnnnnnnn ggggg n` and the end of a line, in 20 bytes (ISO 32000-2, 7.5.4). */
function takeEntry(reader: StrictReader, objectNumber: number): SectionEntry {
  const start = reader.position;
  const offset = takeFigure(reader, 10);
  const generation = takeFigure(reader, 5);
  const kind = reader.peek();
  if (kind !== 0x6e && kind !== 0x66) reader.fail('xref/syntax', start);
  reader.position += 1;
  takeEntryEnd(reader, start);
  return kind === 0x6e ? { kind: 'offset', objectNumber, offset, generation } : { kind: 'free', objectNumber };
}

/** Digits and the blank after them. */
function takeFigure(reader: StrictReader, digits: number): number {
  let value = 0;
  for (let index = 0; index < digits; index++) {
    const digit = reader.peek(index) - 0x30;
    if (digit < 0 || digit > 9) reader.fail('xref/syntax');
    value = value * 10 + digit;
  }
  if (reader.peek(digits) !== space) reader.fail('xref/syntax');
  reader.position += digits + 1;
  return value;
}

/** CR LF, or a blank and one of the two. Some programs write a byte less or more, which all readers take for the same. */
function takeEntryEnd(reader: StrictReader, start: number): void {
  const [first, second] = [reader.peek(), reader.peek(1)];
  const isLineEnd = (byte: number) => byte === lineFeed || byte === carriageReturn;
  const isRegular = (first === space && isLineEnd(second)) || (first === carriageReturn && second === lineFeed);
  if (isRegular) reader.position = start + entryBytes;
  else if (reader.manner === 'writer' || (first !== space && !isLineEnd(first))) reader.fail('xref/syntax', start);
  else reader.skipBlanks('refused');
}

/** The widths of an entry's fields: three, of which the second is not 0. */
function widthsOf(reader: StrictReader, dictionary: Dictionary): [number, number, number] {
  const items = integers(dictionary.get('W'));
  const [type, second, third] = items ?? [];
  if (items?.length !== 3 || type === undefined || !second || third === undefined) reader.fail('xref/syntax');
  // Readers hold a type in a byte, an offset in 32 bits and the rest in 16.
  if (type > 1 || second > 4 || third > 2) reader.fail('xref/width');
  return [type, second, third];
}

function integers(value: Value | undefined): number[] | null {
  if (value?.kind !== 'array') return null;
  const numbers = value.items.map((item) => (item.kind === 'number' && item.isInteger ? item.value : -1));
  return numbers.every((number) => number >= 0) ? numbers : null;
}

function subsectionsOf(reader: StrictReader, dictionary: Dictionary): { first: number; count: number }[] {
  const index = dictionary.has('Index')
    ? integers(dictionary.get('Index'))
    : [0, integerIn(dictionary, 'Size') ?? reader.fail('trailer/size')];
  if (!index || index.length % 2 !== 0) reader.fail('xref/syntax');
  const subsections: { first: number; count: number }[] = [];
  let next = 0;
  for (let pair = 0; pair < index.length; pair += 2) {
    const [first = 0, count = 0] = index.slice(pair);
    if (first < next) reader.fail('xref/twice');
    next = first + count;
    checkSubsection(reader, first, count);
    subsections.push({ first, count });
  }
  return subsections;
}

/**
 * The entries of a cross-reference stream from its decoded data, which have to be as long as /Index and /W say, to the byte
 * (ISO 32000-2, 7.5.8.2 and 7.5.8.3). Throws Irregularity.
 */
export function entriesOfStream(reader: StrictReader, dictionary: Dictionary, data: Uint8Array): SectionEntry[] {
  if (nameIn(dictionary, 'Type') !== 'XRef') reader.fail('xref/syntax');
  const [typeBytes, secondBytes, thirdBytes] = widthsOf(reader, dictionary);
  const rowBytes = typeBytes + secondBytes + thirdBytes;
  const subsections = subsectionsOf(reader, dictionary);
  const total = subsections.reduce((sum, { count }) => sum + count, 0);
  if (total > maxEntries) reader.fail('update/too-long');
  if (data.length !== total * rowBytes) reader.fail('xref/length');
  let at = 0;
  const take = (width: number): number => {
    let value = 0;
    for (const end = at + width; at < end; at++) value = value * 256 + (data[at] ?? 0);
    return value;
  };
  const entries: SectionEntry[] = [];
  for (const { first, count } of subsections) {
    for (let objectNumber = first; objectNumber < first + count; objectNumber++) {
      const type = typeBytes === 0 ? 1 : take(typeBytes);
      const second = take(secondBytes);
      const third = take(thirdBytes);
      if (type === 0) entries.push({ kind: 'free', objectNumber });
      else if (type === 1) entries.push({ kind: 'offset', objectNumber, offset: second, generation: third });
      else if (type === 2) entries.push({ kind: 'compressed', objectNumber, streamNumber: second, index: third });
      else reader.fail('xref/entry-type');
    }
  }
  return entries;
}
