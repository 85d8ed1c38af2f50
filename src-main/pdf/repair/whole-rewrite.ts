import { randomBytes } from 'node:crypto';
import { PDFArray, PDFDict, PDFHexString, PDFName, PDFNull, PDFNumber, type PDFObject, PDFRef } from 'pdf-lib';
import { AppError } from '../../contract/index.ts';
import { type ByteSource, bytesSource } from '../../files/index.ts';
import { openDamagedPdf, openPdf, type PdfDocument } from '../file/document.ts';
import { looseContext } from '../file/object-reader.ts';
import { holdsSignature, openAsViewersDo } from '../pages/damaged-document.ts';
import { pageCount } from '../pages/pages.ts';
import { arrayOf, dictionary, withEntries } from '../signing/revision.ts';

/** A file written anew from what viewers see in another. */
export interface RewrittenPdf {
  readonly bytes: Uint8Array;
  readonly pageCount: number;
  /** What viewers had to repair, for the expert; null where nothing was found. */
  readonly damage: string | null;
}

const name = (text: string) => PDFName.of(text);
const maxObjects = 500_000;
const maxPages = 100_000;
const maxDepth = 64;
const inheritable = ['Resources', 'MediaBox', 'CropBox', 'Rotate'].map(name);

/**
 * Writes a file anew from end to end, as it is shown once viewers have repaired it: for whoever has to stamp it and has no other
 * program. A file that ever had a signature is left alone, since nothing of it would survive. Throws PDF_SIGNED, PDF_NOT_REPAIRABLE,
 * and the errors of opening a PDF.
 */
export function rewriteWhole(source: ByteSource): RewrittenPdf {
  const document = openAsViewersDo(source);
  if (document.security) throw new AppError('PDF_NOT_REPAIRABLE', { detail: 'encrypted' });
  if (holdsSignature(source)) throw new AppError('PDF_SIGNED');
  try {
    return rewritten(document);
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.code !== 'PDF_DAMAGED') throw thrown;
    // An object is not where the cross-reference says: then viewers search for all of them.
    const damage = String(thrown.values.detail ?? '');
    return rewritten(openDamagedPdf(source, { damage, isSearched: true }));
  }
}

/** What of a document is in use, as a file of its own. Throws PDF_SIGNED where a signature is, PDF_NOT_REPAIRABLE. */
export const writeWhole = (document: PdfDocument): Uint8Array => new WholeFile(document).write();

function rewritten(document: PdfDocument): RewrittenPdf {
  const bytes = writeWhole(document);
  const written = openPdf(bytesSource(bytes));
  return { bytes, pageCount: pageCount(written), damage: document.damage };
}

interface Leaf {
  readonly ref: PDFRef | null;
  readonly dict: PDFDict;
}

class WholeFile {
  readonly #document: PdfDocument;
  readonly #numbers = new Map<PDFRef, PDFRef>();
  readonly #pending: { from: PDFRef; to: PDFRef }[] = [];
  readonly #parts: Uint8Array[] = [];
  readonly #offsets = new Map<number, number>();
  #length = 0;
  #lastNumber = 0;

  constructor(document: PdfDocument) {
    this.#document = document;
  }

  write(): Uint8Array {
    const { catalog, source, xref } = this.#document;
    const version = /%PDF-(\d\.\d)/.exec(Buffer.from(source.read(0, 1024)).toString('latin1'))?.[1] ?? '1.7';
    this.#emit(`%PDF-${version}\n%\xe2\xe3\xcf\xd3\n`);
    const [catalogRef, treeRef] = [this.#allocate(), this.#allocate()];
    this.#numbers.set(this.#document.catalogRef, catalogRef);
    this.#writePages(treeRef);
    this.#writeObject(catalogRef, withEntries(this.#mappedDict(catalog, ['Pages']), { Pages: treeRef }), null);
    const information = xref.trailer.get(name('Info'));
    const info = information instanceof PDFRef ? this.#mapped(information) : undefined;
    for (let next = this.#pending.pop(); next; next = this.#pending.pop()) this.#copy(next.from, next.to);
    this.#writeEnd(dictionary({ Root: catalogRef, Info: info instanceof PDFRef ? info : undefined }));
    return Buffer.concat(this.#parts, this.#length);
  }

  /** One flat tree, each page once and with all that it inherited. */
  #writePages(treeRef: PDFRef): void {
    const leaves = leavesOf(this.#document);
    const refs = leaves.map(({ ref }) => {
      const to = this.#allocate();
      // Listed again, it is another page that looks the same.
      if (ref && !this.#numbers.has(ref)) this.#numbers.set(ref, to);
      return to;
    });
    for (const [index, { dict }] of leaves.entries()) {
      const to = refs[index];
      if (to) this.#writeObject(to, withEntries(this.#mappedDict(dict, ['Parent']), { Parent: treeRef }), null);
    }
    const tree = { Type: name('Pages'), Kids: arrayOf(refs), Count: PDFNumber.of(refs.length) };
    this.#writeObject(treeRef, dictionary(tree), null);
  }

  #copy(from: PDFRef, to: PDFRef): void {
    const object = this.#document.load(from);
    const value = object?.value;
    if (value instanceof PDFDict && object && object.dataOffset !== null) {
      const { data } = this.#document.storedStream(from);
      this.#writeObject(to, this.#mappedDict(value, ['Length']), data);
    } else this.#writeObject(to, value === undefined ? PDFNull : this.#mapped(value), null);
  }

  #mapped(object: PDFObject): PDFObject {
    if (object instanceof PDFRef) return this.#mappedRef(object);
    if (object instanceof PDFArray) return arrayOf(object.asArray().map((item) => this.#mapped(item)));
    return object instanceof PDFDict ? this.#mappedDict(object) : object;
  }

  #mappedDict(dict: PDFDict, without: readonly string[] = []): PDFDict {
    if (dict.has(name('ByteRange'))) throw new AppError('PDF_SIGNED');
    const entries = new Map<PDFName, PDFObject>();
    for (const [key, value] of dict.entries()) {
      if (!without.some((left) => key === name(left))) entries.set(key, this.#mapped(value));
    }
    return PDFDict.fromMapWithContext(entries, looseContext);
  }

  #mappedRef(ref: PDFRef): PDFObject {
    const known = this.#numbers.get(ref);
    if (known) return known;
    // A reference to nothing is null (ISO 32000-2, 7.3.10); what of the old page tree is left has no use.
    const value = this.#document.load(ref)?.value;
    if (value === undefined || (value instanceof PDFDict && value.get(name('Type')) === name('Pages'))) return PDFNull;
    const to = this.#allocate();
    this.#numbers.set(ref, to);
    this.#pending.push({ from: ref, to });
    return to;
  }

  #allocate(): PDFRef {
    this.#lastNumber += 1;
    if (this.#lastNumber > maxObjects) throw new AppError('PDF_NOT_REPAIRABLE', { detail: 'too many objects' });
    return PDFRef.of(this.#lastNumber);
  }

  #writeObject(ref: PDFRef, value: PDFObject, data: Uint8Array | null): void {
    this.#offsets.set(ref.objectNumber, this.#length);
    this.#emit(`${ref.objectNumber} 0 obj\n`);
    if (data && value instanceof PDFDict) {
      this.#emit(`${withEntries(value, { Length: PDFNumber.of(data.length) }).toString()}\nstream\n`);
      this.#emit(data);
      this.#emit('\nendstream');
    } else this.#emit(value.toString());
    this.#emit('\nendobj\n');
  }

  #writeEnd(trailer: PDFDict): void {
    const startxref = this.#length;
    const size = this.#lastNumber + 1;
    this.#emit(`xref\n0 ${size}\n0000000000 65535 f \n`);
    for (let number = 1; number < size; number++) {
      this.#emit(`${String(this.#offsets.get(number) ?? 0).padStart(10, '0')} 00000 n \n`);
    }
    const [first, second] = [16, 16].map((length) => PDFHexString.fromBytes(randomBytes(length)));
    const ID = first && second ? arrayOf([first, second]) : undefined;
    const whole = dictionary({ Size: PDFNumber.of(size), ID });
    this.#emit(`trailer\n${withEntries(whole, Object.fromEntries(entriesOf(trailer))).toString()}\n`);
    this.#emit(`startxref\n${startxref}\n%%EOF\n`);
  }

  #emit(part: Uint8Array | string): void {
    const bytes = typeof part === 'string' ? Buffer.from(part, 'latin1') : part;
    this.#parts.push(bytes);
    this.#length += bytes.length;
  }
}

const entriesOf = (dict: PDFDict): [string, PDFObject][] =>
  dict.entries().map(([key, value]) => [key.asString().slice(1), value]);

/** The pages in their order, also those that stand in /Kids themselves. Throws PDF_NO_PAGES. */
function leavesOf(document: PdfDocument): Leaf[] {
  const leaves: Leaf[] = [];
  const above = new Set<PDFRef>();
  const visit = (object: PDFObject | undefined, inherited: ReadonlyMap<PDFName, PDFObject>, depth: number): void => {
    const ref = object instanceof PDFRef ? object : null;
    const dict = document.dict(object);
    if (!dict || depth > maxDepth || leaves.length >= maxPages || (ref && above.has(ref))) return;
    const own = new Map(inherited);
    for (const key of inheritable) {
      const value = dict.get(key);
      if (value !== undefined) own.set(key, value);
    }
    const kids = document.array(dict.get(name('Kids')));
    if (!kids || dict.get(name('Type')) === name('Page')) {
      const merged = PDFDict.fromMapWithContext(new Map([...own, ...dict.entries()]), looseContext);
      leaves.push({ ref, dict: withEntries(merged, { Type: name('Page') }) });
      return;
    }
    if (ref) above.add(ref);
    for (const kid of kids.asArray()) visit(kid, own, depth + 1);
    if (ref) above.delete(ref);
  };
  visit(document.catalog.get(name('Pages')), new Map(), 0);
  if (leaves.length === 0) throw new AppError('PDF_NO_PAGES');
  return leaves;
}
