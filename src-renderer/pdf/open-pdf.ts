import { GlobalWorkerOptions, getDocument, PDFDataRangeTransport, type PDFDocumentProxy } from 'pdfjs-dist';
import workerUrl from 'pdfjs-dist/build/pdf.worker.min.mjs?url';
import type { Bridge, OpenedDocument } from '../../src-main/contract/index.ts';

GlobalWorkerOptions.workerSrc = workerUrl;

/**
 * How much one read fetches. pdf.js looks up the last page at once, which in a flat tree touches the dictionary of every page:
 * a few large reads answer that sooner than hundreds of small ones, where each costs a round trip.
 */
const chunkBytes = 1 << 21;
/** The most that `documents.read` gives at once. */
const longestRead = 1 << 24;

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

/** An open preview. `close` ends its worker and drops what it holds. */
export interface PdfPreview {
  pdf: PDFDocumentProxy;
  close(): void;
}

/**
 * Opens a document of the core in pdf.js, reading it piece by piece.
 * Rejects with the core's error when it cannot be read, or with pdf.js's when it cannot be shown.
 */
export async function openPdf(bridge: Bridge, document: OpenedDocument, password?: string): Promise<PdfPreview> {
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
  const base = new URL('pdfjs/', window.document.baseURI).href;
  const unreadable = Promise.withResolvers<never>();
  const task = getDocument({
    range: new CoreTransport(document.sizeBytes, read, (error) => {
      unreadable.reject(error);
      task.destroy();
    }),
    rangeChunkSize: chunkBytes,
    disableAutoFetch: true,
    disableStream: true,
    password,
    enableXfa: false,
    cMapUrl: `${base}cmaps/`,
    cMapPacked: true,
    standardFontDataUrl: `${base}standard_fonts/`,
    wasmUrl: `${base}wasm/`,
    iccUrl: `${base}iccs/`,
    verbosity: 0,
  });
  // Read errors after the opening show as pages that cannot be drawn.
  unreadable.promise.catch(() => undefined);
  const pdf = await Promise.race([task.promise, unreadable.promise]);
  return { pdf, close: () => void task.destroy() };
}
