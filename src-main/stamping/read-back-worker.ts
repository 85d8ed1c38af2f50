import { parentPort } from 'node:worker_threads';
import { type ComparedCopy, closeCopy, compareUpTo, compareWhole, openCopy } from '../files/index.ts';
import type { ReadBackReply, ReadBackRequest } from './read-back.ts';

/** Copies that are compared with their originals while they are still being written. */
const followed = new Map<number, ComparedCopy>();

function letGo(id: number): void {
  const file = followed.get(id);
  followed.delete(id);
  if (file) closeCopy(file);
}

function compare(request: Extract<ReadBackRequest, { kind: 'grown' | 'finish' }>): void {
  const file = followed.get(request.id);
  if (!file) throw new Error('the file is closed');
  if (request.kind === 'grown') compareUpTo(file, request.sizeBytes);
  else compareWhole(file, request.appended);
}

/** The last answer to a file; what is asked of it after that has been answered. */
function conclude(id: number, outcome: Omit<ReadBackReply, 'id'>): void {
  letGo(id);
  parentPort?.postMessage({ id, ...outcome } satisfies ReadBackReply);
}

parentPort?.on('message', (request: ReadBackRequest) => {
  try {
    if (request.kind === 'follow') followed.set(request.id, openCopy(request));
    else if (request.kind !== 'close') compare(request);
    if (request.kind === 'finish' || request.kind === 'close') conclude(request.id, {});
  } catch (cause) {
    conclude(request.id, { failure: cause instanceof Error ? cause.message : String(cause) });
  }
});
