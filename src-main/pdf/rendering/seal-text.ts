import { type PDFDict, PDFName, type PDFRef } from 'pdf-lib';
import { followContent } from '../content/content-painting.ts';
import type { Painting } from '../content/painting.ts';
import type { PdfDocument } from '../file/document.ts';
import { appearanceMatrix, normalAppearance } from '../pages/annotation-appearance.ts';
import { annotationBox } from '../pages/annotation-box.ts';
import { contentData } from '../pages/page-content.ts';
import type { Box } from '../pages/pages.ts';

/** What the appearance of an annotation paints, in user space; null where there is none or it cannot be followed. */
function paintingsOf(document: PdfDocument, annotation: PDFDict): { paintings: Painting[]; rect: Box } | null {
  const rect = annotationBox(document, annotation);
  const appearance = normalAppearance(document, annotation);
  const form = document.dict(appearance ?? undefined);
  if (!rect || !appearance || !form) return null;
  const paintings: Painting[] = [];
  try {
    const content = contentData(document, appearance);
    const resources = document.dict(form.get(PDFName.of('Resources')));
    const matrix = appearanceMatrix(document, form, rect);
    const isWhole = followContent(document, content, resources, matrix, (painting) => paintings.push(painting));
    return isWhole ? { paintings, rect } : null;
  } catch {
    return null;
  }
}

/** Whether the appearance of a seal shows text in a font: what a person can read, and not the outlines of a seal. */
export function drawsText(document: PdfDocument, ref: PDFRef): boolean {
  const annotation = document.dict(ref);
  const painted = annotation && paintingsOf(document, annotation);
  return painted?.paintings.some(({ kind, isInvisible }) => kind === 'text' && !isInvisible) ?? false;
}

/** A ground and a border, each perhaps in several strokes. */
const maxPaintings = 4;
const maxSteps = 6;
/** Of the rectangle's sides: what a ground or a border reaches across. */
const framingShare = 0.8;

/** Whether an appearance is no more than the ground or the border of an empty place, which any signature takes away. */
export function isFrame(document: PdfDocument, annotation: PDFDict): boolean {
  const painted = paintingsOf(document, annotation);
  if (!painted) return false;
  const { paintings, rect } = painted;
  const [width, height] = [rect[2] - rect[0], rect[3] - rect[1]];
  return (
    paintings.length <= maxPaintings &&
    paintings.every(({ kind, path, box, matrix }) => {
      const [across, up] = [
        Math.hypot(matrix[0], matrix[1]) * (box[2] - box[0]),
        Math.hypot(matrix[2], matrix[3]) * (box[3] - box[1]),
      ];
      const isStraight = path.length <= maxSteps && path.every(([step]) => step !== 'c');
      return (
        (kind === 'fill' || kind === 'stroke') &&
        isStraight &&
        across >= width * framingShare &&
        up >= height * framingShare
      );
    })
  );
}
