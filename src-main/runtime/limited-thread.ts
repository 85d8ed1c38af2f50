import { Worker } from 'node:worker_threads';
import { digestsForThread } from './beside-archive.ts';
import { compileCacheEnvironment } from './compile-cache.ts';

/** What a thread may take. */
export interface ThreadBounds {
  /** Of the young generation: more of it spares the thread collections, and costs memory. */
  readonly youngMb: number;
  /** Of the thread's heap. */
  readonly heapMb: number;
  /** What the program may grow by while the thread is at work: what streams inflate to lies outside the heap. */
  readonly growthMb: number;
  /**
   * What a piece of work may leave behind in the heap before another thread takes the next: names and references are
   * kept for good.
   */
  readonly keptMb: number;
}

/** Why a thread was ended before it had answered; `detail` is for support. */
export class ThreadStopped extends Error {
  readonly reason: 'time' | 'memory' | 'cancelled' | 'ended';
  readonly detail: string;

  constructor(reason: ThreadStopped['reason'], detail: string, cause?: unknown) {
    super(`${reason}: ${detail}`, { cause });
    this.reason = reason;
    this.detail = detail;
  }
}

export type ThreadRequest<Work> = { readonly id: number; readonly work: Work };

/**
 * The first one only says that the thread is up. `moreMs` asks for time beside the limit, for what has limits of its
 * own. `heapBytes` is what the thread's heap holds after the work.
 */
export type ThreadReply<Answer> =
  | 'ready'
  | { readonly id: number; readonly moreMs: number }
  | { readonly id: number; readonly fraction: number }
  | { readonly id: number; readonly answer: Answer; readonly heapBytes: number };

export interface Turn {
  readonly limitMs: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((fraction: number) => void) | undefined;
}

/** A thread that does one piece of work after the other, and none longer or with more memory than it may. */
export interface LimitedThread<Work, Answer> {
  /** Starts the thread, if it does not run yet, so that it is up by the time there is work. Never throws: who brings work hears why not. */
  prepare(): void;
  /**
   * The clock runs from when the thread can begin.
   * @throws ThreadStopped
   */
  take(work: Work, turn: Turn): Promise<Answer>;
  close(): Promise<void>;
}

/** A piece of work that waits for its answer. */
interface Job<Work, Answer> {
  readonly id: number;
  readonly work: Work;
  readonly turn: Turn;
  resolve(answer: Answer): void;
  reject(error: unknown): void;
  /** The thread that it was sent to. */
  postedTo: Worker | null;
}

interface Running {
  readonly worker: Worker;
  /** Its programs are loaded. Rejects when that fails. */
  readonly ready: Promise<unknown>;
}

const watchIntervalMs = 50;
let measured = { atMs: Number.NEGATIVE_INFINITY, bytes: 0 };

/** What the program holds, as of the last moments: asking the system takes as long as a small piece of work. */
function heldBytes(): number {
  const now = performance.now();
  if (now - measured.atMs >= watchIntervalMs / 2) measured = { atMs: now, bytes: process.memoryUsage.rss() };
  return measured.bytes;
}

/**
 * @param findProgram gives the file that the thread runs, each time that one is started; it calls `answerInThread`
 */
export function createLimitedThread<Work, Answer>(
  findProgram: () => string,
  bounds: ThreadBounds,
): LimitedThread<Work, Answer> {
  let running: Running | null = null;
  let lastId = 0;
  const waiting: Job<Work, Answer>[] = [];
  let isAtWork = false;
  /** The thread that has said that it is up. */
  let upWorker: Worker | null = null;
  const isReady = (worker: Worker) => upWorker === worker;

  function start(): Running {
    const worker = new Worker(findProgram(), {
      workerData: digestsForThread(import.meta.url),
      env: { ...process.env, ...compileCacheEnvironment() },
      resourceLimits: { maxOldGenerationSizeMb: bounds.heapMb, maxYoungGenerationSizeMb: bounds.youngMb },
      // What libraries have to remark on a hostile file is for nobody's terminal. Nor is it read: who reads it keeps the
      // program from ending.
      stdout: true,
      stderr: true,
    });
    const ready = new Promise<void>((resolve, reject) => {
      worker.once('message', () => {
        upWorker = worker;
        resolve();
      });
      // What ends the thread between two pieces of work only means that the next starts another.
      worker.on('error', reject);
      worker.on('exit', (code) => {
        if (running?.worker === worker) running = null;
        reject(new ThreadStopped('ended', `the thread ended with ${code}`));
      });
    });
    ready.catch(() => undefined);
    // Only work in hand keeps the program from ending.
    worker.unref();
    return { worker, ready };
  }

  function end(worker: Worker): void {
    if (running?.worker === worker) running = null;
    worker.terminate().catch(() => undefined);
  }

  function stopOf(error: unknown): ThreadStopped {
    if (error instanceof ThreadStopped) return error;
    const isOutOfMemory = error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
    if (isOutOfMemory) return new ThreadStopped('memory', `${bounds.heapMb} MB`, error);
    return new ThreadStopped(
      'ended',
      error instanceof Error ? `${error.name}: ${error.message}` : String(error),
      error,
    );
  }

  function post(worker: Worker, job: Job<Work, Answer>): void {
    job.postedTo = worker;
    worker.postMessage({ id: job.id, work: job.work } satisfies ThreadRequest<Work>);
  }

  /** Sends the piece of work that comes next before it is its turn, so that the thread need not wait for the program to be told. */
  function postAhead(worker: Worker): void {
    const [next] = waiting;
    if (next && next.postedTo !== worker && !next.turn.signal?.aborted) post(worker, next);
  }

  /** The clock runs from here on. Calls `over` at once when the answer is there: the one to the next piece of work may follow it. */
  function attend(worker: Worker, job: Job<Work, Answer>, over: () => void): void {
    const { id, turn, resolve, reject } = job;
    const { limitMs, signal, onProgress } = turn;
    const started = performance.now();
    let baseBytes = heldBytes();
    let allowedMs = limitMs;
    const leave = () => {
      clearTimeout(timer);
      clearInterval(watch);
      worker.off('message', onReply).off('error', onError).off('exit', onExit);
      signal?.removeEventListener('abort', onAbort);
      over();
    };
    const giveUp = (stopped: ThreadStopped) => {
      end(worker);
      reject(stopped);
      leave();
    };
    const onReply = (reply: ThreadReply<Answer>) => {
      if (reply === 'ready' || reply.id !== id) return;
      if ('fraction' in reply) {
        onProgress?.(reply.fraction);
      } else if ('moreMs' in reply) {
        clearTimeout(timer);
        // What takes its own time watches its own memory.
        clearInterval(watch);
        allowedMs += reply.moreMs;
        timer = setTimeout(onTimeout, allowedMs - (performance.now() - started));
      } else {
        if (reply.heapBytes > bounds.keptMb * 1e6) end(worker);
        resolve(reply.answer);
        leave();
      }
    };
    const onError = (error: unknown) => giveUp(stopOf(error));
    const onExit = (code: number) => giveUp(new ThreadStopped('ended', `the thread ended with ${code}`));
    const onAbort = () => giveUp(new ThreadStopped('cancelled', ''));
    const onTimeout = () => giveUp(new ThreadStopped('time', `${Math.round(allowedMs / 1000)} s`));
    const onWatch = () => {
      const bytes = heldBytes();
      // What the work before took may be given back only now.
      baseBytes = Math.min(baseBytes, bytes);
      const grownMb = (bytes - baseBytes) / 1e6;
      if (grownMb > bounds.growthMb) giveUp(new ThreadStopped('memory', `${Math.round(grownMb)} MB`));
    };
    let timer = setTimeout(onTimeout, allowedMs);
    const watch = setInterval(onWatch, watchIntervalMs);
    worker.on('message', onReply).on('error', onError).on('exit', onExit);
    signal?.addEventListener('abort', onAbort);
    if (job.postedTo !== worker) post(worker, job);
  }

  /** Turns to the next piece of work, if there is one and nothing is at work. */
  function goOn(): void {
    if (isAtWork) return;
    const job = waiting.shift();
    if (!job) return;
    if (job.turn.signal?.aborted) {
      // The thread may have begun what nobody wants any more.
      if (job.postedTo !== null && job.postedTo === running?.worker) end(job.postedTo);
      job.reject(new ThreadStopped('cancelled', ''));
      goOn();
      return;
    }
    isAtWork = true;
    try {
      running ??= start();
    } catch (cause) {
      isAtWork = false;
      job.reject(cause);
      goOn();
      return;
    }
    const { worker, ready } = running;
    worker.ref();
    const over = () => {
      worker.unref();
      isAtWork = false;
      goOn();
    };
    const begin = () => {
      attend(worker, job, over);
      postAhead(worker);
    };
    // At once: nothing else may be sent before it, and what was sent ahead may be answered in this very moment.
    if (isReady(worker)) begin();
    else
      ready
        .then(() => (job.turn.signal?.aborted ? cancel(job, over) : begin()))
        .catch((error: unknown) => {
          end(worker);
          job.reject(stopOf(error));
          over();
        });
  }

  function cancel({ reject }: Job<Work, Answer>, over: () => void): void {
    reject(new ThreadStopped('cancelled', ''));
    over();
  }

  return {
    prepare() {
      try {
        running ??= start();
      } catch {
        // The work tries again.
      }
    },
    take(work, turn) {
      return new Promise((resolve, reject) => {
        lastId += 1;
        waiting.push({ id: lastId, work, turn, resolve, reject, postedTo: null });
        if (isAtWork && running && waiting.length === 1 && isReady(running.worker)) postAhead(running.worker);
        goOn();
      });
    },
    async close() {
      await running?.worker.terminate();
    },
  };
}
