import { PDFArray, PDFDict, PDFName, type PDFObject, PDFRef } from 'pdf-lib';
import { prefixSource } from './byte-source.ts';
import { openPdf, type PdfDocument } from './document.ts';
import { pageCount, readPage } from './pages.ts';
import { refersToAny } from './reference-scan.ts';
import { readSignatureFields } from './signature-fields.ts';

/**
 * What the revisions after a signed one did. `none`: there are none. `signatures-only`: signatures were added and nothing else.
 * `allowed`: also document security store, timestamps or document information. `changed`: anything else.
 */
export type LaterChanges = 'none' | 'signatures-only' | 'allowed' | 'changed';

const name = (text: string) => PDFName.of(text);
const touchedLimit = 100_000;

/**
 * Compares the document with the revision that ended at `signedUntil`, object by object over what later cross-reference sections
 * touch. Whatever no rule allows is a change. A file that cannot be compared counts as changed.
 */
export function laterChanges(document: PdfDocument, signedUntil: number, password?: string): LaterChanges {
  if (signedUntil === document.source.sizeBytes) return 'none';
  try {
    const signed = openPdf(prefixSource(document.source, signedUntil), { password });
    return compare(signed, document, signedUntil);
  } catch {
    return 'changed';
  }
}

function compare(signed: PdfDocument, current: PdfDocument, signedUntil: number): LaterChanges {
  const later = current.xref.sections.filter((section) => section.offset >= signedUntil);
  // The signed revision's own sections must still be the tail of the chain: a later one that skips them is a rewrite.
  const earlier = current.xref.sections.filter((section) => section.offset < signedUntil);
  if (earlier.length !== signed.xref.sections.length || earlier[0]?.offset !== signed.xref.startxref) return 'changed';
  if (later.length === 0) return 'changed';
  if (String(signed.catalogRef) !== String(current.catalogRef)) return 'changed';
  if (pageCount(signed) !== pageCount(current)) return 'changed';
  const encryption = [signed, current].map(({ xref }) => String(xref.trailer.get(name('Encrypt'))));
  if (encryption[0] !== encryption[1]) return 'changed';

  const touched = new Set<number>();
  for (const section of later) for (const objectNumber of section.objectNumbers()) touched.add(objectNumber);
  if (touched.size > touchedLimit) return 'changed';

  const judge = new Judge(signed, current);
  const added = new Set<number>();
  let worst: LaterChanges = 'signatures-only';
  for (const objectNumber of touched) {
    if (judge.isNew(objectNumber)) {
      added.add(objectNumber);
      continue;
    }
    const judged = judge.object(objectNumber);
    if (judged === 'changed') return 'changed';
    if (judged === 'allowed') worst = 'allowed';
  }
  // An object that the signed revision lacked and yet referred to fills a hole that was left for it, on a page perhaps.
  return refersToAny(signed, added) ? 'changed' : worst;
}

type Judgement = Exclude<LaterChanges, 'none'>;

class Judge {
  readonly #signed: PdfDocument;
  readonly #current: PdfDocument;
  /** Objects that are page annotation arrays, the form, its fields: where growth by signature fields is the expected change. */
  readonly #formRef: PDFRef | null;
  readonly #fieldsRef: PDFRef | null;
  #annotationArrays: Set<PDFRef> | null = null;
  #signedFields: Set<PDFRef> | null = null;

  constructor(signed: PdfDocument, current: PdfDocument) {
    this.#signed = signed;
    this.#current = current;
    const form = signed.catalog.get(name('AcroForm'));
    this.#formRef = form instanceof PDFRef ? form : null;
    const fields = signed.dict(form)?.get(name('Fields'));
    this.#fieldsRef = fields instanceof PDFRef ? fields : null;
  }

  /** Whether the signed revision has no such object. */
  isNew(objectNumber: number): boolean {
    const entry = this.#signed.xref.lookup(objectNumber);
    return entry === undefined || entry.kind === 'free';
  }

  object(objectNumber: number): Judgement {
    const before = this.#load(this.#signed, objectNumber);
    const after = this.#load(this.#current, objectNumber);
    if (before === undefined || after === undefined) return 'changed';
    if (before.generation !== after.generation) return 'changed';
    if (before.text === after.text && before.dataOffset === after.dataOffset) return 'signatures-only';
    return this.#judgeChange(
      PDFRef.of(objectNumber, before.generation),
      before.value,
      after.value,
      before.dataOffset !== null || after.dataOffset !== null,
    );
  }

  #load(document: PdfDocument, objectNumber: number) {
    const entry = document.xref.lookup(objectNumber);
    if (!entry || entry.kind === 'free') return undefined;
    const generation = entry.kind === 'offset' ? entry.generation : 0;
    const object = document.load(PDFRef.of(objectNumber, generation));
    return object && { value: object.value, dataOffset: object.dataOffset, text: object.value.toString(), generation };
  }

  #judgeChange(ref: PDFRef, before: PDFObject, after: PDFObject, isStream: boolean): Judgement {
    const { objectNumber } = ref;
    if (objectNumber === this.#signed.catalogRef.objectNumber) return this.#judgeCatalog(before, after);
    if (objectNumber === this.#formRef?.objectNumber) return this.#judgeForm(before, after);
    if (objectNumber === this.#fieldsRef?.objectNumber) return this.#judgeGrowth(before, after);
    const info = this.#signed.xref.trailer.get(name('Info'));
    if (info instanceof PDFRef && info.objectNumber === objectNumber) return 'allowed';
    const metadata = this.#signed.catalog.get(name('Metadata'));
    if (metadata instanceof PDFRef && metadata.objectNumber === objectNumber) return 'allowed';
    const security = this.#signed.catalog.get(name('DSS'));
    if (security instanceof PDFRef && security.objectNumber === objectNumber) return 'allowed';
    if (isStream) return 'changed';
    if (before instanceof PDFDict && after instanceof PDFDict) {
      if (before.get(name('Type')) === name('Page')) {
        return this.#judgeEntries(before, after, { Annots: (old, now) => this.#judgeGrowth(old, now) });
      }
      if (before.get(name('FT')) === name('Sig') && !before.has(name('V')) && this.#isSigned(ref)) {
        const fill = (): Judgement => 'signatures-only';
        return this.#judgeEntries(before, after, {
          V: fill,
          AP: fill,
          M: fill,
          F: fill,
          Lock: fill,
          MK: fill,
          P: fill,
        });
      }
    }
    if (before instanceof PDFArray && after instanceof PDFArray && this.#isAnnotationArray(objectNumber)) {
      return this.#judgeGrowth(before, after);
    }
    return 'changed';
  }

  #judgeCatalog(before: PDFObject, after: PDFObject): Judgement {
    if (!(before instanceof PDFDict) || !(after instanceof PDFDict)) return 'changed';
    return this.#judgeEntries(before, after, {
      AcroForm: (old, now) => {
        if (old === undefined) return this.#judgeForm(PDFDict.withContext(before.context), this.#current.resolve(now));
        if (old instanceof PDFRef) return old === now ? 'signatures-only' : 'changed';
        return this.#judgeForm(old, this.#current.resolve(now));
      },
      DSS: () => 'allowed',
      Extensions: () => 'allowed',
      Metadata: () => 'allowed',
    });
  }

  #judgeForm(before: PDFObject | undefined, after: PDFObject | undefined): Judgement {
    if (!(before instanceof PDFDict) || !(after instanceof PDFDict)) return 'changed';
    return this.#judgeEntries(before, after, {
      Fields: (old, now) => this.#judgeGrowth(old, now),
      SigFlags: () => 'signatures-only',
      DR: (old) => (old === undefined ? 'allowed' : 'changed'),
      DA: (old) => (old === undefined ? 'allowed' : 'changed'),
    });
  }

  /** An array that kept its items and grew by signature fields only. */
  #judgeGrowth(before: PDFObject | undefined, after: PDFObject | undefined): Judgement {
    const old = this.#signed.array(before)?.asArray() ?? [];
    const now = this.#current.array(after)?.asArray();
    if (!now || now.length < old.length) return 'changed';
    if (before instanceof PDFRef && after instanceof PDFRef && before !== after) return 'changed';
    if (!old.every((item, index) => String(item) === String(now[index]))) return 'changed';
    for (const added of now.slice(old.length)) {
      if (!(added instanceof PDFRef) || this.#signed.load(added)) return 'changed';
      if (!this.#isSigned(added)) return 'changed';
    }
    return 'signatures-only';
  }

  #judgeEntries(
    before: PDFDict,
    after: PDFDict,
    rules: Record<string, (old: PDFObject | undefined, now: PDFObject | undefined) => Judgement>,
  ): Judgement {
    const keys = new Set([...before.keys(), ...after.keys()]);
    let worst: Judgement = 'signatures-only';
    for (const key of keys) {
      const old = before.get(key);
      const now = after.get(key);
      if (String(old) === String(now)) continue;
      const rule = Object.hasOwn(rules, key.asString().slice(1)) ? rules[key.asString().slice(1)] : undefined;
      const judged = rule ? rule(old, now) : 'changed';
      if (judged === 'changed') return 'changed';
      if (judged === 'allowed') worst = 'allowed';
    }
    return worst;
  }

  /**
   * Whether this is a signature field with a signature in it, or the widget of one: only those are verified, and so vouched for by
   * somebody. An empty field could show anything over the text.
   */
  #isSigned(ref: PDFRef): boolean {
    this.#signedFields ??= new Set(
      readSignatureFields(this.#current).flatMap((field) => (field.ref && field.value ? [field.ref] : [])),
    );
    if (this.#signedFields.has(ref)) return true;
    const parent = this.#current.dict(ref)?.get(name('Parent'));
    return parent instanceof PDFRef && this.#signedFields.has(parent);
  }

  #isAnnotationArray(objectNumber: number): boolean {
    if (!this.#annotationArrays) {
      const arrays = new Set<PDFRef>();
      const total = pageCount(this.#signed);
      for (let number = 1; number <= total; number++) {
        const annotations = readPage(this.#signed, number).dict.get(name('Annots'));
        if (annotations instanceof PDFRef) arrays.add(annotations);
      }
      this.#annotationArrays = arrays;
    }
    return [...this.#annotationArrays].some((ref) => ref.objectNumber === objectNumber);
  }
}
