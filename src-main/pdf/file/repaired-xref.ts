import { PDFDict, PDFName, type PDFObject, PDFRef } from 'pdf-lib';
import type { ByteSource } from '../../files/index.ts';
import { damaged } from './damage.ts';
import { looseContext, readAt } from './object-reader.ts';
import { findStartxrefs, readXref, type Xref } from './xref.ts';
import { maxObjectNumber, tellEntry, type XrefEntry, type XrefSection } from './xref-section.ts';

/** What a search asks of the document that it is for. */
interface ReadableObjects {
  dict(object: PDFObject | undefined): PDFDict | undefined;
  objectStream(streamNumber: number): { readonly objectNumbers: readonly number[] };
}

/** A cross-reference that viewers would work with, where the file's own does not do. */
export interface RepairedXref {
  readonly xref: Xref;
  /** Asked once objects can be read, before the catalog is looked for. */
  complete?(document: ReadableObjects): void;
}

const name = (text: string) => PDFName.of(text);
/** Longer files are not searched. */
const maxScannedBytes = 64 << 20;
const maxObjects = 500_000;
/** Where older versions stand behind the end, there are a few of them. */
const maxStarts = 16;

/**
 * What viewers try in turn with a damaged file: its own cross-reference but for a `Prev` of 0, the one that an earlier `startxref` names, and what
 * a search of the whole file finds. Each may throw PDF_DAMAGED when it is asked for.
 */
export function* repairedXrefs(source: ByteSource): Generator<() => RepairedXref> {
  for (const startxref of findStartxrefs(source, maxStarts)) {
    yield () => ({ xref: readXref(source, { startxref, takesZeroForNone: true }) });
  }
  yield () => searchedXref(source);
}

/** Objects, the data of streams, which are passed over, and trailers. */
const marks =
  /(\d{1,10})[\0\t\n\f\r ]+(\d{1,5})[\0\t\n\f\r ]+obj(?![A-Za-z\d])|(?<=>>[\0\t\n\f\r ]{0,16})(stream)\r?\n|(trailer)(?=[\0\t\n\f\r ]*<<)/g;
const longestHead = 4_096;

/** The objects that stand in the file, the last of a number counting, as viewers search them (ISO 32000-2, annex C.2 leaves it to them). */
export function searchedXref(source: ByteSource): RepairedXref {
  if (source.sizeBytes > maxScannedBytes) throw damaged('the file is too long to be searched for its objects');
  const text = Buffer.from(source.read(0, source.sizeBytes)).toString('latin1');
  const entries = new Map<number, XrefEntry>();
  const positions = new Map<number, number>();
  const objectStreams: number[] = [];
  const trailers: number[] = [];
  let last = { objectNumber: -1, end: 0 };
  for (const found of searched(text)) {
    const { objectNumber, generation, at, end } = found;
    if (objectNumber === undefined) {
      if (found.kind === 'trailer') trailers.push(end);
      else if (text.slice(last.end, Math.min(at, last.end + longestHead)).includes('/ObjStm')) {
        objectStreams.push(last.objectNumber);
      }
      continue;
    }
    last = { objectNumber, end };
    if (objectNumber === 0 || objectNumber > maxObjectNumber) continue;
    entries.set(objectNumber, { kind: 'offset', offset: at, generation });
    positions.set(objectNumber, at);
    if (entries.size > maxObjects) throw damaged('the file has too many objects');
  }
  let trailer = trailers.reduce<PDFDict | undefined>((best, at) => trailerAt(source, at) ?? best, undefined);
  let nextObjectNumber = 1;
  const section = sectionOf(entries, () => trailer);
  const xref: Xref = {
    startxref: 0,
    sections: [section],
    get trailer() {
      return section.trailer;
    },
    get nextObjectNumber() {
      return nextObjectNumber;
    },
    lookup: (objectNumber) => entries.get(objectNumber),
  };
  return {
    xref,
    complete(document) {
      addMembers(document, objectStreams, { entries, positions });
      nextObjectNumber = [...entries.keys()].reduce((most, number) => Math.max(most, number + 1), 1);
      trailer ??= trailerOfObjects(document, entries);
    },
  };
}

interface Mark {
  readonly kind: 'object' | 'stream' | 'trailer';
  readonly at: number;
  readonly end: number;
  readonly objectNumber?: number;
  readonly generation: number;
}

function* searched(text: string): Generator<Mark> {
  const pattern = new RegExp(marks);
  for (let found = pattern.exec(text); found; found = pattern.exec(text)) {
    const [, objectNumber, generation, stream, trailer] = found;
    const place = { at: found.index, end: pattern.lastIndex, generation: Number(generation ?? 0) };
    if (stream) {
      const end = text.indexOf('endstream', pattern.lastIndex);
      if (end >= 0) pattern.lastIndex = end;
      yield { kind: 'stream', ...place };
    } else if (trailer) yield { kind: 'trailer', ...place };
    else yield { kind: 'object', ...place, objectNumber: Number(objectNumber) };
  }
}

function trailerAt(source: ByteSource, offset: number): PDFDict | undefined {
  try {
    const { dict } = readAt(source, offset, 'a trailer is malformed', (reader) => reader.takeDictionary());
    return dict.get(name('Root')) instanceof PDFRef ? dict : undefined;
  } catch {
    return undefined;
  }
}

/** The members of object streams, unless the same object stands further on in the file. */
function addMembers(
  document: ReadableObjects,
  objectStreams: readonly number[],
  { entries, positions }: { entries: Map<number, XrefEntry>; positions: Map<number, number> },
): void {
  for (const streamNumber of objectStreams) {
    const place = positions.get(streamNumber) ?? -1;
    for (const [index, objectNumber] of membersOf(document, streamNumber).entries()) {
      if ((positions.get(objectNumber) ?? -1) > place) continue;
      entries.set(objectNumber, { kind: 'compressed', streamNumber, index });
      positions.set(objectNumber, place);
      if (entries.size > maxObjects) throw damaged('the file has too many objects');
    }
  }
}

function membersOf(document: ReadableObjects, streamNumber: number): readonly number[] {
  try {
    return document.objectStream(streamNumber).objectNumbers;
  } catch {
    // What cannot be decoded has no objects to show.
    return [];
  }
}

/** Where no trailer is left: that of a cross-reference stream, or the catalog that stands last. */
function trailerOfObjects(document: ReadableObjects, entries: ReadonlyMap<number, XrefEntry>): PDFDict | undefined {
  let best: PDFDict | undefined;
  for (const [objectNumber, entry] of entries) {
    const ref = PDFRef.of(objectNumber, entry.kind === 'offset' ? entry.generation : 0);
    const dict = dictOf(document, ref);
    if (dict?.get(name('Type')) === name('XRef') && dict.get(name('Root')) instanceof PDFRef) best = dict;
    if (dict?.get(name('Type')) === name('Catalog') && !best) {
      best = PDFDict.fromMapWithContext(new Map([[name('Root'), ref]]), looseContext);
    }
  }
  return best;
}

function dictOf(document: ReadableObjects, ref: PDFRef): PDFDict | undefined {
  try {
    return document.dict(ref);
  } catch {
    return undefined;
  }
}

const nothing = PDFDict.withContext(looseContext);

function sectionOf(entries: ReadonlyMap<number, XrefEntry>, trailer: () => PDFDict | undefined): XrefSection {
  return {
    kind: 'table',
    objectNumber: null,
    offset: 0,
    get trailer() {
      return trailer() ?? nothing;
    },
    hasDuplicateKeys: false,
    get size() {
      return entries.size;
    },
    get limit() {
      return [...entries.keys()].reduce((most, number) => Math.max(most, number + 1), 1);
    },
    isAmbiguous: () => true,
    isWhole: false,
    lookup: (objectNumber) => entries.get(objectNumber),
    objectNumbers: () => entries.keys(),
    visitEntries(visitor) {
      for (const [objectNumber, entry] of entries) tellEntry(visitor, objectNumber, entry);
    },
  };
}
