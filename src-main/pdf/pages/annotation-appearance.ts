import { type PDFDict, PDFName, type PDFObject, PDFRef } from 'pdf-lib';
import type { PdfDocument } from '../file/document.ts';
import { pdfName as name } from '../file/object-reader.ts';
import { boxOf } from './annotation-box.ts';
import { type Matrix, matrixOf, multiply, transformBox } from './matrix.ts';
import type { Box } from './pages.ts';

/** The stream that is drawn: the normal appearance, in the state that the annotation names. */
export function normalAppearance(document: PdfDocument, annotation: PDFDict): PDFRef | null {
  const normal = document.dict(annotation.get(name('AP')))?.get(name('N'));
  const isStream = (object: PDFObject | undefined): object is PDFRef =>
    object instanceof PDFRef && document.load(object)?.dataOffset != null;
  if (isStream(normal)) return normal;
  const state = document.resolve(annotation.get(name('AS')));
  const states = document.dict(normal);
  const chosen = state instanceof PDFName ? states?.get(state) : states?.values()[0];
  return isStream(chosen) ? chosen : null;
}

/** How an appearance is put into its annotation's rectangle (ISO 32000-2, 12.5.5, algorithm 8), its own matrix included. */
export function appearanceMatrix(document: PdfDocument, form: PDFDict, rect: Box): Matrix {
  return multiply(matrixOf(document, form.get(name('Matrix'))), placingMatrix(document, form, rect));
}

/** The same without the form's own matrix, which whoever draws the form applies. */
export function placingMatrix(document: PdfDocument, form: PDFDict, rect: Box): Matrix {
  const matrix = matrixOf(document, form.get(name('Matrix')));
  const corners = boxOf(document, form.get(name('BBox'))) ?? [0, 0, 1, 1];
  const [left, bottom, right, top] = transformBox(corners, matrix);
  const across = right > left ? (rect[2] - rect[0]) / (right - left) : 1;
  const up = top > bottom ? (rect[3] - rect[1]) / (top - bottom) : 1;
  return [across, 0, 0, up, rect[0] - left * across, rect[1] - bottom * up];
}
