import { type PDFDict, PDFName, PDFNumber, PDFRef } from 'pdf-lib';
import { followContent } from '../content/content-painting.ts';
import { type JpegDecoder, openImage } from '../content/image-samples.ts';
import { loadJpegDecoder } from '../content/jpeg.ts';
import type { Painting } from '../content/painting.ts';
import { flatten } from '../content/path-geometry.ts';
import type { PdfDocument } from '../file/document.ts';
import { appearanceMatrix, normalAppearance } from '../pages/annotation-appearance.ts';
import { annotationBox, boxOf } from '../pages/annotation-box.ts';
import { keepsBoxes, keepsCircles, type Matrix, multiply, scaleOf, transformBox } from '../pages/matrix.ts';
import { contentData } from '../pages/page-content.ts';
import { displayedRect, displayedSize, toDisplayed } from '../pages/page-geometry.ts';
import { annotationPage, pagesListing } from '../pages/page-places.ts';
import { type Box, type Page, readPage } from '../pages/pages.ts';
import type { SignatureField } from '../signing/signature-fields.ts';
import { areExactLines, areExactShapes, isExactImage } from './exact-marks.ts';
import { isPlainContent } from './plain-content.ts';
import { mostSamplesAcross, type Raster, RasterPainter } from './raster.ts';

const name = (text: string) => PDFName.of(text);
const hiddenFlag = 0x02;
const maxWidgets = 100;

/** The widgets of a field, itself and its kids: readers draw both, though a field with a place of its own should have none. */
function widgetsOf(document: PdfDocument, { ref, dict }: SignatureField): { widgets: Widget[]; isWhole: boolean } {
  const own = dict.has(name('Rect')) ? [{ ref, dict }] : [];
  const kids = document.array(dict.get(name('Kids')))?.asArray() ?? [];
  const others = kids.slice(0, maxWidgets).flatMap((kid): Widget[] => {
    const kidDict = document.dict(kid);
    return kidDict ? [{ ref: kid instanceof PDFRef ? kid : null, dict: kidDict }] : [];
  });
  return { widgets: [...own, ...others], isWhole: kids.length <= maxWidgets };
}

interface Widget {
  readonly ref: PDFRef | null;
  readonly dict: PDFDict;
}

/** The pages that show a widget, by which it is turned, whatever it says of its page; null where it stands on none that is known. */
function pagesOf(document: PdfDocument, { ref }: Widget): readonly (Page | null)[] {
  if (!ref) return [null];
  const claimed = annotationPage(document, ref);
  const numbers = pagesListing(document, ref) ?? (claimed === null ? [] : [claimed]);
  return numbers.length === 0 ? [null] : numbers.map((number) => readPage(document, number));
}

/** From user space to the widget's own picture as displayed, `longestPx` on its longer side. */
function displayMatrix(page: Page | null, rect: Box, longestPx: number) {
  const at = (x: number, y: number): readonly [number, number] => {
    if (!page) return [x, -y];
    const { xMm, yMm } = toDisplayed(page, x, y);
    return [xMm, yMm];
  };
  const [originX, originY] = at(0, 0);
  const [acrossX, acrossY] = at(1, 0);
  const [upX, upY] = at(0, 1);
  const displayed: Matrix = [acrossX - originX, acrossY - originY, upX - originX, upY - originY, originX, originY];
  const [left, top, right, bottom] = transformBox(rect, displayed);
  const scale = longestPx / Math.max(right - left, bottom - top);
  return {
    matrix: multiply(displayed, [scale, 0, 0, scale, -left * scale, -top * scale]),
    widthPx: (right - left) * scale,
    heightPx: (bottom - top) * scale,
  };
}

function isHidden(document: PdfDocument, widget: PDFDict): boolean {
  const flags = document.resolve(widget.get(name('F')));
  return flags instanceof PDFNumber && (flags.asNumber() & hiddenFlag) !== 0;
}

/** What one widget shows. */
export interface DrawnWidget {
  /** Null where it cannot be drawn here exactly as readers do. */
  readonly raster: Raster | null;
  /** Width over height of its place as displayed. */
  readonly shape: number;
  /** Where it stands; null where no page is known to show it. */
  readonly place: ShownPlace | null;
}

/** A place on a page as displayed, millimetres from its top-left corner. */
export interface ShownPlace {
  readonly page: number;
  readonly size: ReturnType<typeof displayedSize>;
  readonly rect: ReturnType<typeof displayedRect>;
}

/** What cannot be drawn. */
export const notDrawn: DrawnWidget = { raster: null, shape: 1, place: null };

const placeOn = (page: Page | null, box: Box): ShownPlace | null =>
  page && { page: page.number, size: displayedSize(page), rect: displayedRect(page, box) };

/** What was drawn of a document, by all that decides what it looks like: a document stamped often has the same picture often. */
const knownDrawings = new WeakMap<PdfDocument, Map<string, Raster | null>>();

/** Paints one thing; false where it cannot be painted as it is. */
function paint(document: PdfDocument, jpeg: JpegDecoder, painter: RasterPainter, painting: Painting): boolean {
  const { kind, matrix, colour, opacity, blends, clip, imageRef } = painting;
  if (!painting.isClipExact) return false;
  const ink = { opacity, blends, clip };
  if (kind === 'image') {
    if (!imageRef || !isExactImage(matrix)) return false;
    // All of it, or too much of it to be drawn: what is picked out could show something else than the rest.
    const widthPx = Math.ceil(Math.hypot(matrix[0], matrix[1]) * mostSamplesAcross) + 1;
    const samples = openImage(document, imageRef, { jpeg, widthPx, stencilColour: colour });
    if (!samples) return false;
    painter.image(samples, matrix, ink);
    return true;
  }
  if (!colour) return false;
  // Of a slice most of the seal lies elsewhere.
  if (kind === 'fill' && !painter.shows(transformBox(painting.box, matrix), clip)) return true;
  const lines = flatten(painting.path, matrix);
  if (kind === 'fill' && areExactShapes(lines)) painter.fill(lines, painting.evenOdd, colour, ink);
  else if (kind === 'stroke' && keepsCircles(matrix)) {
    const widthPx = painting.lineWidth * scaleOf(matrix);
    if (!areExactLines(lines, widthPx)) return false;
    painter.stroke(lines, widthPx, colour, ink);
  } else return false;
  return true;
}

function drawWidget(
  document: PdfDocument,
  jpeg: JpegDecoder,
  { widget, page }: { readonly widget: PDFDict; readonly page: Page | null },
  longestPx: number,
): DrawnWidget {
  const rect = annotationBox(document, widget);
  const appearance = normalAppearance(document, widget);
  const form = document.dict(appearance ?? undefined);
  if (!rect || !appearance || !form || widget.has(name('OC'))) return notDrawn;
  const display = displayMatrix(page, rect, longestPx);
  const matrix = multiply(appearanceMatrix(document, form, rect), display.matrix);
  const content = contentData(document, appearance);
  const drawings = knownDrawings.get(document) ?? new Map<string, Raster | null>();
  knownDrawings.set(document, drawings);
  const size = [display.widthPx, display.heightPx].map(Math.round);
  const place = matrix.map((value) => value.toFixed(2));
  // References in the dictionary name the same objects throughout a document.
  const key = [...size, ...place, form.toString(), Buffer.from(content).toString('latin1')].join(' ');
  const shown = { shape: display.widthPx / display.heightPx, place: placeOn(page, rect) };
  const known = drawings.get(key);
  if (known !== undefined) return { raster: known, ...shown };
  const hasBox = boxOf(document, form.get(name('BBox'))) !== null && keepsBoxes(matrix);
  const drawn =
    hasBox && isPlainContent(document, appearance)
      ? drawForm(document, jpeg, { content, form, matrix }, new RasterPainter(display.widthPx, display.heightPx))
      : null;
  drawings.set(key, drawn);
  return { raster: drawn, ...shown };
}

interface PlacedForm {
  readonly content: Uint8Array;
  readonly form: PDFDict;
  readonly matrix: Matrix;
}

function drawForm(
  document: PdfDocument,
  jpeg: JpegDecoder,
  { content, form, matrix }: PlacedForm,
  painter: RasterPainter,
): Raster | null {
  let isExact = true;
  const resources = document.dict(form.get(name('Resources')));
  const isFollowed = followContent(document, content, resources, matrix, (painting) => {
    isExact = isExact && paint(document, jpeg, painter, painting);
  });
  return isFollowed && isExact && painter.isComplete ? painter.raster() : null;
}

/**
 * What the widgets of a signature field show on their pages as displayed, each on white paper and `longestPx` on its longer side: nothing
 * for one that shows nothing. Never throws on hostile bytes.
 */
export async function drawSignatureWidgets(
  document: PdfDocument,
  field: SignatureField,
  longestPx: number,
): Promise<DrawnWidget[]> {
  const jpeg = await loadJpegDecoder();
  const { widgets, isWhole } = widgetsOf(document, field);
  const drawn = widgets.flatMap((widget) => {
    try {
      const { dict } = widget;
      const isShown = annotationBox(document, dict) && !isHidden(document, dict) && dict.has(name('AP'));
      if (!isShown) return [];
      return pagesOf(document, widget).map((page) => drawWidget(document, jpeg, { widget: dict, page }, longestPx));
    } catch {
      return [notDrawn];
    }
  });
  return isWhole ? drawn : [...drawn, notDrawn];
}
