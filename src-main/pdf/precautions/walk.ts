import { PDFArray, PDFDict, PDFName, type PDFObject, PDFRef } from 'pdf-lib';
import { AppError } from '../../contract/index.ts';
import type { IndirectObject, PdfDocument } from '../file/document.ts';

const name = (text: string) => PDFName.of(text);

/** What leads from an object to other parts of the document, is private data of some program, or is long and of no interest here. */
const leftOut = new Set(
  [
    'Parent',
    'P',
    'Popup',
    'IRT',
    'Dest',
    'D',
    'B',
    'StructTreeRoot',
    'PieceInfo',
    'Metadata',
    'W',
    'Widths',
    'Prev',
    'DR',
  ].map(name),
);
const pageTypes = new Set([name('Page'), name('Pages')]);

export interface Visitor {
  /** Gives whether to go on into it. */
  dictionary(dict: PDFDict, isStream: boolean): boolean;
  /** A reference to an object that is not there, or not readable. */
  missing(ref: PDFRef): void;
}

/** Goes through what objects are made of, each once however often it is used. */
export class Walk {
  readonly #document: PdfDocument;
  readonly #visitor: Visitor;
  readonly #entered = new Set<PDFRef>();
  readonly #maxObjects: number;

  readonly #isTimeUp: () => boolean;

  constructor(document: PdfDocument, visitor: Visitor, limits: { objects: number; isTimeUp: () => boolean }) {
    this.#document = document;
    this.#visitor = visitor;
    this.#maxObjects = limits.objects;
    this.#isTimeUp = limits.isTimeUp;
  }

  /** Whether it has looked at as much as it may. */
  get isAtLimit(): boolean {
    return this.#entered.size >= this.#maxObjects || this.#isTimeUp();
  }

  through(...roots: (PDFObject | undefined)[]): void {
    const pending: (PDFObject | undefined)[] = roots;
    while (pending.length > 0 && !this.isAtLimit) {
      const next = pending.pop();
      if (next instanceof PDFRef) {
        if (this.#entered.has(next)) continue;
        this.#entered.add(next);
        const object = this.#load(next);
        if (object?.value instanceof PDFDict) this.#enter(object.value, object.dataOffset !== null, pending);
        else pending.push(object?.value);
      } else if (next instanceof PDFArray) pending.push(...next.asArray());
      else if (next instanceof PDFDict) this.#enter(next, false, pending);
    }
  }

  #load(ref: PDFRef): IndirectObject | undefined {
    try {
      const object = this.#document.load(ref);
      if (!object) this.#visitor.missing(ref);
      return object;
    } catch (thrown) {
      if (!(thrown instanceof AppError)) throw thrown;
      this.#visitor.missing(ref);
      return undefined;
    }
  }

  #enter(dict: PDFDict, isStream: boolean, pending: (PDFObject | undefined)[]): void {
    const type = dict.get(name('Type'));
    if (type instanceof PDFName && pageTypes.has(type)) return;
    if (!this.#visitor.dictionary(dict, isStream)) return;
    for (const [key, entry] of dict.entries()) if (!leftOut.has(key)) pending.push(entry);
  }
}
