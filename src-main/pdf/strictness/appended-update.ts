import { Irregularity } from './irregularity.ts';
import { headersBefore } from './stray-headers.ts';
import { dictionaryOf, type ResolveLength, type StrictObject, takeObject } from './strict-object.ts';
import { type Dictionary, integerIn, largestObjectNumber, nameIn, StrictReader, type Value } from './strict-reader.ts';
import { inflateStrictly, undoPredictorStrictly } from './strict-stream.ts';
import { entriesOfStream, type SectionEntry, type StrictSection, takeTable } from './strict-xref.ts';

/** What the file says before an update, which the update has to go on from. */
export interface BeforeUpdate {
  readonly startxref: number;
  /** /Size of its trailer. */
  readonly size: number;
}

/** One incremental update (ISO 32000-2, 7.5.6) of which every byte is accounted for. */
export interface AppendedUpdate {
  readonly objects: readonly StrictObject[];
  readonly section: StrictSection;
  readonly compressed: readonly CompressedObject[];
  /** Every reference of its objects and its trailer, in pairs of object number and generation. */
  readonly references: readonly number[];
  /** Where it ends in the file, the blanks behind it included. */
  readonly end: number;
}

/** An object of an object stream. */
export interface CompressedObject {
  readonly objectNumber: number;
  readonly value: Value;
  readonly references: readonly number[];
}

export interface UpdateContext {
  readonly before: BeforeUpdate;
  readonly resolveLength: ResolveLength;
  /** Decrypts what an object stream holds, where the file is encrypted. */
  readonly decrypt: (objectNumber: number, generation: number, data: Uint8Array) => Uint8Array;
  readonly isEncrypted: boolean;
}

/** What a trailer may say (ISO 32000-2, Table 15), and what a cross-reference stream says of itself (Tables 5 and 17). */
const trailerKeys = new Set(['Size', 'Prev', 'Root', 'Encrypt', 'Info', 'ID', 'DocChecksum']);
const streamKeys = new Set(['Type', 'Index', 'W', 'Length', 'Filter', 'DecodeParms']);
/** More room for object numbers than this is no carelessness. */
const spareSize = 1_000;

/** Reads one update to its end. Throws Irregularity. */
export function readUpdate(bytes: Uint8Array, base: number, context: UpdateContext): AppendedUpdate {
  const reader = new StrictReader(bytes, { base, isWhole: true, manner: 'writer' });
  const objects: StrictObject[] = [];
  let section: StrictSection | null = null;
  while (section === null) {
    reader.skipBlanks('allowed');
    if (reader.peek() === 0x78) section = takeTable(reader);
    else if (reader.peek() === 0x73) section = sectionOfStream(reader, objects.at(-1));
    else objects.push(takeObject(reader, context.resolveLength));
  }
  const isTable = section.offset !== objects.at(-1)?.offset;
  takeEnd(reader, section);
  checkTrailer(reader, section.trailer, isTable, context);
  checkSize(reader, section, context);
  const listed = checkPlaces(reader, objects, section, isTable ? null : context.before);
  checkStreams(reader, objects, context);
  const compressed = readObjectStreams(reader, objects, section.entries, context);
  const references = [...reader.references, ...compressed.flatMap((object) => object.references)];
  const update = { objects, section, compressed, references, end: reader.offset };
  checkStrays(bytes.subarray(0, reader.position), base, { objects, listed, isTable });
  return update;
}

/** The last object, which has to be the cross-reference stream of an update without a table. */
function sectionOfStream(reader: StrictReader, object: StrictObject | undefined): StrictSection {
  const dictionary = object && dictionaryOf(object);
  if (!object?.data || !dictionary || nameIn(dictionary, 'Type') !== 'XRef') reader.fail('xref/syntax');
  if (dictionary.get('Length')?.kind !== 'number') reader.fail('xref/syntax');
  const stored = reader.bytes(object.data.start, object.data.end);
  const inflated = inflateStrictly(reader, dictionary, stored) ?? reader.fail('stream/filter');
  const data = undoPredictorStrictly(reader, dictionary, inflated);
  const entries = entriesOfStream(reader, dictionary, data);
  return { offset: object.offset, entries, trailer: dictionary };
}

/** `startxref`, its number and `%%EOF` (ISO 32000-2, 7.5.5), then a few blanks. */
function takeEnd(reader: StrictReader, { offset }: StrictSection): void {
  reader.skipBlanks('allowed');
  if (!reader.takeWord('startxref')) reader.fail('startxref/value');
  if (!reader.takeLineEnd()) reader.fail('startxref/value');
  if (reader.takeUnsigned('startxref/value') !== offset) reader.fail('startxref/value');
  reader.skipBlanks('refused');
  const start = reader.position;
  if (reader.text(start, start + 5) !== '%%EOF') reader.fail('end/tail');
  reader.position += 5;
  reader.skipBlanks('refused');
  if (reader.position - start > 32) reader.fail('blanks/too-many', start);
}

function checkTrailer(reader: StrictReader, trailer: Dictionary, isTable: boolean, context: UpdateContext): void {
  const { before } = context;
  for (const key of trailer.keys()) {
    if (key === 'XRefStm') reader.fail('xref/hybrid');
    if (!trailerKeys.has(key) && (isTable || !streamKeys.has(key))) reader.fail('trailer/key');
  }
  if (integerIn(trailer, 'Prev') !== before.startxref) reader.fail('trailer/prev');
  if (trailer.get('Root')?.kind !== 'reference') reader.fail('trailer/root');
  const identifiers = trailer.get('ID');
  const isPair =
    identifiers?.kind === 'array' &&
    identifiers.items.length === 2 &&
    identifiers.items.every(({ kind }) => kind === 'string');
  if (identifiers !== undefined && !isPair) reader.fail('trailer/id');
}

function checkSize(reader: StrictReader, { entries, trailer }: StrictSection, { before }: UpdateContext): void {
  const size = integerIn(trailer, 'Size') ?? reader.fail('trailer/size');
  const inUse = entries.filter(({ kind }) => kind !== 'free');
  const highest = inUse.reduce((most, { objectNumber }) => Math.max(most, objectNumber), 0);
  if (entries.some(({ objectNumber }) => objectNumber >= size)) reader.fail('trailer/size');
  const least = Math.max(before.size, highest + 1);
  if (size < least || size > least + spareSize) reader.fail('trailer/size');
}

/** Every entry leads to one object of the update, and every object has its entry; gives the offsets of all objects. */
function checkPlaces(
  reader: StrictReader,
  objects: readonly StrictObject[],
  { entries, offset }: StrictSection,
  beforeStream: BeforeUpdate | null,
): ReadonlySet<number> {
  const byOffset = new Map(objects.map((object) => [object.offset, object]));
  const listed = new Set<number>();
  for (const entry of entries) {
    if (entry.objectNumber === 0 && entry.kind !== 'free') reader.fail('xref/object-zero');
    if (entry.kind !== 'offset') continue;
    const object = byOffset.get(entry.offset);
    if (!object || object.objectNumber !== entry.objectNumber) reader.fail('xref/offset');
    if (object.generation !== entry.generation) reader.fail('xref/generation');
    if (listed.has(entry.offset)) reader.fail('xref/twice');
    listed.add(entry.offset);
  }
  // A cross-reference stream need not list itself; some readers then take it for the object of its number, which must be nobody else's.
  const own = byOffset.get(offset);
  if (beforeStream && own && !listed.has(offset)) {
    const isNew = own.objectNumber >= beforeStream.size && own.objectNumber <= largestObjectNumber;
    if (!isNew || entries.some(({ objectNumber }) => objectNumber === own.objectNumber)) reader.fail('xref/own-number');
    listed.add(offset);
  }
  for (const object of objects) if (!listed.has(object.offset)) reader.fail('object/not-listed');
  return listed;
}

function checkStreams(reader: StrictReader, objects: readonly StrictObject[], { isEncrypted }: UpdateContext): void {
  for (const object of objects) {
    const dictionary = dictionaryOf(object);
    if (!object.data || !dictionary) continue;
    // What is encrypted is inflated by nobody before it is decrypted.
    if (!isEncrypted) inflateStrictly(reader, dictionary, reader.bytes(object.data.start, object.data.end));
  }
}

/**
 * The objects of the update's object streams (ISO 32000-2, 7.5.7): as many as the section lists, each once and under its index, nothing
 * between them.
 */
function readObjectStreams(
  reader: StrictReader,
  objects: readonly StrictObject[],
  entries: readonly SectionEntry[],
  context: UpdateContext,
): CompressedObject[] {
  const members = new Map<number, { objectNumber: number; index: number }[]>();
  for (const entry of entries) {
    if (entry.kind !== 'compressed') continue;
    const known = members.get(entry.streamNumber) ?? [];
    known.push(entry);
    members.set(entry.streamNumber, known);
  }
  const found: CompressedObject[] = [];
  for (const object of objects) {
    const dictionary = dictionaryOf(object);
    if (!object.data || !dictionary || nameIn(dictionary, 'Type') !== 'ObjStm') continue;
    const listed = members.get(object.objectNumber) ?? [];
    members.delete(object.objectNumber);
    if (dictionary.has('Extends')) reader.fail('object-stream/kind');
    const stored = reader.bytes(object.data.start, object.data.end);
    const plain = context.isEncrypted ? context.decrypt(object.objectNumber, object.generation, stored) : stored;
    const inflated = inflateStrictly(reader, dictionary, plain) ?? reader.fail('stream/filter');
    found.push(...readObjectStream(undoPredictorStrictly(reader, dictionary, inflated), dictionary, listed));
  }
  // In a stream of an earlier revision, or in what is none.
  if (members.size > 0) reader.fail('object-stream/kind');
  return found;
}

function readObjectStream(
  data: Uint8Array,
  dictionary: Dictionary,
  listed: readonly { objectNumber: number; index: number }[],
): CompressedObject[] {
  const reader = new StrictReader(data, { base: 0, isWhole: true, manner: 'writer' });
  const count = integerIn(dictionary, 'N') ?? reader.fail('object-stream/index');
  const first = integerIn(dictionary, 'First') ?? reader.fail('object-stream/index');
  if (count !== listed.length) reader.fail('object-stream/index');
  const index: { objectNumber: number; offset: number }[] = [];
  for (let taken = 0; taken < count; taken++) {
    reader.skipBlanks();
    const objectNumber = reader.takeUnsigned('object-stream/index');
    reader.skipBlanks();
    index.push({ objectNumber, offset: first + reader.takeUnsigned('object-stream/index') });
  }
  reader.skipBlanks();
  const isUnique = new Set(index.map(({ objectNumber }) => objectNumber)).size === index.length;
  const isListed = listed.every(({ objectNumber, index: at }) => index[at]?.objectNumber === objectNumber);
  if (!isUnique || !isListed || reader.position > first) reader.fail('object-stream/index');
  const found = index.map(({ objectNumber, offset }): CompressedObject => {
    const end = reader.position;
    reader.skipBlanks();
    if (offset < end || offset > reader.position) reader.fail('object-stream/index');
    const before = reader.references.length;
    const value = reader.takeValue();
    return { objectNumber, value, references: reader.references.slice(before) };
  });
  reader.skipBlanks();
  if (!reader.isAtEnd) reader.fail('object-stream/index');
  return found;
}

const objectWord = Buffer.from('obj');
function countOf(buffer: Buffer, word: string): number {
  let count = 0;
  for (let at = buffer.indexOf(word); at >= 0; at = buffer.indexOf(word, at + 1)) count += 1;
  return count;
}

/** Readers that repair search the bytes for these: what stands in a string or in the data of a stream would be found as well. */
function checkStrays(
  bytes: Uint8Array,
  base: number,
  { objects, listed, isTable }: { objects: readonly StrictObject[]; listed: ReadonlySet<number>; isTable: boolean },
): void {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = buffer.indexOf(objectWord); at >= 0; at = buffer.indexOf(objectWord, at + 1)) {
    const isStray = headersBefore(buffer, at).some(({ offset }) => !listed.has(base + offset));
    if (isStray) throw new Irregularity('stray/object', base + at);
  }
  const most = { startxref: 1, '%%EOF': 1, trailer: isTable ? 1 : 0, '%PDF-': 0 };
  for (const [word, count] of Object.entries(most)) {
    if (countOf(buffer, word) > count) throw new Irregularity('stray/keyword', base);
  }
  for (const { data } of objects) {
    const inside = data && buffer.subarray(data.start, data.end);
    if (inside?.includes('endstream') || inside?.includes('endobj')) {
      throw new Irregularity('stray/keyword', base + (data?.start ?? 0));
    }
  }
}
