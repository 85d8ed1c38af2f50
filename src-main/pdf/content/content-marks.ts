import { type PDFDict, PDFName } from 'pdf-lib';
import type { PdfDocument } from '../file/document.ts';
import { type Matrix, transformBox } from '../pages/matrix.ts';
import type { Box } from '../pages/pages.ts';
import { followContent } from './content-painting.ts';
import type { Painting } from './painting.ts';

/** Something that a content stream paints, by the box that it lies in. */
export interface Mark {
  readonly kind: Painting['kind'];
  readonly box: Box;
  /** Whether what lies under it cannot be seen. */
  readonly opaque: boolean;
}

/**
 * What a content stream paints, in the coordinates that `matrix` leads to. Null where it cannot be followed to its end: too long, or
 * damaged. Clipping is not followed: a mark may be larger here than on the page.
 */
export function contentMarks(
  document: PdfDocument,
  content: Uint8Array,
  resources: PDFDict | undefined,
  matrix: Matrix,
): Mark[] | null {
  const marks: Mark[] = [];
  const onPainting = (painting: Painting) => {
    const { kind, box, blends, opacity } = painting;
    const opaque = hides(document, painting) && !blends && opacity > 0.5;
    marks.push({ kind, box: transformBox(box, painting.matrix), opaque });
  };
  try {
    return followContent(document, content, resources, matrix, onPainting) ? marks : null;
  } catch {
    return null;
  }
}

/** Whether something of that kind leaves nothing to be seen under it. */
function hides(document: PdfDocument, { kind, imageRef }: Painting): boolean {
  if (kind === 'text' || kind === 'stroke') return false;
  const image = document.dict(imageRef ?? undefined);
  const masks = ['SMask', 'Mask'].some((key) => image?.has(PDFName.of(key)));
  return !masks && String(image?.get(PDFName.of('ImageMask'))) !== 'true';
}
