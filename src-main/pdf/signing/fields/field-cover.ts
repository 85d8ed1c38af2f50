import { type PDFDict, PDFName, PDFNumber, type PDFObject } from 'pdf-lib';
import type { PdfDocument } from '../../file/document.ts';
import { annotationBox } from '../../pages/annotation-box.ts';
import type { Box } from '../../pages/pages.ts';

const name = (text: string) => PDFName.of(text);
const hidden = 2;
/** What readers show of themselves only where they are pointed at, or frame at most. */
const aids = [name('Popup'), name('Link')];
/** What of an empty signature field some readers draw. */
const frames = ['AP', 'MK', 'BS', 'Border', 'C'];

function isDrawn(document: PdfDocument, annotation: PDFDict): boolean {
  const flags = document.resolve(annotation.get(name('F')));
  if (flags instanceof PDFNumber && (flags.asNumber() & hidden) !== 0) return false;
  const subtype = document.resolve(annotation.get(name('Subtype')));
  if (aids.some((aid) => aid === subtype)) return annotation.has(name('AP'));
  const isEmptySignature = document.resolve(annotation.get(name('FT'))) === name('Sig') && !annotation.has(name('V'));
  return !isEmptySignature || frames.some((key) => annotation.has(name(key)));
}

/**
 * Whether something is drawn over a place of a page: annotations are drawn in the order in which the page lists them.
 * @param later those that the page lists behind the one that the place is of
 */
export function isCovered(document: PdfDocument, place: Box, later: readonly PDFObject[]): boolean {
  return later.some((item) => {
    const annotation = document.dict(item);
    const box = annotation && annotationBox(document, annotation);
    if (!annotation || !box || !isDrawn(document, annotation)) return false;
    return place[0] < box[2] && box[0] < place[2] && place[1] < box[3] && box[1] < place[3];
  });
}
