import { closeSync, openSync, readSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import { systemPath } from '../files/index.ts';
import type { ReadBackReply, ReadBackRequest } from './read-back.ts';

/** A copy being compared with its original while it is still being written. */
interface Followed {
  readonly copy: number;
  readonly original: number;
  readonly originalSizeBytes: number;
  position: number;
}

const chunkBytes = 1 << 18;
const copyChunk = Buffer.allocUnsafeSlow(chunkBytes);
const originalChunk = Buffer.allocUnsafeSlow(chunkBytes);
const followed = new Map<number, Followed>();

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

function compareUpTo(file: Followed, end: number): void {
  while (file.position < end) {
    const { copy, original, position } = file;
    const length = Math.min(chunkBytes, end - position);
    const expected = readFully(original, originalChunk.subarray(0, length), position);
    assertSame(readFully(copy, copyChunk.subarray(0, length), position), expected, position);
    file.position += length;
  }
}

function compareEnd({ copy, originalSizeBytes }: Followed, appended: Uint8Array): void {
  const end = readFully(copy, Buffer.allocUnsafe(appended.length), originalSizeBytes);
  assertSame(end, appended, originalSizeBytes);
  if (readSync(copy, copyChunk, 0, 1, originalSizeBytes + appended.length) > 0) throw new Error('the file goes on');
}

function letGo(id: number): void {
  const file = followed.get(id);
  followed.delete(id);
  if (!file) return;
  closeSync(file.copy);
  closeSync(file.original);
}

function follow({ id, path, originalPath, originalSizeBytes }: Extract<ReadBackRequest, { kind: 'follow' }>): void {
  const original = openSync(systemPath(originalPath), 'r');
  try {
    followed.set(id, { copy: openSync(systemPath(path), 'r'), original, originalSizeBytes, position: 0 });
  } catch (cause) {
    closeSync(original);
    throw cause;
  }
}

function compare(request: Extract<ReadBackRequest, { kind: 'grown' | 'finish' }>): void {
  const file = followed.get(request.id);
  if (!file) throw new Error('the file is closed');
  compareUpTo(file, request.kind === 'grown' ? request.sizeBytes : file.originalSizeBytes);
  if (request.kind === 'finish') compareEnd(file, request.appended);
}

/** The last answer to a file; what is asked of it after that has been answered. */
function conclude(id: number, outcome: Omit<ReadBackReply, 'id'>): void {
  letGo(id);
  parentPort?.postMessage({ id, ...outcome } satisfies ReadBackReply);
}

parentPort?.on('message', (request: ReadBackRequest) => {
  try {
    if (request.kind === 'follow') follow(request);
    else if (request.kind !== 'close') compare(request);
    if (request.kind === 'finish' || request.kind === 'close') conclude(request.id, {});
  } catch (cause) {
    conclude(request.id, { failure: cause instanceof Error ? cause.message : String(cause) });
  }
});
