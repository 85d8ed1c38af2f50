import { PDFDict, PDFRef } from 'pdf-lib';
import type { DocumentChange } from '../changes/changes.ts';
import type { PdfDocument } from '../file/document.ts';
import { pdfName as name } from '../file/object-reader.ts';
import { annotationPage, firstPages, pageNumber } from '../pages/page-places.ts';
import { pageCount, readPage } from '../pages/pages.ts';

/** Whatever a later revision was for, these are looked at as well: the first pages are what people read. */
const alwaysComparedPages = 3;
/** Of those that a later revision can have changed, more are not compared. */
export const maxComparedPages = 500;
/** Annotations that do not say where they stand are searched for, page by page. */
const maxSearched = 5_000;
const maxTouched = 100_000;

/** The pages whose pictures count. */
export interface ComparedPages {
  /** Those that a later revision can have changed. */
  readonly touched: readonly number[];
  /** Others, as far as they can be drawn. */
  readonly others: readonly number[];
  /** Whether there are more of the former than are compared. */
  readonly areTooMany: boolean;
}

/** Which pages are to be compared with what they looked like when `signedUntil` was the end; `sealPage` is where that signature's own seal stands. */
export function pagesToCompare(
  current: PdfDocument,
  {
    signedUntil,
    changes,
    sealPage,
  }: { signedUntil: number; changes: readonly DocumentChange[]; sealPage: number | null },
): ComparedPages {
  const total = pageCount(current);
  const touched = new Set<number>();
  const add = (number: number | null) => {
    if (number !== null && number >= 1 && number <= total) touched.add(number);
  };
  for (const { page } of changes) add(page);
  const objects = objectsSince(current, signedUntil);
  const earlier = current.xref.sections.filter(({ offset }) => offset < signedUntil);
  const elsewhere = [current.catalogRef, current.catalog.get(name('AcroForm'))];
  let searched = 0;
  // Only what was there before can have changed a page that names it and stays as it is.
  let mayBePart = false;
  for (const objectNumber of objects) {
    const ref = refOf(current, objectNumber);
    const dict = ref && current.dict(ref);
    if (ref && dict && current.resolve(dict.get(name('Type'))) === name('Page')) add(pageNumber(current, ref));
    else if (ref && dict?.has(name('Rect')) && dict.has(name('Subtype'))) {
      if (searched < maxSearched) add(annotationPage(current, ref));
      searched += 1;
    } else if (ref === null || !elsewhere.includes(ref)) {
      mayBePart ||= earlier.some((section) => section.lookup(objectNumber) !== undefined);
    }
  }
  for (const page of mayBePart ? firstPages(current) : []) {
    const parts = [page.dict.get(name('Annots')), page.dict.get(name('Contents')), page.dict.get(name('Resources'))];
    if (parts.some((part) => part instanceof PDFRef && objects.has(part.objectNumber))) touched.add(page.number);
  }
  const inOrder = [...touched].sort((one, other) => one - other);
  const others = Array.from({ length: Math.min(alwaysComparedPages, total) }, (_, index) => index + 1);
  if (sealPage !== null) others.push(sealPage);
  return {
    touched: inOrder.slice(0, maxComparedPages),
    others: [...new Set(others)].filter((number) => !touched.has(number)),
    areTooMany: inOrder.length > maxComparedPages || searched > maxSearched,
  };
}

/**
 * As many of the pages as stand for the others: those that differ in frame or rotation, then the first, the last, and what lies evenly between them.
 */
export function somePages(document: PdfDocument, pages: readonly number[], most: number): readonly number[] {
  if (pages.length <= most) return pages;
  const frames = new Map<string, number>();
  for (const number of pages) {
    const { mediaBox, cropBox, rotate, userUnit } = readPage(document, number);
    const frame = JSON.stringify([mediaBox, cropBox, rotate, userUnit]);
    if (!frames.has(frame)) frames.set(frame, number);
  }
  const even = Array.from({ length: most }, (_, index) =>
    pages.at(Math.round((index * (pages.length - 1)) / Math.max(1, most - 1))),
  );
  const wanted = [...frames.values(), pages.at(-1), ...even].filter((page) => page !== undefined);
  return [...new Set(wanted)].slice(0, most).sort((one, other) => one - other);
}

/** The objects that later cross-reference sections speak of. */
function objectsSince(current: PdfDocument, signedUntil: number): ReadonlySet<number> {
  const objects = new Set<number>();
  for (const section of current.xref.sections) {
    if (section.offset < signedUntil) continue;
    for (const objectNumber of section.objectNumbers()) {
      if (objects.size < maxTouched) objects.add(objectNumber);
    }
  }
  return objects;
}

function refOf(document: PdfDocument, objectNumber: number): PDFRef | null {
  const entry = document.xref.lookup(objectNumber);
  if (!entry || entry.kind === 'free') return null;
  const ref = PDFRef.of(objectNumber, entry.kind === 'offset' ? entry.generation : 0);
  try {
    return document.load(ref)?.value instanceof PDFDict ? ref : null;
  } catch {
    return null;
  }
}
