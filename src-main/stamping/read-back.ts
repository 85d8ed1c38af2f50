import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { AppError } from '../contract/index.ts';
import type { CoveredBytes } from '../pdf/index.ts';

/** SHA-256 of what each signature covers, in the order asked for, and of the whole file. */
export interface ReadBackDigests {
  covered: Uint8Array[];
  whole: Uint8Array;
}

export type ReadBackRequest =
  | { id: number; kind: 'follow'; path: string; covered: readonly CoveredBytes[] }
  | { id: number; kind: 'grown'; sizeBytes: number }
  | { id: number; kind: 'finish'; sizeBytes: number; added: readonly CoveredBytes[] }
  | { id: number; kind: 'abandon' };

export type ReadBackReply = { id: number; covered: Uint8Array[]; whole: Uint8Array } | { id: number; failure: string };

/** A file that is read back, in a thread of its own, while it is written: so that checking it costs hardly any time after. */
export interface ReadBack {
  /** The first `sizeBytes` are written. */
  grown(sizeBytes: number): void;
  /** The whole file is written; `covered` are all its signatures', those given at the start first. */
  finish(sizeBytes: number, covered: readonly CoveredBytes[]): Promise<ReadBackDigests>;
  /** Nothing more will come. */
  abandon(): void;
}

interface Waiting {
  resolve(digests: ReadBackDigests): void;
  reject(error: Error): void;
}

let thread: Worker | null = null;
let lastId = 0;
const waiting = new Map<number, Waiting>();

function workerEntry(): string {
  const here = fileURLToPath(import.meta.url);
  if (here.endsWith('.ts')) return join(dirname(here), 'read-back-worker.ts');
  const beside = join(dirname(here), 'read-back-worker.js');
  return existsSync(beside) ? beside : join(dirname(here), '..', 'read-back-worker.js');
}

function failAll(detail: string): void {
  thread = null;
  const error = new AppError('SIGNATURE_SELF_CHECK_FAILED', { detail: 'read-back' }, { detail });
  for (const { reject } of waiting.values()) reject(error);
  waiting.clear();
}

function start(): Worker {
  const worker = new Worker(workerEntry());
  worker.on('message', (reply: ReadBackReply) => {
    const caller = waiting.get(reply.id);
    waiting.delete(reply.id);
    if ('failure' in reply) {
      caller?.reject(new AppError('SIGNATURE_SELF_CHECK_FAILED', { detail: 'read-back' }, { detail: reply.failure }));
    } else caller?.resolve({ covered: reply.covered, whole: reply.whole });
  });
  worker.on('error', (error) => failAll(error.message));
  worker.on('exit', (code) => {
    if (thread === worker) failAll(`the read-back thread ended with ${code}`);
  });
  // A script that has nothing else to do ends without asking this thread.
  worker.unref();
  return worker;
}

/** Begins to read `path` back. `covered` is what the signatures cover that are in it from the start. */
export function followFile(path: string, covered: readonly CoveredBytes[]): ReadBack {
  thread ??= start();
  const worker = thread;
  const id = ++lastId;
  const send = (request: ReadBackRequest) => worker.postMessage(request);
  // A failure may come before anybody asks for the result.
  const result = new Promise<ReadBackDigests>((resolve, reject) => waiting.set(id, { resolve, reject }));
  result.catch(() => undefined);
  send({ id, kind: 'follow', path, covered });
  return {
    grown: (sizeBytes) => send({ id, kind: 'grown', sizeBytes }),
    finish(sizeBytes, all) {
      send({ id, kind: 'finish', sizeBytes, added: all.slice(covered.length) });
      worker.ref();
      return result.finally(() => worker.unref());
    },
    abandon() {
      waiting.delete(id);
      send({ id, kind: 'abandon' });
    },
  };
}
