import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { AppError } from '../contract/index.ts';
import type { CoveredBytes, CoveredDigests } from '../pdf/index.ts';

/** Positions count from the file's first byte. */
export type ReadBackRequest =
  | { id: number; kind: 'follow'; path: string; covered: readonly CoveredBytes[] }
  | { id: number; kind: 'grown'; sizeBytes: number }
  | { id: number; kind: 'finish'; sizeBytes: number; covered: readonly CoveredBytes[] }
  | { id: number; kind: 'abandon' };

export type ReadBackReply = ({ id: number } & CoveredDigests) | { id: number; failure: string };

/** A file that is read back, in a thread of its own, while it is written: so that checking it costs hardly any time after. */
export interface ReadBack {
  /** The first `sizeBytes` are written. */
  grown(sizeBytes: number): void;
  /**
   * The whole file is written, of `sizeBytes`: SHA-256 of it and of what each of `covered` covers. A signature whose Contents stand in
   * what has grown before must have been named at the start. Throws SIGNATURE_SELF_CHECK_FAILED.
   */
  finish(sizeBytes: number, covered: readonly CoveredBytes[]): Promise<CoveredDigests>;
  /** Nothing more will come. */
  abandon(): void;
}

interface Waiting {
  resolve(digests: CoveredDigests): void;
  reject(error: Error): void;
}

let thread: Worker | null = null;
let lastId = 0;
let finishing = 0;
const waiting = new Map<number, Waiting>();

function workerEntry(): string {
  const here = fileURLToPath(import.meta.url);
  if (here.endsWith('.ts')) return join(dirname(here), 'read-back-worker.ts');
  const beside = join(dirname(here), 'read-back-worker.js');
  return existsSync(beside) ? beside : join(dirname(here), '..', 'read-back-worker.js');
}

const failed = (detail: string) => new AppError('SIGNATURE_SELF_CHECK_FAILED', { detail: 'read-back' }, { detail });

function settle(id: number, conclude: (caller: Waiting) => void): void {
  const caller = waiting.get(id);
  waiting.delete(id);
  if (caller) conclude(caller);
}

function start(): Worker {
  const worker = new Worker(workerEntry());
  const failAll = (detail: string) => {
    if (thread !== worker) return;
    thread = null;
    for (const id of [...waiting.keys()]) settle(id, ({ reject }) => reject(failed(detail)));
  };
  worker.on('message', (reply: ReadBackReply) => {
    settle(reply.id, ({ resolve, reject }) => {
      if ('failure' in reply) reject(failed(reply.failure));
      else resolve({ covered: reply.covered, whole: reply.whole });
    });
  });
  worker.on('error', (error) => failAll(error.message));
  worker.on('exit', (code) => failAll(`the thread ended with ${code}`));
  // A script that has nothing else to do ends without asking this thread.
  worker.unref();
  return worker;
}

/** Starts the thread, if it does not run yet, so that it is at work by the time there is something to read. */
export function prepareReadBack(): void {
  thread ??= start();
}

/** Begins to read `path` back. `covered` is what the signatures cover that are in it from the start. */
export function followFile(path: string, covered: readonly CoveredBytes[]): ReadBack {
  thread ??= start();
  const worker = thread;
  const id = ++lastId;
  const send = (request: ReadBackRequest) => worker.postMessage(request);
  // A failure may come before anybody asks for the result.
  const result = new Promise<CoveredDigests>((resolve, reject) => waiting.set(id, { resolve, reject }));
  result.catch(() => undefined);
  send({ id, kind: 'follow', path, covered });
  return {
    grown: (sizeBytes) => send({ id, kind: 'grown', sizeBytes }),
    async finish(sizeBytes, asked) {
      send({ id, kind: 'finish', sizeBytes, covered: asked });
      finishing += 1;
      worker.ref();
      try {
        return await result;
      } finally {
        finishing -= 1;
        if (finishing === 0) worker.unref();
      }
    },
    abandon() {
      waiting.delete(id);
      send({ id, kind: 'abandon' });
    },
  };
}
