import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { AppError } from '../contract/index.ts';
import type { FileSource } from '../pdf/index.ts';

export type ReadBackRequest =
  | { id: number; kind: 'follow'; path: string; originalPath: string; originalSizeBytes: number }
  | { id: number; kind: 'grown'; sizeBytes: number }
  | { id: number; kind: 'finish'; appended: Uint8Array }
  | { id: number; kind: 'abandon' };

/** Without a failure, the file is what it should be. */
export interface ReadBackReply {
  id: number;
  failure?: string;
}

/**
 * A file that is read back, in a thread of its own, while it is written: so that checking it costs hardly any time after. Byte by byte
 * it must be its original, then what was appended.
 */
export interface ReadBack {
  /** The first `sizeBytes` of the original are written. */
  grown(sizeBytes: number): void;
  /** The whole file is written. Throws SIGNATURE_SELF_CHECK_FAILED unless it is the original and `appended`, to the last byte. */
  finish(appended: Uint8Array): Promise<void>;
  /** Nothing more will come. */
  abandon(): void;
}

interface Waiting {
  resolve(): void;
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
      if (reply.failure === undefined) resolve();
      else reject(failed(reply.failure));
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

/** Begins to read `path` back, a copy of `original` in the making. */
export function followCopy(path: string, original: FileSource): ReadBack {
  thread ??= start();
  const worker = thread;
  const id = ++lastId;
  const send = (request: ReadBackRequest) => worker.postMessage(request);
  // A failure may come before anybody asks for the result.
  const result = new Promise<void>((resolve, reject) => waiting.set(id, { resolve, reject }));
  result.catch(() => undefined);
  send({ id, kind: 'follow', path, originalPath: original.path, originalSizeBytes: original.sizeBytes });
  return {
    grown: (sizeBytes) => send({ id, kind: 'grown', sizeBytes }),
    async finish(appended) {
      send({ id, kind: 'finish', appended });
      finishing += 1;
      worker.ref();
      try {
        await result;
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
