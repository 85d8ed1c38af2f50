import { closeSync, openSync, readSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
// Not through the rooms' doors: this thread is to stay small, without the PDF and certificate libraries.
import { ByteRangeDigester } from '../pdf/byte-range-digests.ts';
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

function answer(request: ReadBackRequest): ReadBackReply | null {
  if (request.kind === 'follow') {
    const digester = new ByteRangeDigester(createDigest('sha256'), request.covered);
    followed.set(request.id, { descriptor: openSync(request.path, 'r'), digester, position: 0 });
    return null;
  }
  const file = followed.get(request.id);
  if (!file) return null;
  if (request.kind === 'grown') {
    readUpTo(file, request.sizeBytes);
    return null;
  }
  followed.delete(request.id);
  try {
    if (request.kind === 'abandon') return null;
    for (const range of request.added)
      if (!file.digester.add(range)) throw new Error('a signature stands where it cannot');
    readUpTo(file, request.sizeBytes);
    return { id: request.id, ...file.digester.finish() };
  } finally {
    closeSync(file.descriptor);
  }
}

parentPort?.on('message', (request: ReadBackRequest) => {
  try {
    const reply = answer(request);
    if (reply) parentPort?.postMessage(reply);
  } catch (cause) {
    const reply: ReadBackReply = { id: request.id, failure: cause instanceof Error ? cause.message : String(cause) };
    parentPort?.postMessage(reply);
  }
});
