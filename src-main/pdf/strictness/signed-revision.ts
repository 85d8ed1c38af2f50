import { PDFDict, PDFName, PDFNumber, PDFRef } from 'pdf-lib';
import type { ByteSource } from '../byte-source.ts';
import type { PdfDocument } from '../document.ts';
import { ObjectPlaces } from '../object-places.ts';
import type { XrefSection } from '../xref-section.ts';
import { Irregularity, OutOfBytes } from './irregularity.ts';
import { dictionaryOf, lengthOf, type ObjectHead, takeDataEnd, takeHead, takeObjectEnd } from './strict-object.ts';
import { type Dictionary, integerIn, StrictReader, type Value } from './strict-reader.ts';
import { inflateStrictly, undoPredictorStrictly } from './strict-stream.ts';
import { takeTable } from './strict-xref.ts';

const blockBytes = 1 << 18;
const largestBytes = 64 << 20;

/**
 * The first thing in a revision that readers may read differently: then what is appended to it may turn one reader's view and not the
 * other's. Every section, every object that the cross-reference places and every stream must lie before its end and be what it says.
 * Null where all is in order. Takes as long as reading all objects does.
 */
export function irregularityOfRevision(document: PdfDocument): Irregularity | null {
  try {
    checkSections(document);
    checkLinearization(document);
    const places = new ObjectPlaces(document);
    checkObjects(document, places);
    checkStrayHeaders(document, places.offsetsByNumber());
    return null;
  } catch (thrown) {
    return thrown instanceof Irregularity ? thrown : new Irregularity('value/malformed', 0);
  }
}

/** Reads here and there in a file, with as many bytes as it takes: objects that follow one another are read together. */
class Blocks {
  readonly #source: ByteSource;
  #block: Uint8Array = new Uint8Array();
  #start = 0;

  constructor(source: ByteSource) {
    this.#source = source;
  }

  read<T>(offset: number, read: (reader: StrictReader) => T): T {
    const isInBlock = offset >= this.#start && offset < this.#start + this.#block.length;
    for (let size = blockBytes, isFresh = !isInBlock; ; isFresh = true) {
      if (isFresh) {
        this.#block = this.#source.read(offset, size).slice();
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
function checkSections(document: PdfDocument): void {
  const { source, xref } = document;
  const blocks = new Blocks(source);
  for (const [index, section] of xref.sections.entries()) {
    const { offset } = section;
    if (section.isAmbiguous()) throw new Irregularity('xref/twice', offset);
    if (!section.isWhole) throw new Irregularity('xref/length', offset);
    const trailer = blocks.read(offset, (reader): Dictionary => {
      reader.skipBlanks();
      if (section.kind === 'table') return takeTable(reader).trailer;
      return dictionaryOf(takeHead(reader)) ?? reader.fail('xref/syntax');
    });
    if (trailer.has('Prev') && integerIn(trailer, 'Prev') === null) throw new Irregularity('trailer/prev', offset);
    if (trailer.has('XRefStm') !== (section.hidden !== undefined)) throw new Irregularity('xref/hybrid', offset);
    if (section.hidden) {
      checkHidden(section.hidden, xref.sections.slice(index + 1));
      checkHiddenObjects(document, section.hidden);
    }
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

function checkObjects(document: PdfDocument, places: ObjectPlaces): void {
  const objects = new Blocks(document.source);
  const ends = new Blocks(document.source);
  for (const { offsets, objectNumbers } of places.sections) {
    for (let index = 0; index < offsets.length; index++) {
      const objectNumber = objectNumbers[index] ?? 0;
      const expected = { objectNumber, generation: places.generationOf(objectNumber) };
      checkObject(document, { objects, ends }, offsets[index] ?? 0, expected);
    }
  }
  for (const [streamNumber, members] of places.objectStreams) checkMembers(document, streamNumber, members);
}

function checkObject(
  { source, resolve }: PdfDocument,
  { objects, ends }: { objects: Blocks; ends: Blocks },
  offset: number,
  expected: Pick<ObjectHead, 'objectNumber' | 'generation'>,
): void {
  if (offset >= source.sizeBytes) throw new Irregularity('object/beyond-the-end', offset);
  const dataEnd = objects.read(offset, (reader) => {
    const head = takeHead(reader);
    const isExpected = head.objectNumber === expected.objectNumber && head.generation === expected.generation;
    if (!isExpected) reader.fail('object/elsewhere', 0);
    if (head.isStream) return reader.offset + lengthOf(reader, head, lengthIn);
    takeObjectEnd(reader);
    return null;
  });
  if (dataEnd === null) return;
  if (dataEnd >= source.sizeBytes) throw new Irregularity('object/beyond-the-end', offset);
  ends.read(dataEnd, takeDataEnd);

  function lengthIn(number: number, generation: number): number | null {
    const value = resolve(PDFRef.of(number, generation));
    return value instanceof PDFNumber ? value.asNumber() : null;
  }
}

/** The objects of an object stream that the cross-reference finds there (ISO 32000-2, 7.5.7), each once and by its index. */
function checkMembers(
  document: PdfDocument,
  streamNumber: number,
  members: readonly { readonly index: number; readonly objectNumber: number }[],
): void {
  const { content, offsets, objectNumbers } = document.objectStream(streamNumber);
  if (new Set(objectNumbers).size !== objectNumbers.length) throw new Irregularity('object-stream/index', 0);
  const data = content.read(0, content.sizeBytes);
  checkDecoding(document, streamNumber, data);
  for (const { index, objectNumber } of members) {
    const offset = offsets[index];
    if (offset === undefined || objectNumbers[index] !== objectNumber) throw new Irregularity('object-stream/index', 0);
    const reader = new StrictReader(data.subarray(offset), { base: offset, isWhole: true, manner: 'reader' });
    reader.takeValue();
  }
}

/** Whether an object stream can be decoded in one way only, and was so: readers differ on parameters that do not fit its filters. */
function checkDecoding(document: PdfDocument, streamNumber: number, decoded: Uint8Array): void {
  const entry = document.xref.lookup(streamNumber);
  if (entry?.kind !== 'offset') throw new Irregularity('object-stream/kind', 0);
  const { data } = document.storedStream(PDFRef.of(streamNumber, entry.generation));
  new Blocks(document.source).read(entry.offset, (reader) => {
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

/** A linearized file as long as it says is read from its first section by some readers (ISO 32000-2, annex F): the chain has to begin there. */
function checkLinearization({ source, xref }: PdfDocument): void {
  const head = Buffer.from(source.read(0, linearizedHeadBytes)).toString('latin1');
  const first = /^%PDF-[^\r\n]*[\r\n]+(?:%[^\r\n]*[\r\n]+)*\s*\d+\s+\d+\s+obj\b[\s\S]*?\bendobj\s*/.exec(head)?.[0];
  const length = /\/L\s+(\d+)/.exec(first ?? '')?.[1];
  if (first === undefined || !first.includes('/Linearized') || Number(length) !== source.sizeBytes) return;
  if (xref.sections[0]?.offset !== first.length) throw new Irregularity('linearized/section', first.length);
}

const linearizedHeadBytes = 2048;
const scanBytes = 1 << 20;
const scanOverlapBytes = 64;
const headerPattern = /(?<![\d])(\d{1,10})[\0\t\n\f\r ]+\d{1,5}[\0\t\n\f\r ]+obj(?![A-Za-z])/g;

/**
 * Headers of objects that stand in the bytes after the one that counts: a reader that searches the file for objects takes the last one. What
 * was replaced or freed in an earlier revision stands before it.
 */
function checkStrayHeaders({ source }: PdfDocument, offsets: Float64Array): void {
  const last = new Map<number, number>();
  for (let start = 0; start < source.sizeBytes; start += scanBytes) {
    const from = Math.max(0, start - scanOverlapBytes);
    const text = Buffer.from(source.read(from, start + scanBytes - from)).toString('latin1');
    if (!text.includes('obj')) continue;
    for (const match of text.matchAll(headerPattern)) last.set(Number(match[1]), from + match.index);
  }
  for (const [objectNumber, offset] of last) {
    const place = offsets[objectNumber] ?? -1;
    if (place >= 0 && offset > place) throw new Irregularity('stray/object', offset);
  }
}
