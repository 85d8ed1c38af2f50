import { PDFArray, PDFDict, PDFNumber, type PDFObject, PDFRef } from 'pdf-lib';
import type { PdfDocument } from '../file/document.ts';
import { pdfName as name } from '../file/object-reader.ts';
import { nodeAbove } from '../pages/pages.ts';
import { assertFewOperators } from './page-operators.ts';

/** What a page is drawn from, at the most: objects; data of streams once their filters are undone. */
const maxObjects = 50_000;
const maxDecodedBytes = 96 << 20;
/** What depends on who draws. */
interface PageLimits {
  readonly imagePixels: number;
  readonly operators: number;
}
const usualLimits: PageLimits = { imagePixels: 40_000_000, operators: 2_000_000 };
const maxDepth = 48;
/** The most that deflate makes of a byte (RFC 1951). */
const deflateGrowth = 1_032;
const usualRoom = 1 << 20;

/** They lead away from what the page shows: up the tree, to other pages, to what happens on a click. */
const leadingAway = new Set(
  ['Parent', 'P', 'Popup', 'Dest', 'A', 'AA', 'StructParents', 'IRT', 'V', 'Thumb', 'B'].map(name),
);

/** How much work it is to draw a page. */
interface Work {
  objects: number;
  decodedBytes: number;
  imagePixels: number;
  readonly mostPixels: number;
}

/**
 * Whether a page can be drawn in the time and memory that an honest one takes, by all that its contents, resources and annotations lead
 * to. False also where it cannot be told.
 */
export function isDrawable(
  document: PdfDocument,
  page: PDFDict,
  { imagePixels, operators }: PageLimits = usualLimits,
): boolean {
  try {
    measure(document, page, imagePixels);
    assertFewOperators(document, page, operators);
    return true;
  } catch {
    return false;
  }
}

function measure(document: PdfDocument, page: PDFDict, mostPixels: number): void {
  const work: Work = { objects: 0, decodedBytes: 0, imagePixels: 0, mostPixels };
  const seen = new Set<PDFRef>();
  const visit = (object: PDFObject | undefined, depth: number): void => {
    if (object instanceof PDFRef) {
      if (seen.has(object)) return;
      seen.add(object);
      work.objects += 1;
      if (work.objects > maxObjects) throw new Error('too many objects');
      const loaded = document.load(object);
      if (!loaded) return;
      if (loaded.dataOffset !== null && loaded.value instanceof PDFDict) weigh(document, object, loaded.value, work);
      visit(loaded.value, depth + 1);
      return;
    }
    if (depth > maxDepth) throw new Error('too deep');
    if (object instanceof PDFArray) for (const item of object.asArray()) visit(item, depth + 1);
    else if (object instanceof PDFDict) {
      for (const [key, value] of object.entries()) if (!leadingAway.has(key)) visit(value, depth + 1);
    }
  };
  visit(page, 0);
  // What it inherits stands above it.
  let node = nodeAbove(document, page);
  for (let depth = 0; node && depth < maxDepth; depth++) {
    visit(node.get(name('Resources')), 0);
    node = nodeAbove(document, node);
  }
}

function weigh(document: PdfDocument, ref: PDFRef, dict: PDFDict, work: Work): void {
  const number = (...keys: string[]) => {
    const value = document.resolve(keys.map((key) => dict.get(name(key))).find((one) => one !== undefined));
    return value instanceof PDFNumber ? value.asNumber() : 0;
  };
  if (dict.get(name('Subtype')) === name('Image')) {
    work.imagePixels += number('Width') * number('Height');
    if (!(work.imagePixels <= work.mostPixels)) throw new Error('too large a picture');
  }
  const { data } = document.storedStream(ref);
  const filters = String(document.resolve(dict.get(name('Filter'))) ?? '');
  if (filters === '') work.decodedBytes += data.length;
  else if (/Flate|\/Fl\b|LZW|RunLength|\/RL\b/.test(filters)) {
    const room = maxDecodedBytes - work.decodedBytes;
    // Where it cannot become too much, it need not be tried.
    const most = /LZW|RunLength|\/RL\b|\s/.test(filters) ? Number.POSITIVE_INFINITY : data.length * deflateGrowth;
    work.decodedBytes += most < usualRoom ? most : decodedLength(document, ref, filters, room);
  }
  if (work.decodedBytes > maxDecodedBytes) throw new Error('too much data');
}

/** Filters of pictures are beyond the decoder of structures; what comes before them is what can grow. */
function decodedLength(document: PdfDocument, ref: PDFRef, filters: string, room: number): number {
  if (/DCT|JPX|JBIG2|CCITT/.test(filters)) return document.storedStream(ref).data.length;
  return document.streamData(ref, Math.max(1, room)).length;
}
