import { PDFArray, PDFDict, type PDFObject, PDFRef } from 'pdf-lib';
import type { PdfDocument } from '../file/document.ts';
import { pdfName as name } from '../file/object-reader.ts';
import { type Page, pageCount, pageNumberOf, readPage } from './pages.ts';

/** Further pages are not searched: where a change stands is told where it costs nothing, that there is one always. */
const searchedPages = 1_000;
const resourceDepth = 4;

/** The first pages of a document, as many as are searched. */
export function* firstPages(document: PdfDocument): Generator<Page> {
  const total = Math.min(pageCount(document), searchedPages);
  for (let number = 1; number <= total; number++) yield readPage(document, number);
}

/** The number of the page that a page dictionary is; null when the page tree does not lead to it. */
export function pageNumber(document: PdfDocument, ref: PDFObject | undefined): number | null {
  return ref instanceof PDFRef ? (pageNumberOf(document, ref) ?? null) : null;
}

const annotationPages = new WeakMap<PdfDocument, ReadonlyMap<PDFRef, number>>();

/** The first page that lists each annotation, looked up once for a document. */
function pagesOfAnnotations(document: PdfDocument): ReadonlyMap<PDFRef, number> {
  const known = annotationPages.get(document);
  if (known) return known;
  const found = new Map<PDFRef, number>();
  for (const page of firstPages(document)) {
    for (const item of document.array(page.dict.get(name('Annots')))?.asArray() ?? []) {
      if (item instanceof PDFRef && !found.has(item)) found.set(item, page.number);
    }
  }
  annotationPages.set(document, found);
  return found;
}

/** The page that shows an annotation; null when none that is searched does. */
export function annotationPage(document: PdfDocument, ref: PDFRef): number | null {
  const claimed = document.dict(ref)?.get(name('P'));
  const listed = document.array(document.dict(claimed)?.get(name('Annots')))?.asArray();
  const page = listed?.includes(ref) ? pageNumber(document, claimed) : null;
  return page ?? pagesOfAnnotations(document).get(ref) ?? null;
}

const listings = new WeakMap<PdfDocument, ReadonlyMap<PDFRef, readonly number[]>>();

/** The pages that list each annotation, looked up once for a document. */
function listingsOf(document: PdfDocument): ReadonlyMap<PDFRef, readonly number[]> {
  const known = listings.get(document);
  if (known) return known;
  const found = new Map<PDFRef, number[]>();
  for (const page of firstPages(document)) {
    for (const item of new Set(document.array(page.dict.get(name('Annots')))?.asArray())) {
      if (item instanceof PDFRef) found.set(item, [...(found.get(item) ?? []), page.number]);
    }
  }
  listings.set(document, found);
  return found;
}

/** Every page that lists an annotation, and so shows it. Null in a document that is too long to look at all of them. */
export function pagesListing(document: PdfDocument, ref: PDFRef): readonly number[] | null {
  if (pageCount(document) > searchedPages) return null;
  return listingsOf(document).get(ref) ?? [];
}

/** Objects that pages are drawn from, with the first page that uses them and what they are to it. */
export interface PageParts {
  readonly annotationArrays: ReadonlyMap<number, Page>;
  readonly contents: ReadonlyMap<number, number>;
  readonly resources: ReadonlyMap<number, number>;
}

/** Looks through the first pages for what they consist of. */
export function pageParts(document: PdfDocument): PageParts {
  const annotationArrays = new Map<number, Page>();
  const contents = new Map<number, number>();
  const resources = new Map<number, number>();
  const visitResources = (object: PDFObject | undefined, page: number, depth: number) => {
    if (depth > resourceDepth) return;
    if (object instanceof PDFRef) {
      if (resources.has(object.objectNumber)) return;
      resources.set(object.objectNumber, page);
    }
    const value = object instanceof PDFRef ? document.load(object)?.value : object;
    if (value instanceof PDFArray) for (const item of value.asArray()) visitResources(item, page, depth + 1);
    else if (value instanceof PDFDict && value.get(name('Type')) !== name('Page')) {
      for (const item of value.values()) visitResources(item, page, depth + 1);
    }
  };
  for (const page of firstPages(document)) {
    const annotations = page.dict.get(name('Annots'));
    if (annotations instanceof PDFRef && !annotationArrays.has(annotations.objectNumber)) {
      annotationArrays.set(annotations.objectNumber, page);
    }
    const content = page.dict.get(name('Contents'));
    const parts = document.array(content)?.asArray() ?? [];
    for (const part of [content, ...parts]) {
      if (part instanceof PDFRef && !contents.has(part.objectNumber)) contents.set(part.objectNumber, page.number);
    }
    visitResources(page.dict.get(name('Resources')), page.number, 0);
  }
  return { annotationArrays, contents, resources };
}
