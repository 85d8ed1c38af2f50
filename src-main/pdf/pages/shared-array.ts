import { type PDFObject, PDFRef } from 'pdf-lib';
import type { PdfDocument } from '../file/document.ts';
import { pdfName as name } from '../file/object-reader.ts';
import { pageCount, readPage } from './pages.ts';

/** In a document with more pages every array counts as shared: looking at them all would take longer than the stamp. */
const searchedPages = 1_000;
const maxFields = 200_000;

const maxHops = 8;

/** Whether `object` names the array, also by way of an object that is a reference itself. */
function leadsTo(document: PdfDocument, object: PDFObject | undefined, array: PDFRef): boolean {
  let current = object;
  for (let hops = 0; current instanceof PDFRef && hops < maxHops; hops++) {
    if (current === array) return true;
    current = document.load(current)?.value;
  }
  return false;
}

/** How often the form names an array: as its Fields, or as the Kids of a field. */
function usesInForm(document: PdfDocument, array: PDFRef): number {
  const form = document.dict(document.catalog.get(name('AcroForm')));
  const fields = form?.get(name('Fields'));
  let uses = leadsTo(document, fields, array) ? 1 : 0;
  const seen = new Set<PDFObject>();
  const pending = [...(document.array(fields)?.asArray() ?? [])];
  while (pending.length > 0) {
    const next = pending.pop();
    if (!next || seen.has(next)) continue;
    seen.add(next);
    if (seen.size > maxFields) return Number.POSITIVE_INFINITY;
    const kids = document.dict(next)?.get(name('Kids'));
    if (leadsTo(document, kids, array)) uses += 1;
    pending.push(...(document.array(kids)?.asArray() ?? []));
  }
  return uses;
}

/**
 * Whether an array that a stamp makes longer may serve something else too: the annotations of another page, which would then show
 * the seal, or the fields of the form. Such an array is left as it is, and its user given one of his own.
 */
export function mayBeShared(document: PdfDocument, array: PDFRef): boolean {
  const total = pageCount(document);
  if (total > searchedPages) return true;
  let uses = usesInForm(document, array);
  for (let number = 1; number <= total && uses <= 1; number++) {
    const { dict } = readPage(document, number);
    for (const value of dict.values()) if (value === array) uses += 1;
    const annotations = dict.get(name('Annots'));
    if (annotations !== array && leadsTo(document, annotations, array)) uses += 1;
  }
  return uses > 1;
}
