import { getDocument, PDFDataRangeTransport, PDFWorker } from 'pdfjs-dist';
import workerUrl from 'pdfjs-dist/build/pdf.worker.min.mjs?url';
import type { Bridge, OpenedDocument } from '../../src-main/contract/index.ts';
import { guardPages } from './page-guard.ts';
import type { PagePreview } from './page-source.ts';
import { pdfSource } from './pdf-source.ts';

/**
 * How much one read fetches. pdf.js looks up the last page at once, which in a flat tree touches the dictionary of every page:
 * a few large reads answer that sooner than hundreds of small ones, where each costs a round trip.
 */
const chunkBytes = 1 << 21;
/** The most that `documents.read` gives at once. */
const longestRead = 1 << 24;

/** Where pdf.js finds what it needs beside a document, and what it is not to do. */
function reading() {
  const base = new URL('pdfjs/', window.document.baseURI).href;
  return {
    enableXfa: false,
    cMapUrl: `${base}cmaps/`,
    cMapPacked: true,
    standardFontDataUrl: `${base}standard_fonts/`,
    wasmUrl: `${base}wasm/`,
    iccUrl: `${base}iccs/`,
    verbosity: 0,
  };
}

/** Feeds pdf.js from the core, only what it asks for. */
class CoreTransport extends PDFDataRangeTransport {
  readonly #read: (begin: number, end: number) => Promise<Uint8Array>;
  readonly #failed: (error: unknown) => void;

  constructor(
    length: number,
    read: (begin: number, end: number) => Promise<Uint8Array>,
    failed: (error: unknown) => void,
  ) {
    super(length, null);
    this.#read = read;
    this.#failed = failed;
  }

  override requestDataRange(begin: number, end: number): void {
    this.#read(begin, end).then((chunk) => this.onDataRange(begin, chunk), this.#failed);
  }
}

/** For pdf.js to find its way through a document, the slowest disk included. */
const openLimitMs = 10_000;

/**
 * Opens a document of the core in pdf.js, reading it piece by piece.
 * Rejects with the core's error when it cannot be read, or with pdf.js's when it cannot be shown.
 * @param onStuck called when a page took too long: the worker has ended, and whoever opens the document anew sees the
 * others
 */
export async function openPdf(
  bridge: Bridge,
  document: OpenedDocument,
  password?: string,
  onStuck?: () => void,
): Promise<PagePreview> {
  const read = async (begin: number, end: number): Promise<Uint8Array> => {
    const call = (offsetBytes: number, lengthBytes: number) =>
      bridge.call('documents.read', { documentId: document.documentId, offsetBytes, lengthBytes });
    if (end - begin <= longestRead) return call(begin, end - begin);
    const whole = new Uint8Array(end - begin);
    for (let offset = begin; offset < end; offset += longestRead) {
      whole.set(await call(offset, Math.min(longestRead, end - offset)), offset - begin);
    }
    return whole;
  };
  const unreadable = Promise.withResolvers<never>();
  // pdf.js asks its worker to end; one that hangs does not hear it.
  const thread = new Worker(workerUrl, { type: 'module' });
  const task = getDocument({
    worker: PDFWorker.create({ port: thread }),
    range: new CoreTransport(document.sizeBytes, read, (error) => {
      unreadable.reject(error);
      close();
    }),
    rangeChunkSize: chunkBytes,
    disableAutoFetch: true,
    disableStream: true,
    password,
    ...reading(),
  });
  // Read errors after the opening show as pages that cannot be drawn.
  unreadable.promise.catch(() => undefined);
  const close = () => {
    thread.terminate();
    task.destroy().catch(() => undefined);
  };
  const tooSlow = setTimeout(() => {
    unreadable.reject(new Error('pdf.js takes too long'));
    close();
  }, openLimitMs);
  try {
    const pdf = await Promise.race([task.promise, unreadable.promise]);
    guardPages(pdf, {
      isDrawable: async (page) =>
        (await bridge.call('documents.page', { documentId: document.documentId, page })).drawable,
      documentId: document.documentId,
      stop() {
        close();
        onStuck?.();
      },
    });
    return { source: pdfSource(pdf), close };
  } catch (error) {
    close();
    throw error;
  } finally {
    clearTimeout(tooSlow);
  }
}

/** Opens a PDF that this program itself has just made. */
export async function openOwnPdf(content: Uint8Array): Promise<PagePreview> {
  const thread = new Worker(workerUrl, { type: 'module' });
  const task = getDocument({ worker: PDFWorker.create({ port: thread }), data: content, ...reading() });
  const close = () => {
    thread.terminate();
    task.destroy().catch(() => undefined);
  };
  try {
    return { source: pdfSource(await task.promise), close };
  } catch (error) {
    close();
    throw error;
  }
}
