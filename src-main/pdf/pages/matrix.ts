import { PDFNumber, type PDFObject } from 'pdf-lib';
import type { PdfDocument } from '../file/document.ts';
import type { Box } from './pages.ts';

/** [a b c d e f] (ISO 32000-2, 8.3.3). */
export type Matrix = readonly [number, number, number, number, number, number];

export const identity: Matrix = [1, 0, 0, 1, 0, 0];

/** `first`, then `second`. */
export function multiply(first: Matrix, second: Matrix): Matrix {
  const [a, b, c, d, e, f] = first;
  const [A, B, C, D, E, F] = second;
  return [a * A + b * C, a * B + b * D, c * A + d * C, c * B + d * D, e * A + f * C + E, e * B + f * D + F];
}

/** Null for a matrix that leaves no area. */
export function invert([a, b, c, d, e, f]: Matrix): Matrix | null {
  const determinant = a * d - b * c;
  if (!Number.isFinite(1 / determinant)) return null;
  return [
    d / determinant,
    -b / determinant,
    -c / determinant,
    a / determinant,
    (c * f - d * e) / determinant,
    (b * e - a * f) / determinant,
  ];
}

/** How much longer a matrix makes a length, on the average of all directions. */
export function scaleOf([a, b, c, d]: Matrix): number {
  return Math.sqrt(Math.abs(a * d - b * c));
}

/** The box around a box that a matrix moved. */
export function transformBox([left, bottom, right, top]: Box, [a, b, c, d, e, f]: Matrix): Box {
  const xs = [left, right].flatMap((x) => [bottom, top].map((y) => a * x + c * y + e));
  const ys = [left, right].flatMap((x) => [bottom, top].map((y) => b * x + d * y + f));
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

/** Whether boxes stay boxes. */
export function keepsBoxes([a, b, c, d]: Matrix): boolean {
  const [along, across] = [Math.max(Math.abs(a), Math.abs(d)), Math.max(Math.abs(b), Math.abs(c))];
  return Math.min(along, across) <= Math.max(along, across) * 1e-6;
}

/** Whether circles stay circles, nearly, and lines as wide in all directions. */
export function keepsCircles([a, b, c, d]: Matrix): boolean {
  const [first, second] = [Math.hypot(a, b), Math.hypot(c, d)];
  const skew = Math.abs(a * c + b * d);
  return Math.max(first, second) <= Math.min(first, second) * 1.1 && skew <= first * second * 0.1;
}

/** The matrix that a PDF array is; the identity where it is none. */
export function matrixOf(document: PdfDocument, object: PDFObject | undefined): Matrix {
  const items = document.array(object)?.asArray() ?? [];
  const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = items.map((item) => {
    const value = document.resolve(item);
    return value instanceof PDFNumber ? value.asNumber() : Number.NaN;
  });
  const matrix: Matrix = [a, b, c, d, e, f];
  return items.length === 6 && matrix.every(Number.isFinite) ? matrix : identity;
}
