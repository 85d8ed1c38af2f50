import { type PDFDict, PDFName, PDFNumber, type PDFObject } from 'pdf-lib';
import type { PdfDocument } from '../file/document.ts';
import { displayedRect, displayedSize } from '../pages/page-geometry.ts';
import { type Box, nodeAbove, type Page } from '../pages/pages.ts';
import type { PixelBox, Raster } from './raster.ts';

const maxDepth = 64;
/** Of a page that does not say. Required as the size is, some lack it; every viewer then shows US Letter. */
const defaults = { MediaBox: [0, 0, 612, 792], Rotate: [0], UserUnit: [1] };
const framing = ['MediaBox', 'CropBox', 'Rotate', 'UserUnit'] as const;

/**
 * Whether two pages say the same of their size and of how they are turned, in the very numbers: what one reader makes of a /Rotate of 100
 * is not what another does.
 */
export function isFramedAlike(signed: PdfDocument, before: Page, current: PdfDocument, now: Page): boolean {
  return framing.every((key) => {
    const [old, present] = [numbersOf(signed, before.dict, key), numbersOf(current, now.dict, key)];
    return old.length === present.length && old.every((number, index) => Object.is(number, present[index]));
  });
}

function numbersOf(document: PdfDocument, page: PDFDict, key: (typeof framing)[number]): number[] {
  let node: PDFDict | undefined = page;
  for (let depth = 0; node && depth < maxDepth; depth++) {
    const value: PDFObject | undefined = document.resolve(node.get(PDFName.of(key)));
    if (value !== undefined) {
      const items = document.array(value)?.asArray() ?? [value];
      return items.map((item) => {
        const number = document.resolve(item);
        return number instanceof PDFNumber ? number.asNumber() : Number.NaN;
      });
    }
    node = nodeAbove(document, node);
  }
  if (key === 'CropBox') return numbersOf(document, page, 'MediaBox');
  return defaults[key];
}

/** A rectangle of user space in the points of a raster, with a margin for soft edges. */
export function toPixels(page: Page, rect: Box, dpi: number, marginPx: number): PixelBox {
  const { leftMm, topMm, widthMm, heightMm } = displayedRect(page, rect);
  const px = (mm: number) => (mm / 25.4) * dpi;
  return {
    left: Math.floor(px(leftMm)) - marginPx,
    top: Math.floor(px(topMm)) - marginPx,
    right: Math.ceil(px(leftMm + widthMm)) + marginPx,
    bottom: Math.ceil(px(topMm + heightMm)) + marginPx,
  };
}

/** The reverse: a box of the raster in millimetres of the page as displayed. */
export function toMillimetres({ left, top, right, bottom }: PixelBox, dpi: number) {
  const mm = (px: number) => (px / dpi) * 25.4;
  return { leftMm: mm(left), topMm: mm(top), widthMm: mm(right - left), heightMm: mm(bottom - top) };
}

/** Whether pdf.js sees the page in the size in which it was read here. */
export function isOfSize({ widthPx, heightPx }: Raster, page: Page, dpi: number): boolean {
  const { widthMm, heightMm } = displayedSize(page);
  return Math.abs(widthPx - (widthMm / 25.4) * dpi) <= 1 && Math.abs(heightPx - (heightMm / 25.4) * dpi) <= 1;
}
