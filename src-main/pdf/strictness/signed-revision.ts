import { PDFDict, PDFName, PDFNumber, PDFRef } from 'pdf-lib';
import type { ByteSource } from '../../files/index.ts';
import type { PdfDocument } from '../file/document.ts';
import { ObjectPlaces } from '../file/object-places.ts';
import type { XrefSection } from '../file/xref-section.ts';
import { Irregularity, OutOfBytes } from './irregularity.ts';
import { PassMemory } from './pass-memory.ts';
import { findHeaders } from './stray-headers.ts';
import { dictionaryOf, lengthOf, type ObjectHead, takeDataEnd, takeHead, takeObjectEnd } from './strict-object.ts';
import { type Dictionary, integerIn, largestObjectNumber, nameIn, StrictReader, type Value } from './strict-reader.ts';
import { inflateStrictly, undoPredictorStrictly } from './strict-stream.ts';
import { takeTable } from './strict-xref.ts';

const blockBytes = 1 << 18;
const headBytes = 1 << 12;
const largestBytes = 64 << 20;

/**
 * The first thing in a revision that readers may read differently: then what is appended to it may turn one reader's view and not the
 * other's. Every section, every object that the cross-reference places and every stream must lie before its end and be what it says.
 * Null where all is in order. Takes as long as reading all objects does.
 */
export function irregularityOfRevision(document: PdfDocument): Irregularity | null {
  const [first = null] = irregularitiesOf(document, 1);
  return first;
}

const memory = new PassMemory();

/** As `irregularityOfRevision`, of each of its checks the first, and of the objects all up to `most`. */
export const irregularitiesOf = (document: PdfDocument, most: number): Irregularity[] =>
  memory.during(() => checkAll(document, most));

function checkAll(document: PdfDocument, most: number): Irregularity[] {
  const found: Irregularity[] = [];
  const attempt = (check: () => void) => {
    if (found.length >= most) return;
    try {
      check();
    } catch (thrown) {
      found.push(thrown instanceof Irregularity ? thrown : new Irregularity('value/malformed', 0));
    }
  };
  const referred = new ReferredNumbers();
  attempt(() => checkSections(document, referred));
  attempt(() => checkLinearization(document));
  attempt(() => checkOwnNumbers(document));
  attempt(() => {
    const places = new ObjectPlaces(document);
    const objectStreams = new Set(places.objectStreams.keys());
    const streams = new StreamData();
    checkObjects(document, { places, referred, objectStreams, streams, attempt });
    const offsets = places.offsetsByNumber();
    attempt(() => checkUnlistedMembers(document, objectStreams, { offsets, referred }));
    attempt(() => checkStrayHeaders(document, { offsets, referred }, streams));
  });
  return found;
}

/** The objects that are referred to; room for all that there may be costs more than most files. */
class ReferredNumbers {
  #marks = new Uint8Array(1 << 12);

  /** @param objectNumber at most `largestObjectNumber` */
  add(objectNumber: number): void {
    if (objectNumber >= this.#marks.length) {
      const grown = new Uint8Array(
        Math.min(largestObjectNumber + 1, Math.max(objectNumber + 1, this.#marks.length * 2)),
      );
      grown.set(this.#marks);
      this.#marks = grown;
    }
    this.#marks[objectNumber] = 1;
  }

  has(objectNumber: number): boolean {
    return this.#marks[objectNumber] === 1;
  }
}

/** Reads here and there in a file, with as many bytes as it takes: objects that follow one another are read together. */
class Blocks {
  readonly #source: ByteSource;
  /** Memory that is new for each block costs more than the reading. */
  readonly #scratch: Uint8Array;
  #block: Uint8Array = new Uint8Array();
  #start = 0;

  constructor(source: ByteSource) {
    this.#source = source;
    this.#scratch = memory.take(Math.min(blockBytes, source.sizeBytes));
  }

  read<T>(offset: number, read: (reader: StrictReader) => T): T {
    const isInBlock = offset >= this.#start && offset < this.#start + this.#block.length;
    // Where objects have long streams between them, more would be read for each than it takes.
    const isNear = offset >= this.#start && offset < this.#start + this.#block.length + headBytes;
    for (let size = isNear ? blockBytes : headBytes, isFresh = !isInBlock; ; isFresh = true) {
      if (isFresh) {
        this.#block = this.#source.read(offset, size, this.#scratch);
        this.#start = offset;
      }
      const bytes = this.#block.subarray(offset - this.#start);
      const isWhole = offset + bytes.length >= this.#source.sizeBytes || size > largestBytes;
      try {
        return read(new StrictReader(bytes, { base: offset, isWhole, manner: 'reader' }));
      } catch (thrown) {
        if (!(thrown instanceof OutOfBytes) || isWhole) throw thrown;
      }
      if (isFresh) size *= 8;
    }
  }
}

/** Tables as they stand, streams as long as they say, and one way to each object. */
function checkSections(document: PdfDocument, referred: ReferredNumbers): void {
  const { source, xref } = document;
  const blocks = new Blocks(source);
  for (const [index, section] of xref.sections.entries()) {
    const { offset } = section;
    if (section.isAmbiguous()) throw new Irregularity('xref/twice', offset);
    if (!section.isWhole) throw new Irregularity('xref/length', offset);
    if (section.limit > largestObjectNumber + 1) throw new Irregularity('xref/object-number', offset);
    const trailer = blocks.read(offset, (reader): Dictionary => {
      reader.skipBlanks();
      const dictionary = section.kind === 'table' ? takeTable(reader).trailer : dictionaryOf(takeHead(reader));
      note(referred, reader);
      return dictionary ?? reader.fail('xref/syntax');
    });
    if (trailer.has('Prev') && integerIn(trailer, 'Prev') === null) throw new Irregularity('trailer/prev', offset);
    if (trailer.has('XRefStm') !== (section.hidden !== undefined)) throw new Irregularity('xref/hybrid', offset);
    if (section.hidden) {
      checkHidden(section.hidden, xref.sections.slice(index + 1));
      checkHiddenObjects(document, section.hidden);
    }
  }
}

/** Marks the objects that were referred to since the reader began. */
function note(referred: ReferredNumbers, { references }: StrictReader): void {
  for (let index = 0; index < references.length; index += 2) referred.add(references[index] ?? 0);
}

/**
 * Some readers take a cross-reference stream for the object of its number where it does not list itself: then no other object may have that
 * number, unless a later section says so.
 */
function checkOwnNumbers({ xref: { sections } }: PdfDocument): void {
  const numbered = sections.flatMap((section, index) =>
    [section, ...(section.hidden ? [section.hidden] : [])].map((one) => ({ ...one, index })),
  );
  for (const { index, objectNumber, offset } of numbered) {
    if (objectNumber === null) continue;
    const naming = sections.findIndex((section) => section.lookup(objectNumber) !== undefined);
    if (naming >= 0 && naming < index) continue;
    const entry = sections[naming]?.lookup(objectNumber);
    const isItself = entry?.kind === 'offset' && entry.offset === offset;
    const isNobody = entry === undefined || (entry.kind === 'free' && naming === index);
    if (!isItself && !isNobody) throw new Irregularity('xref/own-number', offset);
  }
}

/** Readers look into the hidden section at different times: what it says of an object, no earlier section may say otherwise. */
function checkHidden(hidden: XrefSection, earlier: readonly XrefSection[]): void {
  for (const objectNumber of hidden.objectNumbers()) {
    const entry = hidden.lookup(objectNumber);
    for (const section of entry?.kind === 'free' ? [] : earlier) {
      const other = section.lookup(objectNumber);
      const isOther = other !== undefined && other.kind !== 'free' && JSON.stringify(other) !== JSON.stringify(entry);
      if (isOther) throw new Irregularity('xref/hybrid', hidden.offset);
    }
  }
}

/**
 * Readers that look into the hidden section late, or not at all once something is appended, miss what it holds: that may be the structure of
 * a tagged file, as office programs write it, and nothing that a page is drawn from.
 */
function checkHiddenObjects(document: PdfDocument, hidden: XrefSection): void {
  for (const objectNumber of hidden.objectNumbers()) {
    const entry = hidden.lookup(objectNumber);
    if (entry?.kind === 'free' || entry === undefined) continue;
    const ref = PDFRef.of(objectNumber, entry.kind === 'offset' ? entry.generation : 0);
    const value = document.load(ref)?.value;
    const isStructure =
      value instanceof PDFDict
        ? structureKeys.some((keys) => keys.every((key) => value.has(key)))
        : entry.kind !== 'offset';
    if (!isStructure) throw new Irregularity('hybrid/drawn', hidden.offset);
  }
}

/** What tells parts of a structure tree (ISO 32000-2, 14.7), and the streams that hold them. */
const structureKeys = [
  ['S', 'P'],
  ['ParentTree'],
  ['Nums'],
  ['Limits'],
  ['First', 'N', 'Length'],
  ['Index', 'W', 'Length'],
].map((keys) => keys.map((key) => PDFName.of(key)));

/** Where the data of streams stand, in the file. */
class StreamData {
  readonly #ranges: (readonly [start: number, end: number])[] = [];
  #isInOrder = true;

  add(start: number, end: number): void {
    this.#isInOrder &&= start >= (this.#ranges.at(-1)?.[0] ?? 0);
    this.#ranges.push([start, end]);
  }

  /** Whether an offset lies in the data of the stream that begins last before it. */
  includes(offset: number): boolean {
    if (!this.#isInOrder) this.#ranges.sort(([one], [other]) => one - other);
    this.#isInOrder = true;
    let [low, high] = [0, this.#ranges.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#ranges[middle]?.[0] ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return offset < (this.#ranges[low - 1]?.[1] ?? 0);
  }
}

/** What the checks of objects share. */
interface ObjectChecks {
  readonly places: ObjectPlaces;
  /** By object number: whether anything refers to it. */
  readonly referred: ReferredNumbers;
  /** The numbers of all object streams; those that hold nothing that counts are added. */
  readonly objectStreams: Set<number>;
  readonly streams: StreamData;
  readonly attempt: (check: () => void) => void;
}

function checkObjects(
  document: PdfDocument,
  { places, referred, objectStreams, streams, attempt }: ObjectChecks,
): void {
  const shared = {
    objects: new Blocks(document.source),
    ends: new Blocks(document.source),
    referred,
    objectStreams,
    streams,
  };
  for (const { offsets, objectNumbers } of places.sections) {
    let index = 0;
    const checkRest = () => {
      while (index < offsets.length) {
        const objectNumber = objectNumbers[index] ?? 0;
        const offset = offsets[index] ?? 0;
        index += 1;
        const expected = { objectNumber, generation: places.generationOf(objectNumber) };
        checkObject(document, shared, offset, expected);
      }
    };
    while (index < offsets.length) {
      const before = index;
      attempt(checkRest);
      if (index === before) return;
    }
  }
  for (const [streamNumber, members] of places.objectStreams) {
    attempt(() => checkMembers(document, streamNumber, { members, referred, blocks: shared.objects }));
  }
}

function checkObject(
  { source, resolve }: PdfDocument,
  {
    objects,
    ends,
    referred,
    objectStreams,
    streams,
  }: { objects: Blocks; ends: Blocks } & Pick<ObjectChecks, 'referred' | 'objectStreams' | 'streams'>,
  offset: number,
  expected: Pick<ObjectHead, 'objectNumber' | 'generation'>,
): void {
  if (offset >= source.sizeBytes) throw new Irregularity('object/beyond-the-end', offset);
  let dataStart = offset;
  const dataEnd = objects.read(offset, (reader) => {
    const head = takeHead(reader);
    note(referred, reader);
    const isExpected = head.objectNumber === expected.objectNumber && head.generation === expected.generation;
    if (!isExpected) reader.fail('object/elsewhere', 0);
    if (isObjectStream(head)) objectStreams.add(head.objectNumber);
    dataStart = reader.offset;
    if (head.isStream) return dataStart + lengthOf(reader, head, lengthIn);
    takeObjectEnd(reader);
    return null;
  });
  if (dataEnd === null) return;
  if (dataEnd >= source.sizeBytes) throw new Irregularity('object/beyond-the-end', offset);
  ends.read(dataEnd, takeDataEnd);
  streams.add(dataStart, dataEnd);

  function lengthIn(number: number, generation: number): number | null {
    const value = resolve(PDFRef.of(number, generation));
    return value instanceof PDFNumber ? value.asNumber() : null;
  }
}

/** What one reader or another takes for an object stream: its type may stand in another object. */
function isObjectStream(head: ObjectHead): boolean {
  const dictionary = dictionaryOf(head) ?? new Map();
  const isLike = dictionary.has('N') && dictionary.has('First') && dictionary.get('Type')?.kind !== 'name';
  return head.isStream && (isLike || nameIn(dictionary, 'Type') === 'ObjStm');
}

/** Readers that search the file find also what no section lists: where something refers to it, it appears. */
interface Listing {
  /** Where each object stands, by its number; -1 for none. */
  readonly offsets: Float64Array;
  readonly referred: ReferredNumbers;
}

const isMissed = ({ offsets, referred }: Listing, objectNumber: number) =>
  (offsets[objectNumber] ?? -1) < 0 && referred.has(objectNumber);

function checkUnlistedMembers(document: PdfDocument, objectStreams: ReadonlySet<number>, listing: Listing): void {
  for (const streamNumber of objectStreams) {
    const { objectNumbers } = document.objectStream(streamNumber);
    if (objectNumbers.some((number) => isMissed(listing, number))) throw new Irregularity('reference/unlisted', 0);
  }
}

/** The objects of an object stream that the cross-reference finds there (ISO 32000-2, 7.5.7), each once and by its index. */
function checkMembers(
  document: PdfDocument,
  streamNumber: number,
  {
    members,
    referred,
    blocks,
  }: {
    members: readonly { readonly index: number; readonly objectNumber: number }[];
    referred: ReferredNumbers;
    blocks: Blocks;
  },
): void {
  const { content, offsets, objectNumbers } = document.objectStream(streamNumber);
  if (new Set(objectNumbers).size !== objectNumbers.length) throw new Irregularity('object-stream/index', 0);
  const data = content.read(0, content.sizeBytes);
  checkDecoding(document, streamNumber, { decoded: data, blocks });
  for (const { index, objectNumber } of members) {
    const offset = offsets[index];
    if (offset === undefined || objectNumbers[index] !== objectNumber) throw new Irregularity('object-stream/index', 0);
    const reader = new StrictReader(data.subarray(offset), { base: offset, isWhole: true, manner: 'reader' });
    reader.takeValue();
    note(referred, reader);
  }
}

/** Whether an object stream can be decoded in one way only, and was so: readers differ on parameters that do not fit its filters. */
function checkDecoding(
  document: PdfDocument,
  streamNumber: number,
  { decoded, blocks }: { decoded: Uint8Array; blocks: Blocks },
): void {
  const entry = document.xref.lookup(streamNumber);
  if (entry?.kind !== 'offset') throw new Irregularity('object-stream/kind', 0);
  const { data } = document.storedStream(PDFRef.of(streamNumber, entry.generation));
  blocks.read(entry.offset, (reader) => {
    const dictionary = dictionaryOf(takeHead(reader)) ?? reader.fail('object-stream/kind');
    if (!isSelfContained(dictionary)) reader.fail('stream/filter', 0);
    const inflated = inflateStrictly(reader, dictionary, data) ?? reader.fail('stream/filter', 0);
    const expected = undoPredictorStrictly(reader, dictionary, inflated);
    if (Buffer.compare(expected, decoded) !== 0) reader.fail('stream/data', 0);
  });
}

const decodingKeys = ['Filter', 'DecodeParms', 'DP', 'N', 'First', 'Type'];

/** Nothing that decides how a stream is read stands in another object, which a later revision could bring. */
function isSelfContained(dictionary: Dictionary): boolean {
  const isDirect = (value: Value): boolean => {
    if (value.kind === 'array') return value.items.every(isDirect);
    if (value.kind === 'dictionary') return [...value.entries.values()].every(isDirect);
    return value.kind !== 'reference';
  };
  return decodingKeys.every((key) => {
    const value = dictionary.get(key);
    return value === undefined || isDirect(value);
  });
}

/**
 * A linearized file as long as it says is read from its first section by some readers (ISO 32000-2, annex F): the chain has to begin there.
 * One that is to become as long as it says would be read so only once something is appended.
 */
function checkLinearization({ source, xref }: PdfDocument): void {
  const head = Buffer.from(source.read(0, linearizedHeadBytes)).toString('latin1');
  // Some readers begin behind `%PDF-n.m`, in the same line.
  if (/^[^\r\n]*obj/.test(head)) throw new Irregularity('linearized/section', 0);
  const first = firstObject(source);
  if (!first.dictionary?.has('Linearized')) return;
  const length = integerIn(first.dictionary, 'L');
  if (length === null || length > source.sizeBytes) throw new Irregularity('linearized/section', first.start);
  // They search for the end of the first object, whatever it stands in.
  const end = head.indexOf(objectEnd) + objectEnd.length;
  const isFirst = first.end === end && xref.sections[0]?.offset === first.next;
  if (length === source.sizeBytes && !isFirst) throw new Irregularity('linearized/section', first.start);
}

/** What stands first in a file: its dictionary, where it has one, where it begins and ends, and where the next thing begins. */
function firstObject(source: ByteSource): {
  readonly dictionary: Dictionary | undefined;
  readonly start: number;
  readonly end: number;
  readonly next: number;
} {
  try {
    return new Blocks(source).read(0, (reader) => {
      reader.skipBlanks();
      const { offset: start } = reader;
      const head = takeHead(reader);
      const dictionary = dictionaryOf(head);
      if (head.isStream) return { dictionary, start, end: -1, next: -1 };
      takeObjectEnd(reader);
      const { offset: end } = reader;
      reader.skipBlanks();
      return { dictionary, start, end, next: reader.offset };
    });
  } catch {
    throw new Irregularity('linearized/section', 0);
  }
}

const objectEnd = 'endobj';
/** How far they search for it. */
const linearizedHeadBytes = 1024;

/**
 * Headers of objects that stand in the bytes after the one that counts: a reader that searches the file for objects takes the last one. What
 * was replaced or freed in an earlier revision stands before it.
 */
function checkStrayHeaders({ source }: PdfDocument, listing: Listing, streams: StreamData): void {
  const blocks = new Blocks(source);
  let objects = 0;
  const isData = (offset: number) => streams.includes(offset);
  const visit = (objectNumber: number, offset: number, end: number) => {
    const place = listing.offsets[objectNumber] ?? -1;
    if (isMissed(listing, objectNumber)) throw new Irregularity('reference/unlisted', offset);
    if (place >= 0 && offset > place) throw new Irregularity('stray/object', offset);
    if (place >= 0) return;
    objects += 1;
    if (objects > maxUnlisted || mayHoldObjects(blocks, source, { offset, end })) {
      throw new Irregularity('reference/unlisted', offset);
    }
  };
  findHeaders(source, isData, visit, (bytes) => memory.take(bytes));
}

const maxUnlisted = 10_000;

/** Whether what stands at a header that counts nowhere is an object stream, or a dictionary that cannot be told from one. */
function mayHoldObjects(blocks: Blocks, source: ByteSource, { offset, end }: { offset: number; end: number }): boolean {
  const text = Buffer.from(source.read(end, longestBlanks)).toString('latin1');
  const behind = text.replace(/^(?:[\0\s\x80\xff]|%[^\r\n]*)+/, '');
  if (behind !== '' && !behind.startsWith('<')) return false;
  try {
    return blocks.read(offset, (reader) => isObjectStream(takeHead(reader)));
  } catch {
    return true;
  }
}
const longestBlanks = 4_096;
