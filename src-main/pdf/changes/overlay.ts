import { type PDFDict, PDFName } from 'pdf-lib';
import { contentMarks, type Mark } from '../content/content-marks.ts';
import type { PdfDocument } from '../file/document.ts';
import { appearanceMatrix, normalAppearance } from '../pages/annotation-appearance.ts';
import { annotationBox } from '../pages/annotation-box.ts';
import { identity } from '../pages/matrix.ts';
import { contentData, inheritedResources } from '../pages/page-content.ts';
import { type Box, readPage } from '../pages/pages.ts';

const name = (text: string) => PDFName.of(text);
/** How much of a piece of text has to lie under something before it counts as hidden. */
const hiddenShare = 0.5;
/** An opaque area of this share of the page hides something of a scan, which is one picture: about 6 × 3 cm on A4. */
const largeShare = 0.03;
/** A mark that fills this much of the page is its background, not something that could be hidden. */
const backgroundShare = 0.4;

const areaOf = ([left, bottom, right, top]: Box) => Math.max(0, right - left) * Math.max(0, top - bottom);

function sharedArea(first: Box, second: Box): number {
  return areaOf([
    Math.max(first[0], second[0]),
    Math.max(first[1], second[1]),
    Math.min(first[2], second[2]),
    Math.min(first[3], second[3]),
  ]);
}

/** What an annotation paints on its page; null where it cannot be followed. */
function annotationMarks(document: PdfDocument, annotation: PDFDict, rect: Box): Mark[] | null {
  const appearance = normalAppearance(document, annotation);
  if (!appearance) return [];
  const form = document.dict(appearance);
  if (!form) return [];
  const resources = document.dict(form.get(name('Resources')));
  const marks = contentMarks(
    document,
    contentData(document, appearance),
    resources,
    appearanceMatrix(document, form, rect),
  );
  // An appearance is cut off at its BBox, which fills the rectangle.
  return (
    marks?.map((mark) => ({
      ...mark,
      box: [
        Math.max(mark.box[0], rect[0]),
        Math.max(mark.box[1], rect[1]),
        Math.min(mark.box[2], rect[2]),
        Math.min(mark.box[3], rect[3]),
      ],
    })) ?? null
  );
}

/**
 * Whether an annotation of the current revision hides something that page `number` of the signed one showed: something opaque over half
 * of a piece of text, of a drawing or a picture, or over a large part of a page that cannot be taken apart. A seal that blends with what is under it
 * hides nothing.
 */
export function coversContent(current: PdfDocument, annotation: PDFDict, signed: PdfDocument, number: number): boolean {
  const rect = annotationBox(current, annotation);
  if (!rect) return false;
  let opaque: Box[];
  try {
    const marks = annotationMarks(current, annotation, rect);
    opaque = marks ? marks.filter((mark) => mark.opaque).map(({ box }) => box) : [rect];
  } catch {
    opaque = [rect];
  }
  if (opaque.length === 0) return false;
  const page = readPage(signed, number);
  const pageArea = areaOf(page.mediaBox);
  const isLarge = opaque.some((box) => areaOf(box) > pageArea * largeShare);
  const under = pageMarks(signed, page.dict);
  if (!under) return isLarge;
  return under.some((mark) => {
    const area = areaOf(mark.box);
    if (area > pageArea * backgroundShare) return mark.kind === 'image' && isLarge;
    return area > 0 && opaque.some((box) => sharedArea(box, mark.box) > area * hiddenShare);
  });
}

/** What the contents of a page paint, in its user space; null where they cannot be followed. */
function pageMarks(document: PdfDocument, page: PDFDict): Mark[] | null {
  try {
    const content = contentData(document, page.get(name('Contents')));
    return contentMarks(document, content, inheritedResources(document, page), identity);
  } catch {
    return null;
  }
}
