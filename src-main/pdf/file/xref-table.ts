import type { ByteSource } from '../../files/index.ts';
import { damaged } from './damage.ts';
import { readAt } from './object-reader.ts';
import {
  type EntryVisitor,
  entriesPerRead,
  free,
  maxObjectNumber,
  overlap,
  sizeOf,
  tellEntry,
  type XrefEntry,
  type XrefSection,
} from './xref-section.ts';

const tableEntryBytes = 20;
const blank = 0x20;
const letterN = 0x6e;
const letterF = 0x66;

interface Subsection {
  first: number;
  count: number;
  entry(index: number): XrefEntry;
  visit(visitor: EntryVisitor): void;
}

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
    else visitor.atOffset(first + index, offset, digitsAt(block, index * tableEntryBytes + 11, 5));
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

/** A cross-reference table (ISO 32000-2, 7.5.4) whose subsections begin at `start`. Throws PDF_DAMAGED. */
export function readTableSection(source: ByteSource, offset: number, start: number): XrefSection {
  const subsections: Subsection[] = [];
  let isWhole = true;
  let position = start;
  for (;;) {
    const header = readAt(source, position, 'the cross-reference table is malformed', (reader) => {
      if (reader.takeKeyword('trailer')) {
        return { trailer: reader.takeDictionary().dict, hasDuplicateKeys: reader.hasDuplicateKeys };
      }
      const first = reader.takeInteger();
      const count = reader.takeInteger();
      reader.skipBlanks();
      return { trailer: null, first, count, cursor: reader.cursor };
    });
    if (header.trailer) {
      const { trailer, hasDuplicateKeys } = header;
      const limit = subsections.reduce((most, { first, count }) => Math.max(most, first + count), 0);
      return {
        kind: 'table',
        objectNumber: null,
        offset,
        trailer,
        hasDuplicateKeys,
        size: sizeOf(subsections),
        limit,
        isAmbiguous: () => overlap(subsections),
        isWhole,
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
    if (first + count > maxObjectNumber || entriesAt + count * 18 > source.sizeBytes) {
      throw damaged('the cross-reference table is longer than the file');
    }
    if (count === 0) {
      position = entriesAt;
      continue;
    }
    const head = String.fromCharCode(...source.read(entriesAt, tableEntryBytes));
    // A known slip of generators: the table says it begins at 1 though its first entry is the free list's head, object 0.
    if (first === 1 && /^0000000000 65535 f/.test(head)) {
      first = 0;
      isWhole = false;
    }
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
