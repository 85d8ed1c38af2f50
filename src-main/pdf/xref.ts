import { PDFArray, type PDFDict, PDFName, PDFNumber } from 'pdf-lib';
import { type ByteSource, bytesSource, sliceSource } from './byte-source.ts';
import { damaged } from './damage.ts';
import { integerOf, readAt } from './object-reader.ts';
import { decodeStream, hasFilter } from './stream-decoding.ts';

/** Where an object is, as the cross-reference of the file says (ISO 32000-2, 7.5.4 and 7.5.8). */
export type XrefEntry =
  | { kind: 'free' }
  | { kind: 'offset'; offset: number; generation: number }
  | { kind: 'compressed'; streamNumber: number; index: number };

/** What becomes of each entry, in numbers alone: a file has them by the hundred thousand. Free entries are told too. */
export interface EntryVisitor {
  free(objectNumber: number): void;
  atOffset(objectNumber: number, offset: number): void;
  compressed(objectNumber: number, streamNumber: number, index: number): void;
}

/** One cross-reference section with its trailer. `objectNumbers` are all that it speaks of. */
export interface XrefSection {
  readonly kind: 'table' | 'stream';
  readonly offset: number;
  readonly trailer: PDFDict;
  lookup(objectNumber: number): XrefEntry | undefined;
  objectNumbers(): Iterable<number>;
  /** Calls `visitor` with everything that it says, in the order of `objectNumbers`: far sooner than one lookup each. */
  visitEntries(visitor: EntryVisitor): void;
  /** How many entries it has. */
  readonly size: number;
  /** One more than the highest object number it speaks of. */
  readonly limit: number;
  /** Whether it says two things of one object, of which readers choose differently. */
  isAmbiguous(): boolean;
}

const sizeOf = (subsections: readonly { count: number }[]) => subsections.reduce((sum, { count }) => sum + count, 0);

/** Whether two subsections speak of the same object (ISO 32000-2, 7.5.4 forbids it). */
function overlap(subsections: readonly { first: number; count: number }[]): boolean {
  const sorted = subsections.toSorted((one, other) => one.first - other.first);
  return sorted.some(
    ({ first, count }, index) => first + count > (sorted[index + 1]?.first ?? Number.POSITIVE_INFINITY),
  );
}

const tableEntryBytes = 20;
/** How many entries are read at once when all are wanted. */
const entriesPerRead = 8_192;
const blank = 0x20;
const letterN = 0x6e;
const letterF = 0x66;
const sectionLimit = 20_000;
const objectNumberLimit = 8_388_607 * 4;

interface Subsection {
  first: number;
  count: number;
  entry(index: number): XrefEntry;
  visit(visitor: EntryVisitor): void;
}

function tellEntry(visitor: EntryVisitor, objectNumber: number, entry: XrefEntry): void {
  if (entry.kind === 'offset') visitor.atOffset(objectNumber, entry.offset);
  else if (entry.kind === 'compressed') visitor.compressed(objectNumber, entry.streamNumber, entry.index);
  else visitor.free(objectNumber);
}

const free: XrefEntry = { kind: 'free' };
const digitsAt = (bytes: Uint8Array, start: number, count: number): number => {
  let value = 0;
  for (let position = start; position < start + count; position++) {
    const digit = (bytes[position] ?? 0) - 0x30;
    if (digit < 0 || digit > 9) throw damaged('an entry of the cross-reference table is malformed');
    value = value * 10 + digit;
  }
  return value;
};

/** The offset of an entry in use, 0 of a free one. Throws PDF_DAMAGED where no entry stands. */
function tableOffsetAt(bytes: Uint8Array, at: number): number {
  const offset = digitsAt(bytes, at, 5) * 100_000 + digitsAt(bytes, at + 5, 5);
  const kind = bytes[at + 17];
  if ((kind !== letterN && kind !== letterF) || bytes[at + 10] !== blank || bytes[at + 16] !== blank) {
    throw damaged('an entry of the cross-reference table is malformed');
  }
  // An offset of 0 cannot hold an object: some writers mark unused entries so.
  return kind === letterF ? 0 : offset;
}

/** Outside of what is made anew for every file, so that the engine compiles it once. */
function tellTableEntries(visitor: EntryVisitor, block: Uint8Array, first: number, count: number): void {
  for (let index = 0; index < count; index++) {
    const offset = tableOffsetAt(block, index * tableEntryBytes);
    if (offset === 0) visitor.free(first + index);
    else visitor.atOffset(first + index, offset);
  }
}

function tableEntryAt(bytes: Uint8Array, at: number): XrefEntry {
  const offset = tableOffsetAt(bytes, at);
  const generation = digitsAt(bytes, at + 11, 5);
  return offset === 0 ? free : { kind: 'offset', offset, generation };
}

/** Entries that are not 20 bytes wide, as some generators write them, are read one by one. */
function readLooseEntries(
  source: ByteSource,
  offset: number,
  count: number,
): { entries: XrefEntry[]; lengthBytes: number } {
  return readAt(source, offset, 'the cross-reference table is malformed', (reader) => {
    const entries: XrefEntry[] = [];
    for (let index = 0; index < count; index++) {
      const entryOffset = reader.takeInteger();
      const generation = reader.takeInteger();
      const inUse = reader.takeKeyword('n');
      if (!inUse && !reader.takeKeyword('f')) throw new Error('an entry is neither n nor f');
      entries.push(inUse && entryOffset > 0 ? { kind: 'offset', offset: entryOffset, generation } : { kind: 'free' });
    }
    return { entries, lengthBytes: reader.cursor };
  });
}

function readTableSection(source: ByteSource, offset: number, start: number): XrefSection {
  const subsections: Subsection[] = [];
  let position = start;
  for (;;) {
    const header = readAt(source, position, 'the cross-reference table is malformed', (reader) => {
      if (reader.takeKeyword('trailer')) return { trailer: reader.takeDictionary().dict };
      const first = reader.takeInteger();
      const count = reader.takeInteger();
      reader.skipBlanks();
      return { trailer: null, first, count, cursor: reader.cursor };
    });
    if (header.trailer) {
      const { trailer } = header;
      const limit = subsections.reduce((most, { first, count }) => Math.max(most, first + count), 0);
      return {
        kind: 'table',
        offset,
        trailer,
        size: sizeOf(subsections),
        limit,
        isAmbiguous: () => overlap(subsections),
        lookup(objectNumber) {
          const found = subsections.find(({ first, count }) => objectNumber >= first && objectNumber < first + count);
          return found?.entry(objectNumber - found.first);
        },
        *objectNumbers() {
          for (const { first, count } of subsections) for (let index = 0; index < count; index++) yield first + index;
        },
        visitEntries(visitor) {
          for (const { visit } of subsections) visit(visitor);
        },
      };
    }
    const { count } = header;
    let { first } = header;
    const entriesAt = position + header.cursor;
    if (first + count > objectNumberLimit || entriesAt + count * 18 > source.sizeBytes) {
      throw damaged('the cross-reference table is longer than the file');
    }
    if (count === 0) {
      position = entriesAt;
      continue;
    }
    const head = String.fromCharCode(...source.read(entriesAt, tableEntryBytes));
    // A known slip of generators: the table says it begins at 1 though its first entry is the free list's head, object 0.
    if (first === 1 && /^0000000000 65535 f/.test(head)) first = 0;
    const last = source.read(entriesAt + (count - 1) * tableEntryBytes, tableEntryBytes);
    const after = source.read(entriesAt + count * tableEntryBytes, 1)[0] ?? 0;
    const isRegular =
      /^\d{10} \d{5} [nf][ \r\n]{2}$/.test(head) &&
      /^\d{10} \d{5} [nf][ \r\n]{2}$/.test(String.fromCharCode(...last)) &&
      (after === 0x74 || (after >= 0x30 && after <= 0x39) || after <= 0x20);
    if (isRegular) {
      subsections.push({
        first,
        count,
        entry: (index) => tableEntryAt(source.read(entriesAt + index * tableEntryBytes, tableEntryBytes), 0),
        visit(visitor) {
          const scratch = new Uint8Array(Math.min(entriesPerRead, count) * tableEntryBytes);
          for (let start = 0; start < count; start += entriesPerRead) {
            const length = Math.min(entriesPerRead, count - start);
            const block = source.read(entriesAt + start * tableEntryBytes, length * tableEntryBytes, scratch);
            tellTableEntries(visitor, block, first + start, length);
          }
        },
      });
      position = entriesAt + count * tableEntryBytes;
    } else {
      const { entries, lengthBytes } = readLooseEntries(source, entriesAt, count);
      subsections.push({
        first,
        count,
        entry: (index) => entries[index] ?? free,
        visit(visitor) {
          for (const [index, entry] of entries.entries()) tellEntry(visitor, first + index, entry);
        },
      });
      position = entriesAt + lengthBytes;
    }
  }
}

function readStreamSection(source: ByteSource, offset: number): XrefSection {
  const { dict, dataOffset } = readAt(source, offset, 'the cross-reference stream is malformed', (reader) => {
    reader.takeObjectHeader();
    const { dict, dataCursor } = reader.takeDictionary();
    if (dataCursor === null) throw new Error('no stream data');
    return { dict, dataOffset: offset + dataCursor };
  });
  if (dict.get(PDFName.of('Type')) !== PDFName.of('XRef'))
    throw damaged('startxref does not lead to a cross-reference');
  const length = integerOf(dict.get(PDFName.of('Length')), 'the length of the cross-reference stream');
  // Without a filter it is looked up where it stands, as a table is.
  const data = hasFilter(dict)
    ? bytesSource(decodeStream(dict, source.read(dataOffset, length), (object) => object))
    : sliceSource(source, dataOffset, length);

  const widthsObject = dict.get(PDFName.of('W'));
  if (!(widthsObject instanceof PDFArray) || widthsObject.size() < 3)
    throw damaged('the cross-reference stream has no widths');
  const widths = [0, 1, 2].map((index) => integerOf(widthsObject.get(index), 'a width of the cross-reference stream'));
  const [typeBytes = 0, secondBytes = 0, thirdBytes = 0] = widths;
  if (widths.some((width) => width > 8)) throw damaged('a width of the cross-reference stream is out of range');
  const entryBytes = typeBytes + secondBytes + thirdBytes;
  if (entryBytes === 0) throw damaged('the cross-reference stream has empty entries');

  const size = integerOf(dict.get(PDFName.of('Size')), 'the size in the trailer');
  const indexObject = dict.get(PDFName.of('Index'));
  const index =
    indexObject instanceof PDFArray
      ? indexObject.asArray().map((item) => integerOf(item, 'an index of the cross-reference stream'))
      : [0, size];
  const subsections: { first: number; count: number; start: number }[] = [];
  let start = 0;
  for (let pair = 0; pair + 1 < index.length; pair += 2) {
    const first = index[pair] ?? 0;
    const announced = index[pair + 1] ?? 0;
    if (first + announced > objectNumberLimit) throw damaged('an object number is out of range');
    const count = Math.min(announced, Math.floor((data.sizeBytes - start) / entryBytes));
    subsections.push({ first, count, start });
    start += count * entryBytes;
  }

  const field = (bytes: Uint8Array, at: number, width: number, otherwise: number) => {
    if (width === 0) return otherwise;
    let value = 0;
    for (let position = at; position < at + width; position++) value = value * 256 + (bytes[position] ?? 0);
    return value;
  };
  const entryAt = (bytes: Uint8Array, at: number): XrefEntry => {
    const type = field(bytes, at, typeBytes, 1);
    const second = field(bytes, at + typeBytes, secondBytes, 0);
    const third = field(bytes, at + typeBytes + secondBytes, thirdBytes, 0);
    if (type === 1) return { kind: 'offset', offset: second, generation: third };
    return type === 2 ? { kind: 'compressed', streamNumber: second, index: third } : free;
  };
  return {
    kind: 'stream',
    offset,
    trailer: dict,
    size: sizeOf(subsections),
    limit: subsections.reduce((most, { first, count }) => Math.max(most, first + count), 0),
    isAmbiguous: () => overlap(subsections),
    lookup(objectNumber) {
      const found = subsections.find(({ first, count }) => objectNumber >= first && objectNumber < first + count);
      if (!found) return undefined;
      return entryAt(data.read(found.start + (objectNumber - found.first) * entryBytes, entryBytes), 0);
    },
    visitEntries(visitor) {
      for (const { first, count, start } of subsections) {
        const scratch = new Uint8Array(Math.min(entriesPerRead, count) * entryBytes);
        for (let done = 0; done < count; done += entriesPerRead) {
          const length = Math.min(entriesPerRead, count - done);
          const block = data.read(start + done * entryBytes, length * entryBytes, scratch);
          for (let index = 0; index < length; index++)
            tellEntry(visitor, first + done + index, entryAt(block, index * entryBytes));
        }
      }
    },
    *objectNumbers() {
      for (const { first, count } of subsections)
        for (let position = 0; position < count; position++) yield first + position;
    },
  };
}

/** A section of either kind at the offset that `startxref` or `Prev` names. */
function readSection(source: ByteSource, offset: number): XrefSection {
  const table = readAt(source, offset, 'startxref does not lead to a cross-reference', (reader) =>
    reader.takeKeyword('xref') ? { start: offset + reader.cursor } : null,
  );
  return table ? readTableSection(source, offset, table.start) : readStreamSection(source, offset);
}

/** A hybrid file's section: objects that the table hides are found by the stream (ISO 32000-2, 7.5.8.4). */
function combineHybrid(table: XrefSection, stream: XrefSection): XrefSection {
  return {
    ...table,
    size: table.size + stream.size,
    limit: Math.max(table.limit, stream.limit),
    isAmbiguous() {
      const isInBoth = (objectNumber: number) => {
        const [entry, hidden] = [table.lookup(objectNumber), stream.lookup(objectNumber)];
        return entry?.kind === 'offset' && hidden !== undefined && JSON.stringify(entry) !== JSON.stringify(hidden);
      };
      return table.isAmbiguous() || stream.isAmbiguous() || [...stream.objectNumbers()].some(isInBoth);
    },
    lookup(objectNumber) {
      const entry = table.lookup(objectNumber);
      if (entry && entry.kind !== 'free') return entry;
      return stream.lookup(objectNumber) ?? entry;
    },
    objectNumbers: () => new Set([...table.objectNumbers(), ...stream.objectNumbers()]),
    visitEntries(visitor) {
      for (const objectNumber of this.objectNumbers()) {
        const entry = this.lookup(objectNumber);
        if (entry) tellEntry(visitor, objectNumber, entry);
      }
    },
  };
}

/** The whole cross-reference, newest section first. */
export interface Xref {
  readonly startxref: number;
  readonly sections: readonly XrefSection[];
  readonly trailer: PDFDict;
  /** The first object number that is free for new objects. */
  readonly nextObjectNumber: number;
  lookup(objectNumber: number): XrefEntry | undefined;
}

const tailBytes = 2048;

function findStartxref(source: ByteSource): number {
  const tail = source.read(Math.max(0, source.sizeBytes - tailBytes), tailBytes);
  const text = Buffer.from(tail.buffer, tail.byteOffset, tail.length).toString('latin1');
  const match = /startxref\s+(\d{1,15})\s*(?:%%EOF|$)/.exec(text.slice(Math.max(0, text.lastIndexOf('startxref'))));
  if (!match) throw damaged('the end of the file has no startxref');
  return Number(match[1]);
}

/** Follows `startxref` and `Prev` through all revisions. Throws PDF_DAMAGED. */
export function readXref(source: ByteSource): Xref {
  const startxref = findStartxref(source);
  const sections: XrefSection[] = [];
  const seen = new Set<number>();
  let next: number | null = startxref;
  while (next !== null) {
    if (seen.has(next)) throw damaged('the cross-reference sections form a circle');
    if (sections.length >= sectionLimit) throw damaged('there are too many cross-reference sections');
    seen.add(next);
    let section: XrefSection = readSection(source, next);
    const hybrid = section.trailer.get(PDFName.of('XRefStm'));
    if (section.kind === 'table' && hybrid instanceof PDFNumber) {
      section = combineHybrid(section, readStreamSection(source, integerOf(hybrid, 'XRefStm')));
    }
    sections.push(section);
    const previous = section.trailer.get(PDFName.of('Prev'));
    next = previous === undefined ? null : integerOf(previous, 'Prev');
  }
  const newest = sections[0];
  if (!newest) throw damaged('there is no cross-reference');
  const size = newest.trailer.get(PDFName.of('Size'));
  const announced = size instanceof PDFNumber ? size.asNumber() : 0;
  const nextObjectNumber = sections.reduce((most, section) => Math.max(most, section.limit), Math.max(1, announced));
  if (nextObjectNumber > objectNumberLimit) throw damaged('an object number is out of range');
  return {
    startxref,
    sections,
    trailer: newest.trailer,
    nextObjectNumber,
    lookup(objectNumber) {
      for (const section of sections) {
        const entry = section.lookup(objectNumber);
        if (entry) return entry;
      }
      return undefined;
    },
  };
}
