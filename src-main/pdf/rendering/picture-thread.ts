import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { ByteSource } from '../../files/index.ts';
import { createDeferred, findProgram, programFolder } from '../../runtime/index.ts';
import type { TextRun } from '../text/text-run.ts';
import type { PictureReply, PictureRequest } from './picture-messages.ts';
import type { Raster } from './raster.ts';

/** What an honest page takes of the processor at the most; and of time, on a machine that is busy with other things. */
const processorLimitMs = 5_000;
const drawLimitMs = 15_000;
/** For the thread to load what it draws with. */
const startLimitMs = 30_000;
/** Of the thread's heap. */
const heapMb = 256;
/** What the program may grow by while a page is drawn. Data of streams and pictures lie outside the heap. */
const growthLimitBytes = 320e6;
const watchIntervalMs = 50;
const ticksPerAsking = 5;
/** A file up to this is handed over whole: pdf.js begins anew with a table of which a part is missing, again and again. */
const wholeFileBytes = 8 << 20;
const copyBytes = 1 << 18;
/** What is asked for of one file: more is none that pages are drawn from, but a file that is searched for lost objects. */
const readLimitBytes = 160e6;
/** Then it goes away, and its memory with it. */
const idleMs = 20_000;

/** A document that pages are drawn of, for as long as its source is open. */
export interface PictureDocument {
  /** Throws when the page cannot be drawn, in the time and memory that there is. */
  draw(page: number, dpi: number, without?: readonly number[]): Promise<Raster>;
  /** What is written on a page. Throws when it cannot be read, in the time and memory that there is. */
  text(page: number): Promise<readonly TextRun[]>;
  close(): void;
}

/** Raised when the thread was ended; nothing more can be drawn of what was open. */
export class PicturesStopped extends Error {}

type Answer = Extract<PictureReply, { kind: 'drawn' | 'text' }>;
type Asked = Extract<PictureRequest, { kind: 'draw' | 'text' }>;

interface Waiting {
  resolve(answer: Answer): void;
  reject(error: Error): void;
}

/** What pdf.js reads at run time; built, it is the window's. */
function resourcesFolder(): string {
  if (import.meta.url.endsWith('.ts'))
    return join(dirname(fileURLToPath(import.meta.resolve('pdfjs-dist/package.json'))));
  return join(programFolder(import.meta.url), '..', 'renderer', 'pdfjs');
}

/** All bytes of a source, in memory that is nobody else's. */
function copyOf(source: ByteSource): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(source.sizeBytes);
  for (let at = 0; at < whole.length; ) {
    const rest = whole.subarray(at, at + copyBytes);
    const part = source.read(at, rest.length, rest);
    if (part.length === 0) throw new Error('the file has become shorter');
    if (part.buffer !== rest.buffer) whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const program = {
  source: 'picture-worker.ts',
  built: 'picture-worker.js',
  reads: ['dist/renderer/pdfjs/', 'node_modules/@napi-rs/'],
};

/** The thread that draws pages, with everything that was asked of it. */
class PictureThread {
  readonly #worker: Worker;
  readonly #sources = new Map<number, { source: ByteSource; readBytes: number }>();
  readonly #waiting = new Map<number, Waiting>();
  readonly #ready = createDeferred();
  /** When all that was asked for so far is answered: pages are drawn one after the other. */
  #lastAnswered: Promise<void> = Promise.resolve();
  #lastId = 0;
  #isOver = false;
  #idle: NodeJS.Timeout | null = null;

  constructor() {
    this.#worker = new Worker(findProgram(import.meta.url, program), {
      // pdf.js draws the outlines of fonts that are in the document or its own. To list those of the system takes the canvas longer than a page.
      env: { ...process.env, DISABLE_SYSTEM_FONTS_LOAD: '1' },
      resourceLimits: { maxOldGenerationSizeMb: heapMb, maxYoungGenerationSizeMb: 6 },
      // What pdf.js has to remark on a hostile file is for nobody's terminal. Nor is it read: who reads it keeps the program from ending.
      stdout: true,
      stderr: true,
    });
    this.#ready.promise.catch(() => undefined);
    this.#worker.on('message', (reply: PictureReply) => this.#take(reply));
    this.#worker.on('error', (error) => this.stop(error.message));
    this.#worker.on('exit', (code) => this.stop(`the thread ended with ${code}`));
    this.#rest();
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  open(source: ByteSource, password: string | undefined): PictureDocument {
    this.#lastId += 1;
    const document = this.#lastId;
    this.#sources.set(document, { source, readBytes: 0 });
    const { sizeBytes } = source;
    const whole = sizeBytes <= wholeFileBytes ? copyOf(source) : null;
    const request = { kind: 'open', document, sizeBytes, whole, password, resources: resourcesFolder() } as const;
    this.#send(request, whole ? [whole.buffer] : []);
    this.#rest();
    return {
      draw: async (page, dpi, without = []) => {
        const answer = await this.#ask({ kind: 'draw', id: this.#nextId(), document, page, dpi, without });
        if (answer.kind !== 'drawn') throw new Error('a picture was asked for');
        return answer.raster;
      },
      text: async (page) => {
        const answer = await this.#ask({ kind: 'text', id: this.#nextId(), document, page });
        if (answer.kind !== 'text') throw new Error('text was asked for');
        return answer.runs;
      },
      close: () => {
        if (!this.#sources.delete(document)) return;
        this.#send({ kind: 'close', document });
        this.#rest();
      },
    };
  }

  /** Ends now, rather than after a while, where nothing is open. */
  endIfIdle(): void {
    if (this.#sources.size === 0 && this.#waiting.size === 0) this.stop('nothing to draw');
  }

  stop(why: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (this.#idle) clearTimeout(this.#idle);
    this.#sources.clear();
    this.#ready.reject(new PicturesStopped(why));
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting) reject(new PicturesStopped(why));
    this.#worker.terminate().catch(() => undefined);
  }

  #nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  async #ask(request: Asked): Promise<Answer> {
    if (this.#isOver) throw new PicturesStopped('the thread has ended');
    const { id } = request;
    const answered = new Promise<Answer>((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
    const before = this.#lastAnswered;
    this.#lastAnswered = answered.then(
      () => undefined,
      () => undefined,
    );
    this.#rest();
    const stopWatching = this.#watch(request.page, before);
    try {
      this.#send(request);
      return await answered;
    } finally {
      stopWatching();
      this.#waiting.delete(id);
      this.#rest();
    }
  }

  /** Ends the thread when what it draws takes more than an honest page, once it has done what was asked `before`. Gives what ends the watch. */
  #watch(page: number, before: Promise<void>): () => void {
    const stop = (what: string) => this.stop(`page ${page} takes too much ${what}`);
    let isDrawing = false;
    let isOver = false;
    let ticks = 0;
    // The rest of the program may have grown since the thread began.
    let baseBytes = process.memoryUsage.rss();
    let timer = setTimeout(() => this.stop('the thread does not start'), startLimitMs);
    let usedBefore = 0;
    const processorMs = async () => {
      const { user, system } = await this.#worker.cpuUsage();
      return (user + system) / 1_000;
    };
    const watch = setInterval(() => {
      const bytes = process.memoryUsage.rss();
      // What was drawn before may be given back only now.
      baseBytes = Math.min(baseBytes, bytes);
      if (bytes - baseBytes > growthLimitBytes) stop('memory');
      ticks += 1;
      if (!isDrawing || ticks % ticksPerAsking !== 0) return;
      // A thread that is gone, or is deep in what cannot be interrupted, does not say.
      processorMs().then(
        (used) => used - usedBefore > processorLimitMs && stop('of the processor'),
        () => undefined,
      );
    }, watchIntervalMs);
    const begin = async () => {
      await this.#ready.promise;
      clearTimeout(timer);
      await before;
      if (isOver) return;
      timer = setTimeout(() => stop('time'), drawLimitMs);
      usedBefore = await processorMs();
      isDrawing = true;
    };
    begin().catch(() => undefined);
    return () => {
      isOver = true;
      clearTimeout(timer);
      clearInterval(watch);
    };
  }

  #send(request: PictureRequest, transfer: ArrayBuffer[] = []): void {
    if (!this.#isOver) this.#worker.postMessage(request, transfer);
  }

  #take(reply: PictureReply): void {
    if (reply.kind === 'ready') this.#ready.resolve();
    else if (reply.kind === 'need') this.#hand(reply);
    else if (reply.kind === 'drawn' || reply.kind === 'text') this.#waiting.get(reply.id)?.resolve(reply);
    else if (reply.kind === 'failed') this.#waiting.get(reply.id)?.reject(new Error(reply.detail));
  }

  #hand({ document, begin, end }: Extract<PictureReply, { kind: 'need' }>): void {
    const opened = this.#sources.get(document);
    if (!opened) return;
    opened.readBytes += end - begin;
    if (opened.readBytes > readLimitBytes) {
      this.stop('more of the file is asked for than pages are drawn from');
      return;
    }
    try {
      const bytes = new Uint8Array(opened.source.read(begin, end - begin));
      this.#send({ kind: 'bytes', document, begin, bytes }, [bytes.buffer]);
    } catch (thrown) {
      this.stop(String(thrown));
    }
  }

  /** Only while something is drawn does the thread keep the program from ending; with nothing open it goes after a while. */
  #rest(): void {
    if (this.#isOver) return;
    if (this.#waiting.size > 0) this.#worker.ref();
    else this.#worker.unref();
    if (this.#idle) clearTimeout(this.#idle);
    this.#idle = null;
    if (this.#sources.size > 0) return;
    this.#idle = setTimeout(() => this.stop('nothing to draw'), idleMs);
    this.#idle.unref();
  }
}

let running: PictureThread | null = null;

function thread(): PictureThread {
  if (running === null || running.isOver) running = new PictureThread();
  return running;
}

/** Starts the thread, if it does not run, so that it is ready by the time there is something to draw. */
export function preparePictures(): void {
  thread();
}

/** Gives back the memory of the thread, if it runs and nothing is open: nobody is about to draw. */
export function endPictures(): void {
  running?.endIfIdle();
}

/** Opens a document to draw its pages. Nothing is read before the first is drawn. */
export function openForPictures(source: ByteSource, password?: string): PictureDocument {
  return thread().open(source, password);
}
