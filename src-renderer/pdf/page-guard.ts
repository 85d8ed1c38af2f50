import type { PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist';

/** Raised for a page that takes more time or memory than an honest one. */
export class UnsafePage extends Error {}

/** What an honest page takes at the most, from when nothing else is being drawn. */
const pageLimitMs = 10_000;

interface Guarded {
  readonly documentId: string;
  /** Whether the core, which weighs the page where it can do no harm, lets it be drawn. */
  isDrawable(page: number): Promise<boolean>;
  /** Ends pdf.js's worker. */
  stop(): void;
}

/** Pages that hung, by their documents: they are not tried again when the worker is started anew. */
const hanging = new Map<string, Set<number>>();

/** The pages of one document in view, and those that are being worked on. */
class PageGuard {
  readonly #document: Guarded;
  readonly #drawable = new Map<number, Promise<boolean>>();
  readonly #atWork = new Map<symbol, { page: number; fail(error: Error): void }>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(document: Guarded) {
    this.#document = document;
  }

  async assertDrawable(page: number): Promise<void> {
    if (hanging.get(this.#document.documentId)?.has(page)) throw new UnsafePage();
    const known = this.#drawable.get(page) ?? this.#document.isDrawable(page);
    this.#drawable.set(page, known);
    // What the core cannot weigh is not drawn either.
    if (!(await known.catch(() => false))) throw new UnsafePage();
  }

  async watch<T>(page: number, work: Promise<T>): Promise<T> {
    const key = Symbol();
    const stopped = Promise.withResolvers<never>();
    stopped.promise.catch(() => undefined);
    this.#atWork.set(key, { page, fail: stopped.reject });
    if (this.#atWork.size === 1) this.#restart();
    try {
      return await Promise.race([work, stopped.promise]);
    } finally {
      this.#atWork.delete(key);
      // Others may have waited for this one.
      this.#restart();
    }
  }

  #restart(): void {
    clearTimeout(this.#timer);
    if (this.#atWork.size > 0) this.#timer = setTimeout(() => this.#stop(), pageLimitMs);
  }

  /** Nothing was finished in the time of one page: the one that was begun first is to blame. */
  #stop(): void {
    const [first, ...others] = [...this.#atWork.values()];
    if (first === undefined) return;
    const { documentId } = this.#document;
    hanging.set(documentId, (hanging.get(documentId) ?? new Set()).add(first.page));
    first.fail(new UnsafePage());
    for (const { fail } of others) fail(new Error('the worker was ended'));
    this.#document.stop();
  }
}

const guards = new WeakMap<PDFDocumentProxy, PageGuard>();

/** From here on no page of the document is drawn that could bring down the window. */
export function guardPages(pdf: PDFDocumentProxy, document: Guarded): void {
  guards.set(pdf, new PageGuard(document));
}

/**
 * A page that may be drawn or read.
 * @throws UnsafePage, and what pdf.js throws
 */
export async function pageOf(pdf: PDFDocumentProxy, page: number): Promise<PDFPageProxy> {
  const guard = guards.get(pdf);
  await guard?.assertDrawable(page);
  return watchPage(pdf, page, pdf.getPage(page));
}

/**
 * Waits for work on a page, no longer than an honest page takes.
 * @throws UnsafePage; then the worker has ended
 */
export function watchPage<T>(pdf: PDFDocumentProxy, page: number, work: Promise<T>): Promise<T> {
  return guards.get(pdf)?.watch(page, work) ?? work;
}
