import { closeSync, openSync, readSync } from 'node:fs';
import { systemPath } from './system-path.ts';

/** A copy that is compared with its original, and how far it is. */
export interface ComparedCopy {
  readonly copy: number;
  readonly original: number;
  readonly kept: CopyPaths['kept'];
  position: number;
}

export interface CopyPaths {
  readonly path: string;
  readonly originalPath: string;
  /** What of the original the copy begins with, in its order; offsets in bytes. */
  readonly kept: readonly { readonly start: number; readonly end: number }[];
}

const chunkBytes = 1 << 18;

/** Two pieces of memory that are compared, made where something is. */
let chunks: { readonly copy: Buffer; readonly original: Buffer } | null = null;
const takeChunks = () => {
  chunks ??= { copy: Buffer.allocUnsafeSlow(chunkBytes), original: Buffer.allocUnsafeSlow(chunkBytes) };
  return chunks;
};

/** Fills `target` from `position` on. Throws when the file ends before. */
function readFully(descriptor: number, target: Buffer, position: number): Buffer {
  for (let filled = 0; filled < target.length; ) {
    const count = readSync(descriptor, target, filled, target.length - filled, position + filled);
    if (count === 0) throw new Error(`the file ends at byte ${position + filled}`);
    filled += count;
  }
  return target;
}

function assertSame(found: Buffer, expected: Uint8Array, position: number): void {
  if (!found.equals(expected)) throw new Error(`the file differs after byte ${position}`);
}

/** Opens both files. Throws when one cannot be read. */
export function openCopy({ path, originalPath, kept }: CopyPaths): ComparedCopy {
  const original = openSync(systemPath(originalPath), 'r');
  try {
    return { copy: openSync(systemPath(path), 'r'), original, kept, position: 0 };
  } catch (cause) {
    closeSync(original);
    throw cause;
  }
}

export function closeCopy({ copy, original }: ComparedCopy): void {
  closeSync(copy);
  closeSync(original);
}

const keptBytes = ({ kept }: Pick<ComparedCopy, 'kept'>) => kept.reduce((sum, { start, end }) => sum + end - start, 0);

/** Where in the original the next byte of the copy comes from, and how many follow it there. Throws behind the last. */
function placeInOriginal({ kept, position }: ComparedCopy): { readonly offset: number; readonly length: number } {
  let before = 0;
  for (const { start, end } of kept) {
    const offset = start + position - before;
    if (offset < end) return { offset, length: end - offset };
    before += end - start;
  }
  throw new Error(`the copy has no byte ${position}`);
}

/** Compares what is not compared yet, up to `end`. Throws where they differ. */
export function compareUpTo(file: ComparedCopy, end: number): void {
  const { copy: copyChunk, original: originalChunk } = takeChunks();
  while (file.position < end) {
    const { copy, original, position } = file;
    const place = placeInOriginal(file);
    const length = Math.min(chunkBytes, end - position, place.length);
    const expected = readFully(original, originalChunk.subarray(0, length), place.offset);
    assertSame(readFully(copy, copyChunk.subarray(0, length), position), expected, position);
    file.position += length;
  }
}

/** Compares the rest: the whole file is what is kept of its original, then `appended`, to the last byte. Throws where it is not. */
export function compareWhole(file: ComparedCopy, appended: Uint8Array): void {
  const { copy } = file;
  const copied = keptBytes(file);
  compareUpTo(file, copied);
  const end = readFully(copy, Buffer.allocUnsafe(appended.length), copied);
  assertSame(end, appended, copied);
  if (readSync(copy, takeChunks().copy, 0, 1, copied + appended.length) > 0) {
    throw new Error('the file goes on');
  }
}
