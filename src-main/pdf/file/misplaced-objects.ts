import { PDFRef } from 'pdf-lib';
import { AppError } from '../../contract/index.ts';
import type { ByteSource } from '../../files/index.ts';
import type { PdfDocument } from './document.ts';
import { ObjectPlaces } from './object-places.ts';
import { findReferences } from './reference-scan.ts';

/**
 * An object that something refers to and that does not stand where the cross-reference says: viewers that come to it search the whole
 * file, each in its own way (ISO 32000-2, annex C.2). Null where there is none. Entries that nothing refers to are a usual slip.
 */
export function misplacedObject(document: PdfDocument): number | null {
  const misplaced = allMisplaced(document);
  const [first] = misplaced;
  if (first === undefined) return null;
  // That many are no slip, whatever refers to them.
  if (misplaced.length >= maxMisplaced) return first;
  const trailers = document.xref.sections.map(({ trailer }) => trailer);
  const named = new Set(trailers.flatMap((trailer) => trailer.values()).flatMap((value) => numberOf(value)));
  let referred = misplaced.find((objectNumber) => named.has(objectNumber)) ?? null;
  if (referred !== null) return referred;
  try {
    findReferences(document, misplaced, (objectNumber) => {
      referred ??= objectNumber;
    });
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    return first;
  }
  return referred;
}

/** Each of them costs an attempt to read it. */
const maxMisplaced = 500;

const numberOf = (value: unknown): number[] => (value instanceof PDFRef ? [value.objectNumber] : []);

function allMisplaced(document: PdfDocument): number[] {
  const places = new ObjectPlaces(document);
  const heads = new ObjectHeads(document.source);
  const misplaced: number[] = [];
  for (const { offsets, objectNumbers } of places.sections) {
    for (const [index, objectNumber] of objectNumbers.entries()) {
      const generation = places.generationOf(objectNumber);
      if (heads.standsAt(offsets[index] ?? 0, objectNumber, generation)) continue;
      if (!isRead(document, PDFRef.of(objectNumber, generation))) misplaced.push(objectNumber);
      if (misplaced.length >= maxMisplaced) return misplaced;
    }
  }
  for (const [streamNumber, members] of places.objectStreams) {
    const listed = membersOf(document, streamNumber);
    for (const { index, objectNumber } of members) {
      if (listed[index] !== objectNumber) misplaced.push(objectNumber);
    }
  }
  return misplaced;
}

/** Whether it is found where it is looked for, however its header is written. */
function isRead(document: PdfDocument, ref: PDFRef): boolean {
  try {
    return document.load(ref) !== undefined;
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    return false;
  }
}

function membersOf(document: PdfDocument, streamNumber: number): readonly number[] {
  try {
    return document.objectStream(streamNumber).objectNumbers;
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    return [];
  }
}

const blockBytes = 1 << 14;
const headBytes = 64;
const [zero, nine] = [0x30, 0x39];
const white = new Set<number | undefined>([0x00, 0x09, 0x0a, 0x0c, 0x0d, 0x20]);
const isWhite = (byte: number | undefined) => white.has(byte);

/** The first bytes of objects: of those that follow one another many at once, of those between long streams a few bytes each. */
class ObjectHeads {
  readonly #source: ByteSource;
  readonly #scratch: Uint8Array;
  #block: Uint8Array = new Uint8Array();
  #start = 0;

  constructor(source: ByteSource) {
    this.#source = source;
    this.#scratch = new Uint8Array(blockBytes);
  }

  /** Whether the header of the object stands at the offset, as nearly every program writes it. */
  standsAt(offset: number, objectNumber: number, generation: number): boolean {
    const { bytes, at } = this.#from(offset);
    const afterNumber = takeInteger(bytes, at, objectNumber);
    const afterGeneration = afterNumber === -1 ? -1 : takeInteger(bytes, skipWhite(bytes, afterNumber), generation);
    if (afterGeneration === -1) return false;
    const end = skipWhite(bytes, afterGeneration);
    return bytes[end] === 0x6f && bytes[end + 1] === 0x62 && bytes[end + 2] === 0x6a;
  }

  #from(offset: number): { bytes: Uint8Array; at: number } {
    const end = this.#start + this.#block.length;
    const isInBlock = offset >= this.#start && offset + headBytes <= end;
    if (!isInBlock) {
      const isNear = offset >= this.#start && offset < end + headBytes * headBytes;
      this.#block = this.#source.read(offset, isNear ? blockBytes : headBytes, this.#scratch);
      this.#start = offset;
    }
    return { bytes: this.#block, at: offset - this.#start };
  }
}

function skipWhite(bytes: Uint8Array, from: number): number {
  let at = from;
  while (isWhite(bytes[at])) at += 1;
  return at;
}

/** Where the integer ends that begins here and white space follows; -1 where it is not `expected`. */
function takeInteger(bytes: Uint8Array, from: number, expected: number): number {
  let at = from;
  let value = 0;
  for (let byte = bytes[at] ?? 0; byte >= zero && byte <= nine; byte = bytes[++at] ?? 0)
    value = value * 10 + byte - zero;
  return at > from && value === expected && isWhite(bytes[at]) ? at : -1;
}
