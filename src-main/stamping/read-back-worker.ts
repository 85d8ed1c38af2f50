import { closeSync, openSync, readSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
// Not through the rooms' doors: this thread starts fast and stays small, without the PDF and certificate libraries.
import { ByteRangeDigester } from '../pdf/byte-range-digester.ts';
import { createDigest } from '../signature/digest.ts';
import type { ReadBackReply, ReadBackRequest } from './read-back.ts';

/** A file being read back while it is still being written. */
interface Followed {
  descriptor: number;
  digester: ByteRangeDigester;
  position: number;
}

const chunk = Buffer.allocUnsafeSlow(1 << 20);
const followed = new Map<number, Followed>();

function readUpTo(file: Followed, sizeBytes: number): void {
  while (file.position < sizeBytes) {
    const count = readSync(file.descriptor, chunk, 0, Math.min(chunk.length, sizeBytes - file.position), file.position);
    if (count === 0) throw new Error(`the file ends at byte ${file.position}`);
    file.digester.update(chunk.subarray(0, count));
    file.position += count;
  }
}

function letGo(id: number): void {
  const file = followed.get(id);
  followed.delete(id);
  if (file) closeSync(file.descriptor);
}

function answer(request: ReadBackRequest): ReadBackReply | null {
  const { id, kind } = request;
  if (kind === 'follow') {
    const digester = new ByteRangeDigester(createDigest('sha256'), request.covered);
    followed.set(id, { descriptor: openSync(request.path, 'r'), digester, position: 0 });
    return null;
  }
  const file = followed.get(id);
  if (!file) return null;
  if (kind === 'abandon') {
    letGo(id);
    return null;
  }
  if (kind === 'grown') {
    readUpTo(file, request.sizeBytes);
    return null;
  }
  for (const range of request.covered)
    if (!file.digester.add(range)) throw new Error('a signature stands where none was expected');
  readUpTo(file, request.sizeBytes);
  const digests = file.digester.digests(request.covered);
  if (!digests) throw new Error('a signature covers more than the file holds');
  return { id, ...digests };
}

parentPort?.on('message', (request: ReadBackRequest) => {
  try {
    const reply = answer(request);
    if (reply) parentPort?.postMessage(reply);
  } catch (cause) {
    letGo(request.id);
    const reply: ReadBackReply = { id: request.id, failure: cause instanceof Error ? cause.message : String(cause) };
    parentPort?.postMessage(reply);
  }
});
