import { type Dictionary, integerIn, type StrictReader, type Value } from './strict-reader.ts';

/** An indirect object up to the data of its stream (ISO 32000-2, 7.3.10). */
export interface ObjectHead {
  readonly objectNumber: number;
  readonly generation: number;
  /** Where its header begins, in the file. */
  readonly offset: number;
  readonly value: Value;
  /** Whether the data of a stream begin where the reader stands. */
  readonly isStream: boolean;
}

/** An indirect object to the end of its `endobj`. */
export interface StrictObject extends ObjectHead {
  /** Where the data of a stream stand, by the reader's positions; null for any other object. */
  readonly data: { readonly start: number; readonly end: number } | null;
  readonly references: readonly number[];
}

/** The dictionary of an object or of its stream; undefined where it has none. */
export const dictionaryOf = ({ value }: Pick<ObjectHead, 'value'>): Dictionary | undefined =>
  value.kind === 'dictionary' ? value.entries : undefined;

/** The length of a stream whose /Length is a reference; null where that object is no length. */
export type ResolveLength = (objectNumber: number, generation: number) => number | null;

/** Reads an object up to its data or its end. Throws Irregularity, OutOfBytes. */
export function takeHead(reader: StrictReader): ObjectHead {
  const { offset } = reader;
  const { objectNumber, generation } = reader.takeHeader();
  const value = reader.takeValue();
  reader.skipBlanks();
  const isStream = reader.takeWord('stream');
  if (isStream) takeDataBegin(reader, value);
  return { objectNumber, generation, offset, value, isStream };
}

/** ISO 32000-2, 7.3.8.1. Not a lone CR after the keyword: some readers take it for data. */
function takeDataBegin(reader: StrictReader, value: Value): void {
  const dictionary = value.kind === 'dictionary' ? value.entries : reader.fail('stream/keyword');
  if (reader.peek() === 0x0d && reader.peek(1) === 0x0a) reader.position += 2;
  else if (reader.peek() === 0x0a) reader.position += 1;
  else reader.fail('stream/keyword');
  if (dictionary.has('F') || dictionary.has('FFilter')) reader.fail('stream/outside-the-file');
}

/** How many bytes the data of a stream have, as its dictionary says. Throws Irregularity. */
export function lengthOf(reader: StrictReader, head: ObjectHead, resolveLength: ResolveLength): number {
  const dictionary = dictionaryOf(head);
  const named = dictionary?.get('Length');
  const length =
    named?.kind === 'reference'
      ? resolveLength(named.objectNumber, named.generation)
      : dictionary && integerIn(dictionary, 'Length');
  return length ?? reader.fail('stream/length');
}

/** What follows the data of a stream, at most one line end before it; then `endobj`. Throws Irregularity, OutOfBytes. */
export function takeDataEnd(reader: StrictReader): void {
  const end = reader.position;
  reader.takeLineEnd();
  if (!reader.takeWord('endstream')) reader.fail('stream/length', end);
  takeObjectEnd(reader);
}

export function takeObjectEnd(reader: StrictReader): void {
  reader.skipBlanks();
  if (!reader.takeWord('endobj')) reader.fail('object/not-ended');
}

/** Reads an object with its stream, all of which is at hand. Throws Irregularity. */
export function takeObject(reader: StrictReader, resolveLength: ResolveLength): StrictObject {
  const firstReference = reader.references.length;
  const head = takeHead(reader);
  const references = reader.references.slice(firstReference);
  if (!head.isStream) {
    takeObjectEnd(reader);
    return { ...head, data: null, references };
  }
  const start = reader.position;
  const end = start + lengthOf(reader, head, resolveLength);
  reader.position = end;
  takeDataEnd(reader);
  return { ...head, data: { start, end }, references };
}
