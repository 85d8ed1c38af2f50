import { PDFDict, PDFName, type PDFObject, PDFRef } from 'pdf-lib';
import type { IndirectObject, PdfDocument } from '../file/document.ts';
import { pdfName as name } from '../file/object-reader.ts';
import { type Following, isSameEntry, isSameObject } from '../file/same-object.ts';
import { checkByteRange, readSignatureFields, type SignatureField } from '../signing/signature-fields.ts';
import type { ChangeKind } from './change-rules.ts';
import type { Guard } from './guards.ts';

/** A change before anybody asked whether it is permitted. `page` counts from 1; `rect` is in user space. */
export interface FoundChange {
  readonly kind: ChangeKind;
  readonly objectNumber: number | null;
  readonly page: number | null;
  /** The annotation that the change is about, where it is about one. */
  readonly annotation: PDFDict | null;
  /** The name of the form field, where it is about one. */
  readonly fieldName: string | null;
  /** For the expert: which rule is broken where. */
  readonly evidence: string | null;
}

/** A signature field that was empty or absent in the signed revision and has a signature of its own now. */
export interface LaterSignature {
  readonly field: SignatureField;
  readonly isTimestamp: boolean;
}

export type LoadedObject = IndirectObject & { readonly generation: number };

/** The signed revision beside the current one, with what the rules find out. */
export class Comparison {
  readonly signed: PdfDocument;
  readonly current: PdfDocument;
  readonly found: FoundChange[] = [];
  /** Objects that were let pass for what they are in one place: wherever else they are named, something else would change with them. */
  readonly guarded = new Map<number, Guard>();
  /** The new widgets of signatures with the pages that list them: what a widget says of its page need not be so. */
  readonly shown: { readonly widget: PDFRef; readonly page: number | null }[] = [];
  readonly #signedUntil: number;
  readonly #sectionOffsets: ReadonlySet<number>;
  #laterSignatures: ReadonlyMap<PDFRef, LaterSignature> | null = null;

  constructor(signed: PdfDocument, current: PdfDocument, signedUntil: number) {
    this.signed = signed;
    this.current = current;
    this.#sectionOffsets = new Set(signed.xref.sections.map(({ offset }) => offset));
    this.#signedUntil = signedUntil;
  }

  report(
    kind: ChangeKind,
    objectNumber: number | null,
    about: Partial<Omit<FoundChange, 'kind' | 'objectNumber'>> = {},
  ) {
    this.found.push({ kind, objectNumber, page: null, annotation: null, fieldName: null, evidence: null, ...about });
  }

  /** A widget of a signature made since stands on this page. */
  showOn(widget: PDFRef, page: number | null): void {
    this.shown.push({ widget, page });
  }

  /** Lets an object pass for what it is in those places only. */
  guard(objectNumber: number, guard: Guard): void {
    this.guarded.set(objectNumber, guard);
  }

  /**
   * Whether the signed revision has no such object. A cross-reference stream is found by its place, not by its number, which some programs
   * give to the next object.
   */
  isNew(objectNumber: number): boolean {
    const entry = this.signed.xref.lookup(objectNumber);
    if (entry === undefined || entry.kind === 'free') return true;
    return entry.kind === 'offset' && this.#sectionOffsets.has(entry.offset);
  }

  /** Whether two values mean the same: see `isSameObject`. */
  isSame(before: PDFObject | undefined, after: PDFObject | undefined): boolean {
    return isSameObject(before, after);
  }

  /** The same for the values of a key, which may have moved: a new object shows nothing but where it is named. */
  isSameEntry(key: string, before: PDFObject | undefined, after: PDFObject | undefined): boolean {
    return isSameEntry(key, before, after, this.#following);
  }

  readonly #following: Following = {
    one: (ref) => this.#plainValue(this.signed, ref),
    other: (ref) => (this.isNew(ref.objectNumber) ? this.#plainValue(this.current, ref) : undefined),
  };

  /** What a reference leads to if it is no stream and every reader finds the same there. */
  #plainValue(document: PdfDocument, ref: PDFRef): PDFObject | undefined {
    const object = document.load(ref);
    return object?.dataOffset === null && !object.hasDuplicateKeys ? object.value : undefined;
  }

  /** Whether what is written for a value stands there itself, under the number that it had, or under one that is new. */
  isInPlace(before: PDFObject | undefined, after: PDFObject | undefined): boolean {
    return !(after instanceof PDFRef) || after === before || this.isNew(after.objectNumber);
  }

  /** The keys whose values differ between two dictionaries, without the slash. */
  changedKeys(before: PDFDict, after: PDFDict): string[] {
    return [...new Set([...before.keys(), ...after.keys()])]
      .filter((key) => !this.isSameEntry(key.decodeText(), before.get(key), after.get(key)))
      .map((key) => key.decodeText());
  }

  load(document: PdfDocument, objectNumber: number): LoadedObject | undefined {
    const entry = document.xref.lookup(objectNumber);
    if (!entry || entry.kind === 'free') return undefined;
    const generation = entry.kind === 'offset' ? entry.generation : 0;
    const object = document.load(PDFRef.of(objectNumber, generation));
    return object && { ...object, generation };
  }

  /** By the field's reference and by those of its widgets. */
  get laterSignatures(): ReadonlyMap<PDFRef, LaterSignature> {
    this.#laterSignatures ??= this.#findLaterSignatures();
    return this.#laterSignatures;
  }

  /**
   * Only who signs after the signed revision, over a byteRange of his own that covers the field as well, has added a signature: an empty
   * field or a borrowed value could show anything. One signature may have several fields, each with its picture.
   */
  #findLaterSignatures(): Map<PDFRef, LaterSignature> {
    const found = new Map<PDFRef, LaterSignature>();
    for (const field of readSignatureFields(this.current)) {
      const { ref, value } = field;
      if (!ref || !value?.ref || !this.isNew(value.ref.objectNumber)) continue;
      const checked = checkByteRange(this.current, value);
      if (!checked.ok || checked.covered.coveredUntil <= this.#signedUntil) continue;
      if (!this.#standsBefore(ref, checked.covered.coveredUntil)) continue;
      const later = { field, isTimestamp: value.subFilter === 'ETSI.RFC3161' };
      found.set(ref, later);
      for (const kid of this.current.array(field.dict.get(name('Kids')))?.asArray() ?? []) {
        const isWidget = kid instanceof PDFRef && this.current.dict(kid)?.get(name('Parent')) === ref;
        if (isWidget) found.set(kid, later);
      }
    }
    return found;
  }

  #standsBefore({ objectNumber }: PDFRef, end: number): boolean {
    const entry = this.current.xref.lookup(objectNumber);
    const place = entry?.kind === 'compressed' ? this.current.xref.lookup(entry.streamNumber) : entry;
    return place?.kind === 'offset' && place.offset < end;
  }
}

/** What `now` has beyond `old`; null unless it begins with all of it. */
export function additions(old: readonly PDFObject[], now: readonly PDFObject[]): readonly PDFObject[] | null {
  const isKept = now.length >= old.length && old.every((item, index) => isSameObject(item, now[index]));
  return isKept ? now.slice(old.length) : null;
}

/** The text of a name object without the slash; empty for anything else. */
export function nameText(object: PDFObject | undefined): string {
  return object instanceof PDFName ? object.decodeText() : '';
}

export function isDictionary(object: PDFObject | undefined): object is PDFDict {
  return object instanceof PDFDict;
}
