import { type PageViewport, type PDFDocumentProxy, type PDFPageProxy, Util } from 'pdfjs-dist';
import { pageOf, watchPage } from './page-guard.ts';
import { mergeLines, type TextLines, type TextRun } from './text-lines.ts';

/** A rectangle of a page as displayed: its centre in millimetres from the top-left corner, and its size. */
export interface Area {
  xMm: number;
  yMm: number;
  widthMm: number;
  heightMm: number;
}

/** What stands on a page that a seal can be lined up with. */
export interface PageMarks {
  text: TextLines;
  /** Where the document is signed already. */
  signatures: readonly Area[];
}

const pointsPerMm = 72 / 25.4;
/** The middle of a character above its baseline, in ems: ideographs stand from 0.12 below it to 0.88 above. */
const middleEm = 0.38;

/** The pieces of text of a page as displayed; empty for a scan. */
async function readText(page: PDFPageProxy, viewport: PageViewport): Promise<TextRun[]> {
  const { items, styles } = await page.getTextContent();
  const runs: TextRun[] = [];
  for (const item of items) {
    if (!('str' in item) || item.str.trim() === '') continue;
    const [a, b, c, d, x, y]: number[] = Util.transform(viewport.transform, item.transform);
    if (![a, b, c, d, x, y].every(Number.isFinite)) continue;
    // Vertical writing hangs from the middle of its column (ISO 32000-2, 9.7.4.3) and runs against the upward direction.
    const isVertical = styles[item.fontName]?.vertical === true;
    const up = isVertical ? 0 : middleEm;
    runs.push({
      xMm: (Number(x) + Number(c) * up) / pointsPerMm,
      yMm: (Number(y) + Number(d) * up) / pointsPerMm,
      directionX: Number(isVertical ? c : a),
      directionY: Number(isVertical ? d : b),
      length: isVertical ? item.height : item.width,
    });
  }
  return runs;
}

/** The visible signature fields of a page that are on it already. */
async function readSignatures(page: PDFPageProxy, viewport: PageViewport): Promise<Area[]> {
  const annotations: { fieldType?: unknown; rect?: unknown }[] = await page.getAnnotations();
  const areas: Area[] = [];
  for (const { fieldType, rect } of annotations) {
    if (fieldType !== 'Sig' || !Array.isArray(rect)) continue;
    const [left, bottom, right, top] = rect.map(Number);
    const [x1 = Number.NaN, y1 = Number.NaN] = viewport
      .convertToViewportPoint(Number(left), Number(bottom))
      .map(Number);
    const [x2 = Number.NaN, y2 = Number.NaN] = viewport.convertToViewportPoint(Number(right), Number(top)).map(Number);
    const area = {
      xMm: (x1 + x2) / 2 / pointsPerMm,
      yMm: (y1 + y2) / 2 / pointsPerMm,
      widthMm: Math.abs(x2 - x1) / pointsPerMm,
      heightMm: Math.abs(y2 - y1) / pointsPerMm,
    };
    if (area.widthMm > 0 && area.heightMm > 0) areas.push(area);
  }
  return areas;
}

/** Reads what stands on a page, in pdf.js's worker. A part that cannot be read counts as absent: the page can be stamped all the same. */
export async function readPageMarks(pdf: PDFDocumentProxy, pageNumber: number): Promise<PageMarks> {
  const page = await pageOf(pdf, pageNumber);
  const viewport = page.getViewport({ scale: 1 });
  const read = Promise.all([readText(page, viewport).catch(() => []), readSignatures(page, viewport).catch(() => [])]);
  const [runs, signatures] = await watchPage(pdf, pageNumber, read);
  return { text: mergeLines(runs), signatures };
}
