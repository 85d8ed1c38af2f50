import { Worker } from 'node:worker_threads';
import { AppError } from '../contract/index.ts';
import type { FileSource } from '../pdf/index.ts';
import { compileCacheEnvironment, findProgram } from '../runtime/index.ts';

export type ReadBackRequest =
  | { id: number; kind: 'follow'; path: string; originalPath: string; originalSizeBytes: number }
  | { id: number; kind: 'grown'; sizeBytes: number }
  | { id: number; kind: 'finish'; appended: Uint8Array }
  | { id: number; kind: 'close' };

/**
 * Comes when both files are closed. Without a failure, the file is what it should be, or nobody wanted to know any
 * more.
 */
export interface ReadBackReply {
  id: number;
  failure?: string;
}

/**
 * A file that is read back, in a thread of its own, while it is written: so that checking it costs hardly any time
 * after. Byte by byte it must be its original, then what was appended.
 */
export interface ReadBack {
  /** The first `sizeBytes` of the original are written. */
  grown(sizeBytes: number): void;
  /**
   * The whole file is written.
   * @throws AppError SIGNATURE_SELF_CHECK_FAILED unless it is the original and `appended`, to the last byte
   */
  finish(appended: Uint8Array): Promise<void>;
  /** Nothing more will come. Resolves when the thread has closed both files. Never throws. */
  close(): Promise<void>;
}

interface Waiting {
  resolve(): void;
  reject(error: Error): void;
}

let thread: Worker | null = null;
let lastId = 0;
let attending = 0;
const waiting = new Map<number, Waiting>();

const failed = (detail: string) => new AppError('SIGNATURE_SELF_CHECK_FAILED', { detail: 'read-back' }, { detail });

function settle(id: number, conclude: (caller: Waiting) => void): void {
  const caller = waiting.get(id);
  waiting.delete(id);
  if (caller) conclude(caller);
}

const program = { source: 'read-back-worker.ts', built: 'read-back-worker.js' };

function start(): Worker {
  const worker = new Worker(findProgram(import.meta.url, program), {
    env: { ...process.env, ...compileCacheEnvironment() },
    // It compares bytes, and holds a few megabytes of them.
    resourceLimits: { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 64 },
  });
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
  const result = new Promise<void>((resolve, reject) => waiting.set(id, { resolve, reject }));
  // A failure may come before anybody asks for the result.
  const settled = result.catch(() => undefined);
  async function attend(outcome: Promise<void>): Promise<void> {
    attending += 1;
    worker.ref();
    await outcome.finally(() => {
      attending -= 1;
      if (attending === 0) worker.unref();
    });
  }
  send({ id, kind: 'follow', path, originalPath: original.path, originalSizeBytes: original.sizeBytes });
  return {
    grown: (sizeBytes) => send({ id, kind: 'grown', sizeBytes }),
    finish(appended) {
      send({ id, kind: 'finish', appended });
      return attend(result);
    },
    async close() {
      if (!waiting.has(id)) return;
      send({ id, kind: 'close' });
      await attend(settled);
    },
  };
}
