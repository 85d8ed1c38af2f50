import { PDFArray, PDFDict, PDFName, type PDFObject, PDFRef } from 'pdf-lib';
import { ambiguous } from '../file/ambiguous.ts';
import type { PdfDocument } from '../file/document.ts';
import { pdfName as name, readAt } from '../file/object-reader.ts';

/** More than the pages, forms and fonts that one seal concerns have: a document that has more is not walked to its end. */
const maxObjects = 5_000;
const maxDepth = 64;
const longestObjectBytes = 1 << 20;
/** What leads from a page's own objects to the rest of the document, is private data of some program, or long tables of a font. */
const leadingElsewhere = new Set(
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
    'DescendantFonts',
    'FontDescriptor',
    'ToUnicode',
    'Metadata',
    'Prev',
    'Next',
  ].map(name),
);
const pageTypes = new Set([name('Page'), name('Pages')]);

/** Whether a key whose escapes some readers undo once more than they should (`#2341`) is then one that is there as well. */
function isWrittenTwice(dict: PDFDict, key: PDFName): boolean {
  let text = key.decodeText();
  for (;;) {
    const undone = text.replace(/#([\dA-Fa-f]{2})/g, (_, digits: string) =>
      String.fromCharCode(Number.parseInt(digits, 16)),
    );
    if (undone === text) return false;
    if (dict.has(name(undone.replaceAll('#', '#23')))) return true;
    text = undone;
  }
}

/** Whether an object is longer than one that a page needs: it would take long to read, and is only looked at, not used. */
function isTooLong(document: PdfDocument, { objectNumber }: PDFRef): boolean {
  const entry = document.xref.lookup(objectNumber);
  if (entry?.kind === 'compressed') {
    const { content, offsets } = document.objectStream(entry.streamNumber);
    const start = offsets[entry.index] ?? 0;
    const end = offsets.reduce((next, offset) => (offset > start && offset < next ? offset : next), content.sizeBytes);
    return end - start > longestObjectBytes;
  }
  if (entry?.kind !== 'offset') return false;
  const { source } = document;
  // Most objects end in the first of these.
  for (const length of [4_096, longestObjectBytes]) {
    if (entry.offset + length >= source.sizeBytes) return false;
    const head = source.read(entry.offset, length);
    const bytes = Buffer.from(head.buffer, head.byteOffset, head.length);
    if (bytes.includes('endobj') || bytes.includes('stream')) return false;
  }
  return true;
}

/** Checks that objects say the same to every reader. Throws PDF_AMBIGUOUS. */
export class ObjectCheck {
  readonly #document: PdfDocument;
  readonly #seen = new Set<number>();
  readonly #objectStreams = new Set<number>();

  constructor(document: PdfDocument) {
    this.#document = document;
  }

  /** A reference must name the generation that the cross-reference has: some readers do not look at it, for others it leads nowhere. */
  reference({ objectNumber, generationNumber }: PDFRef): void {
    const entry = this.#document.xref.lookup(objectNumber);
    if (!entry || entry.kind === 'free') return;
    const generation = entry.kind === 'offset' ? entry.generation : 0;
    if (generation !== generationNumber) throw ambiguous(`object ${objectNumber} is reached by a wrong generation`);
    if (entry.kind === 'compressed') this.#objectStream(entry.streamNumber);
  }

  #objectStream(streamNumber: number): void {
    if (this.#objectStreams.has(streamNumber)) return;
    this.#objectStreams.add(streamNumber);
    const { objectNumbers } = this.#document.objectStream(streamNumber);
    if (new Set(objectNumbers).size !== objectNumbers.length) {
      throw ambiguous(`object stream ${streamNumber} has an object twice`);
    }
  }

  /** An object by itself: its keys and its references. */
  object(ref: PDFRef): PDFObject | undefined {
    this.reference(ref);
    if (isTooLong(this.#document, ref)) return undefined;
    const object = this.#document.load(ref);
    if (!object) return undefined;
    if (this.#seen.has(ref.objectNumber)) return object.value;
    this.#seen.add(ref.objectNumber);
    if (object.hasDuplicateKeys) throw ambiguous(`object ${ref.objectNumber} has a key twice`);
    this.#references(object.value, 0);
    return object.value;
  }

  /**
   * An object that will be written anew. After its value it ends (ISO 32000-2, 7.3.10): where something else follows, readers differ
   * on what belongs to it.
   */
  rewritten(ref: PDFObject | undefined): void {
    if (!(ref instanceof PDFRef)) return;
    this.object(ref);
    const { objectNumber } = ref;
    const entry = this.#document.xref.lookup(objectNumber);
    if (entry?.kind !== 'offset' || isTooLong(this.#document, ref)) return;
    const ends = readAt(this.#document.source, entry.offset, `object ${objectNumber} cannot be read`, (reader) => {
      reader.takeObjectHeader();
      reader.skipBlanks();
      reader.parseObject();
      return reader.takeKeyword('endobj');
    });
    if (!ends) throw ambiguous(`object ${objectNumber} does not end after its value`);
  }

  #references(value: PDFObject, depth: number): void {
    if (depth > maxDepth) throw ambiguous('dictionaries stand too deep in one another');
    if (value instanceof PDFRef) this.reference(value);
    else if (value instanceof PDFArray) for (const item of value.asArray()) this.#references(item, depth + 1);
    else if (value instanceof PDFDict) {
      for (const [key, item] of value.entries()) {
        if (isWrittenTwice(value, key))
          throw ambiguous(`the key ${key.decodeText()} stands beside one that may mean the same`);
        this.#references(item, depth + 1);
      }
    }
  }

  /** A dictionary of the page tree, whose Kids are not read. */
  treeNode(ref: PDFRef): void {
    this.reference(ref);
    const node = this.#document.pageTreeNode(ref);
    if (node?.hasDuplicateKeys) throw ambiguous(`object ${ref.objectNumber} has a key twice`);
    if (node) this.#references(node.dict, 0);
  }

  /** A value and all that it is made of, without what leads elsewhere. */
  closure(value: PDFObject | undefined): void {
    const pending: (PDFObject | undefined)[] = [value];
    const entered = new Set<PDFRef>();
    while (pending.length > 0 && this.#seen.size < maxObjects) {
      const next = pending.pop();
      if (next instanceof PDFRef) {
        if (entered.has(next)) continue;
        entered.add(next);
        const object = this.object(next);
        const type = object instanceof PDFDict ? this.#document.resolve(object.get(name('Type'))) : undefined;
        if (type instanceof PDFName && pageTypes.has(type)) continue;
        pending.push(object);
      } else if (next instanceof PDFArray) pending.push(...next.asArray());
      else if (next instanceof PDFDict) {
        for (const [key, entry] of next.entries()) if (!leadingElsewhere.has(key)) pending.push(entry);
      }
    }
  }
}
