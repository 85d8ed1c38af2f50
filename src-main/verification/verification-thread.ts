import { statSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import {
  AppError,
  type ErrorShape,
  type SealArtwork,
  type UnsignedSealPictures,
  type VerificationReport,
} from '../contract/index.ts';
import { pictureTimeMs, type RewrittenPdf } from '../pdf/index.ts';
import { findProgram } from '../runtime/index.ts';
import type { VerificationRequest } from './request.ts';
import type { SealPictureRequest } from './seal-pictures.ts';
import type { RegisteredPictureRequest } from './seals/find-registered-picture.ts';

/** A file to verify, as it crosses into the thread: what can be copied there. */
export type ThreadDocument = Omit<
  VerificationRequest,
  'source' | 'knownDigests' | 'signal' | 'onProgress' | 'onPictures'
>;

/** A file to look through for pictures of seals. */
export type ThreadSearch = Omit<SealPictureRequest, 'source'> & { readonly path: string };

/** A file that has the picture of a seal in a signature. */
export type ThreadRegistered = Omit<RegisteredPictureRequest, 'source'> & { readonly path: string };

/** What the thread is to do with a file. */
export type ThreadWork =
  | { readonly document: ThreadDocument }
  | { readonly search: ThreadSearch }
  | { readonly registered: ThreadRegistered }
  | { readonly repair: { readonly path: string } };

export type ThreadRequest = ThreadWork & { readonly id: number };

/** The file that it is about. */
export function pathOf(work: ThreadWork): string {
  if ('document' in work) return work.document.path;
  if ('repair' in work) return work.repair.path;
  return 'search' in work ? work.search.path : work.registered.path;
}

export type ThreadAnswer =
  | { readonly report: VerificationReport }
  | { readonly sealPictures: UnsignedSealPictures }
  | { readonly registeredPicture: SealArtwork | null }
  | { readonly rewritten: RewrittenPdf }
  | { readonly error: ErrorShape };

/**
 * The first one only says that the thread is up. `pictures` comes before so many pages are compared with how they looked, which takes
 * a time of its own. `heapBytes` is what the thread's heap holds after the file.
 */
export type ThreadReply =
  | 'ready'
  | { readonly id: number; readonly pictures: number }
  | (ThreadAnswer & { readonly id: number; readonly heapBytes: number });

type Answer = Exclude<ThreadAnswer, { readonly error: ErrorShape }>;

export interface ThreadLimits {
  /** For a file of a few megabytes. */
  readonly baseMs: number;
  /** What the disk may be that slow. */
  readonly bytesPerMs: number;
  /** However large the file is. */
  readonly longestMs: number;
  /** Of the thread's heap. */
  readonly heapMb: number;
  /** What a file may leave behind in the heap before another thread takes the next: names and references are kept for good. */
  readonly keptMb: number;
}

const usualLimits: ThreadLimits = { baseMs: 10_000, bytesPerMs: 20_000, longestMs: 60_000, heapMb: 400, keptMb: 150 };

/** Looks into files in a thread of its own, one after the other, so that no file can hold up or bring down the program. */
export interface VerificationThread {
  /**
   * Throws what `verifyDocument` throws, FILE_NOT_FOUND, FILE_UNREADABLE, CANCELLED, and VERIFICATION_LIMIT when the file takes more
   * time or memory than any honest one.
   */
  verify(document: ThreadDocument, signal?: AbortSignal): Promise<VerificationReport>;
  /** Throws what `findUnsignedSealPictures` throws, and the same beside it. */
  findSealPictures(search: ThreadSearch, signal?: AbortSignal): Promise<UnsignedSealPictures>;
  /** Throws what `findRegisteredPicture` throws, and the same beside it. */
  findRegisteredPicture(registered: ThreadRegistered): Promise<SealArtwork | null>;
  /** Throws what `rewriteWhole` throws, and the same beside it. */
  rewrite(path: string): Promise<RewrittenPdf>;
  close(): Promise<void>;
}

interface RunningThread {
  readonly worker: Worker;
  /** Its programs are loaded. Rejects when that fails. */
  readonly ready: Promise<unknown>;
}

function timeLimitMs(path: string, { baseMs, bytesPerMs, longestMs }: ThreadLimits): number {
  const sizeBytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  return Math.min(longestMs, baseMs + sizeBytes / bytesPerMs);
}

function endOf(error: unknown, { heapMb }: ThreadLimits): AppError {
  const isOutOfMemory = error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  if (isOutOfMemory) return new AppError('VERIFICATION_LIMIT', {}, { detail: `${heapMb} MB`, cause: error });
  return AppError.from(error);
}

/** @param limits those of a test; the usual ones are far above what honest files take */
export function createVerificationThread(limits: Partial<ThreadLimits> = {}): VerificationThread {
  const bounds = { ...usualLimits, ...limits };
  let running: RunningThread | null = null;
  let lastId = 0;
  let queue: Promise<unknown> = Promise.resolve();

  function start(): RunningThread {
    const worker = new Worker(findProgram(import.meta.url, 'verification-worker.ts', 'verification-worker.js'), {
      resourceLimits: { maxOldGenerationSizeMb: bounds.heapMb, maxYoungGenerationSizeMb: 6 },
      // What libraries have to remark on a hostile file is for nobody's terminal.
      stdout: true,
      stderr: true,
    });
    worker.stdout.resume();
    worker.stderr.resume();
    const ready = new Promise((resolve, reject) => {
      worker.once('message', resolve);
      // What ends the thread between two files only means that the next file starts another.
      worker.on('error', reject);
      worker.on('exit', (code) => {
        if (running?.worker === worker) running = null;
        reject(new Error(`the thread ended with ${code}`));
      });
    });
    ready.catch(() => undefined);
    return { worker, ready };
  }

  function end(worker: Worker): void {
    if (running?.worker === worker) running = null;
    worker.terminate().catch(() => undefined);
  }

  /** One file; the clock runs from when the thread can begin. */
  function examine(worker: Worker, work: ThreadWork, signal?: AbortSignal): Promise<Answer> {
    const id = ++lastId;
    let limitMs = timeLimitMs(pathOf(work), bounds);
    return new Promise((resolve, reject) => {
      const leave = () => {
        clearTimeout(timer);
        worker.off('message', onReply).off('error', onError).off('exit', onExit);
        signal?.removeEventListener('abort', onAbort);
      };
      const giveUp = (error: AppError) => {
        leave();
        end(worker);
        reject(error);
      };
      const onReply = (reply: ThreadReply) => {
        if (reply === 'ready' || reply.id !== id) return;
        if ('pictures' in reply) {
          clearTimeout(timer);
          limitMs += pictureTimeMs(reply.pictures);
          timer = setTimeout(onTimeout, limitMs - (performance.now() - started));
          return;
        }
        leave();
        if (reply.heapBytes > bounds.keptMb * 1e6) end(worker);
        if ('error' in reply) reject(AppError.fromShape(reply.error));
        else resolve(reply);
      };
      const onError = (error: unknown) => giveUp(endOf(error, bounds));
      const onExit = (code: number) => giveUp(endOf(new Error(`the thread ended with ${code}`), bounds));
      const onAbort = () => giveUp(new AppError('CANCELLED'));
      const onTimeout = () =>
        giveUp(new AppError('VERIFICATION_LIMIT', {}, { detail: `${Math.round(limitMs / 1000)} s` }));
      const started = performance.now();
      let timer = setTimeout(onTimeout, limitMs);
      worker.on('message', onReply).on('error', onError).on('exit', onExit);
      signal?.addEventListener('abort', onAbort);
      const request: ThreadRequest = { id, ...work };
      worker.postMessage(request);
    });
  }

  async function run(work: ThreadWork, signal?: AbortSignal): Promise<Answer> {
    if (signal?.aborted) throw new AppError('CANCELLED');
    running ??= start();
    const { worker, ready } = running;
    // Only a file at work keeps the program from ending.
    worker.ref();
    try {
      await ready.catch((error: unknown) => {
        end(worker);
        throw endOf(error, bounds);
      });
      if (signal?.aborted) throw new AppError('CANCELLED');
      return await examine(worker, work, signal);
    } finally {
      worker.unref();
    }
  }

  function take(work: ThreadWork, signal?: AbortSignal): Promise<Answer> {
    const turn = queue.then(() => run(work, signal));
    queue = turn.catch(() => undefined);
    return turn;
  }

  const wrongAnswer = () => AppError.from(new Error('the thread answered something else'));
  return {
    async verify(document, signal) {
      const answer = await take({ document }, signal);
      if ('report' in answer) return answer.report;
      throw wrongAnswer();
    },
    async findSealPictures(search, signal) {
      const answer = await take({ search }, signal);
      if ('sealPictures' in answer) return answer.sealPictures;
      throw wrongAnswer();
    },
    async findRegisteredPicture(registered) {
      const answer = await take({ registered });
      if ('registeredPicture' in answer) return answer.registeredPicture;
      throw wrongAnswer();
    },
    async rewrite(path) {
      const answer = await take({ repair: { path } });
      if ('rewritten' in answer) return answer.rewritten;
      throw wrongAnswer();
    },
    async close() {
      await running?.worker.terminate();
    },
  };
}
