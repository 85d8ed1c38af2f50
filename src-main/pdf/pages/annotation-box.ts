import { type PDFDict, PDFName, PDFNumber, type PDFObject } from 'pdf-lib';
import type { PdfDocument } from '../file/document.ts';
import type { Box } from './pages.ts';

/** The rectangle of an annotation in user space; null for one that has no area, and so shows nothing. */
export function annotationBox(document: PdfDocument, annotation: PDFDict): Box | null {
  return boxOf(document, annotation.get(PDFName.of('Rect')));
}

/** A rectangle (ISO 32000-2, 7.9.5), its corners in order; null where it is none or has no area. */
export function boxOf(document: PdfDocument, object: PDFObject | undefined): Box | null {
  const items = document.array(object)?.asArray() ?? [];
  const numbers = items.map((item) => {
    const value = document.resolve(item);
    return value instanceof PDFNumber ? value.asNumber() : Number.NaN;
  });
  const [a = Number.NaN, b = Number.NaN, c = Number.NaN, d = Number.NaN] = numbers;
  const box: Box = [Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d)];
  return box.every(Number.isFinite) && box[2] > box[0] && box[3] > box[1] ? box : null;
}
