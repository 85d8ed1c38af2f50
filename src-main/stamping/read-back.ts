import { Worker } from 'node:worker_threads';
import { AppError } from '../contract/index.ts';
import { type CopyPaths, closeCopy, compareWhole, type FileSource, openCopy } from '../files/index.ts';
import { compileCacheEnvironment, findProgram } from '../runtime/index.ts';

export type ReadBackRequest =
  | ({ id: number; kind: 'follow' } & CopyPaths)
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
 * A file that is read back: byte by byte it must be its original, then what was appended. A large one is read in a thread of its own
 * while it is written, so that checking it costs hardly any time after.
 */
export interface ReadBack {
  /** The first `sizeBytes` of what is kept of the original are written. */
  grown(sizeBytes: number): void;
  /**
   * The whole file is written.
   * @throws AppError SIGNATURE_SELF_CHECK_FAILED unless it is what is kept and `appended`, to the last byte
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

/** Up to this a file is read in less time than a thread is told of it. */
const smallBytes = 1 << 20;
const takesThread = (sizeBytes: number) => sizeBytes > smallBytes;

/** Starts the thread for a file that takes one, if it does not run yet, so that it is at work by the time there is something to read. */
export function prepareReadBack(sizeBytes: number): void {
  if (takesThread(sizeBytes)) thread ??= start();
}

/** Reads back once all is written. */
function readAtOnce(paths: CopyPaths): ReadBack {
  return {
    grown: () => undefined,
    async finish(appended) {
      try {
        const file = openCopy(paths);
        try {
          compareWhole(file, appended);
        } finally {
          closeCopy(file);
        }
      } catch (cause) {
        throw failed(cause instanceof Error ? cause.message : String(cause));
      }
    },
    close: async () => undefined,
  };
}

/** Begins to read `path` back, a copy in the making of what is kept of `original`. */
export function followCopy(path: string, original: FileSource, kept: CopyPaths['kept']): ReadBack {
  const paths: CopyPaths = { path, originalPath: original.path, kept };
  return takesThread(original.sizeBytes) ? readInThread(paths) : readAtOnce(paths);
}

function readInThread(paths: CopyPaths): ReadBack {
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
  send({ id, kind: 'follow', ...paths });
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
