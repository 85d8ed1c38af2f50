import type { PDFDict } from 'pdf-lib';

/** Where an object is, as the cross-reference of the file says (ISO 32000-2, 7.5.4 and 7.5.8). */
export type XrefEntry =
  | { kind: 'free' }
  | { kind: 'offset'; offset: number; generation: number }
  | { kind: 'compressed'; streamNumber: number; index: number };

/** What becomes of each entry, in numbers alone: a file has them by the hundred thousand. Free entries are told too. */
export interface EntryVisitor {
  free(objectNumber: number): void;
  atOffset(objectNumber: number, offset: number, generation: number): void;
  compressed(objectNumber: number, streamNumber: number, index: number): void;
}

/** One cross-reference section with its trailer. `objectNumbers` are all that it speaks of. */
export interface XrefSection {
  readonly kind: 'table' | 'stream';
  /** Of the stream that it is; null for a table. */
  readonly objectNumber: number | null;
  readonly offset: number;
  readonly trailer: PDFDict;
  /** Whether a dictionary of the trailer has a key twice. */
  readonly hasDuplicateKeys: boolean;
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
  /** Whether it is written as it says: a table from object 0 on, a stream with as many bytes as its entries take. */
  readonly isWhole: boolean;
  /** Of a hybrid file: the section whose objects the table hides from readers that know no streams (ISO 32000-2, 7.5.8.4). */
  readonly hidden?: XrefSection;
}

/** What an entry says that is not in use. */
export const free: XrefEntry = { kind: 'free' };
/** How many entries are read at once when all are wanted. */
export const entriesPerRead = 8_192;
/** Higher numbers than any reader takes (ISO 32000-1, annex C has 8,388,607). */
export const maxObjectNumber = 8_388_607 * 4;

/** Calls the method of `visitor` that the entry is for. */
export function tellEntry(visitor: EntryVisitor, objectNumber: number, entry: XrefEntry): void {
  if (entry.kind === 'offset') visitor.atOffset(objectNumber, entry.offset, entry.generation);
  else if (entry.kind === 'compressed') visitor.compressed(objectNumber, entry.streamNumber, entry.index);
  else visitor.free(objectNumber);
}

/** How many entries subsections have together. */
export const sizeOf = (subsections: readonly { count: number }[]) =>
  subsections.reduce((sum, { count }) => sum + count, 0);

/** Whether two subsections speak of the same object (ISO 32000-2, 7.5.4 forbids it). */
export function overlap(subsections: readonly { first: number; count: number }[]): boolean {
  const sorted = subsections.toSorted((one, other) => one.first - other.first);
  return sorted.some(
    ({ first, count }, index) => first + count > (sorted[index + 1]?.first ?? Number.POSITIVE_INFINITY),
  );
}
