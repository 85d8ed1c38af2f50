import { type PDFDict, PDFName, PDFNumber } from 'pdf-lib';
import type { ByteSource } from '../../files/index.ts';
import { damaged } from './damage.ts';
import { integerOf, readAt } from './object-reader.ts';
import { maxObjectNumber, tellEntry, type XrefEntry, type XrefSection } from './xref-section.ts';
import { readStreamSection } from './xref-stream.ts';
import { readTableSection } from './xref-table.ts';

const maxSections = 20_000;

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
    hasDuplicateKeys: table.hasDuplicateKeys || stream.hasDuplicateKeys,
    size: table.size + stream.size,
    limit: Math.max(table.limit, stream.limit),
    isWhole: table.isWhole && stream.isWhole,
    hidden: stream,
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

const blockBytes = 1 << 20;
const longestStartxref = 64;

/** What every `startxref` of the file names, the last one first, `most` of them. */
export function* findStartxrefs(source: ByteSource, most: number): Generator<number> {
  let found = 0;
  for (let end = source.sizeBytes; end > 0; end -= blockBytes) {
    const start = Math.max(0, end - blockBytes);
    const bytes = source.read(start, Math.min(source.sizeBytes, end + longestStartxref) - start);
    const text = Buffer.from(bytes).toString('latin1');
    for (const match of [...text.matchAll(/startxref\s{1,8}(\d{1,15})(?!\d)/g)].reverse()) {
      if (start + match.index >= end) continue;
      if (++found > most) return;
      yield Number(match[1]);
    }
  }
}

/**
 * Follows `startxref` and `Prev` through all revisions. `takesZeroForNone`: a `Prev` of 0 leads nowhere, as most viewers
 * take it; some repair. Throws PDF_DAMAGED.
 */
export function readXref(
  source: ByteSource,
  { startxref = findStartxref(source), takesZeroForNone = false } = {},
): Xref {
  const sections: XrefSection[] = [];
  const seen = new Set<number>();
  let next: number | null = startxref;
  while (next !== null) {
    if (seen.has(next)) throw damaged('the cross-reference sections form a circle');
    if (sections.length >= maxSections) throw damaged('there are too many cross-reference sections');
    seen.add(next);
    let section: XrefSection = readSection(source, next);
    const hybrid = section.trailer.get(PDFName.of('XRefStm'));
    if (section.kind === 'table' && hybrid instanceof PDFNumber) {
      section = combineHybrid(section, readStreamSection(source, integerOf(hybrid, 'XRefStm')));
    }
    sections.push(section);
    const previous = section.trailer.get(PDFName.of('Prev'));
    next = previous === undefined ? null : integerOf(previous, 'Prev');
    if (next === 0 && takesZeroForNone) next = null;
  }
  const newest = sections[0];
  if (!newest) throw damaged('there is no cross-reference');
  const size = newest.trailer.get(PDFName.of('Size'));
  const announced = size instanceof PDFNumber ? size.asNumber() : 0;
  const nextObjectNumber = sections.reduce((most, section) => Math.max(most, section.limit), Math.max(1, announced));
  if (nextObjectNumber > maxObjectNumber) throw damaged('an object number is out of range');
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
