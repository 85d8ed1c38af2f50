import { endianness } from 'node:os';

/** A page as displayed, drawn in points of red, green and blue from the top-left corner, on white. */
export interface Raster {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly rgb: Uint8Array;
}

/** A part of a raster; right and bottom edge outside. */
export interface PixelBox {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** At which a digit of 6 points is five dots high. */
export const usualDpi = 100;
/** What a drawn page may have: A1 at 100 dpi. Larger pages are drawn coarser. */
const maxPixels = 8_000_000;
/** Below, what is written cannot be told from a stain. */
const leastDpi = 60;

/** The resolution in which a page of this size is drawn; null where it is too large to be drawn fine enough. */
export function resolutionOf({ widthMm, heightMm }: { widthMm: number; heightMm: number }): number | null {
  const squareInches = (widthMm / 25.4) * (heightMm / 25.4);
  const dpi = Math.min(usualDpi, Math.sqrt(maxPixels / squareInches));
  return dpi >= leastDpi ? dpi : null;
}

/** Ends the memory of bytes at once, where the engine can (ECMAScript 2024; Node 20 cannot): outside the heap garbage is noticed late. */
export function giveBackMemory({ buffer }: Uint8Array | Uint8ClampedArray): void {
  if (buffer instanceof ArrayBuffer && 'transfer' in buffer) buffer.transfer(0);
}

/** The colours of points that have an alpha too. */
export function withoutAlpha(rgba: Uint8ClampedArray): Uint8Array<ArrayBuffer> {
  const points = rgba.length >> 2;
  const rgb = new Uint8Array(points * 3);
  const together = endianness() === 'LE' && rgba.byteOffset % 4 === 0 ? points >> 2 : 0;
  // Four points at a time, as three words.
  const from = new Uint32Array(rgba.buffer, rgba.byteOffset - (rgba.byteOffset % 4), together * 4);
  const to = new Uint32Array(rgb.buffer, 0, together * 3);
  for (let group = 0; group < together; group++) {
    const second = from[group * 4 + 1] ?? 0;
    const third = from[group * 4 + 2] ?? 0;
    to[group * 3] = ((from[group * 4] ?? 0) & 0xff_ff_ff) | (second << 24);
    to[group * 3 + 1] = ((second >>> 8) & 0xff_ff) | (third << 16);
    to[group * 3 + 2] = ((third >>> 16) & 0xff) | (((from[group * 4 + 3] ?? 0) & 0xff_ff_ff) << 8);
  }
  for (let point = together * 4; point < points; point++) {
    for (let channel = 0; channel < 3; channel++) rgb[point * 3 + channel] = rgba[point * 4 + channel] ?? 0;
  }
  return rgb;
}

/** A drawn page without its colours: a byte for each point, 0 is black. */
export interface GreyRaster {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly grey: Uint8Array;
}

/** By how bright colours look (ITU-R BT.601). */
export function greyOf({ widthPx, heightPx, rgb }: Raster): GreyRaster {
  const grey = new Uint8Array(widthPx * heightPx);
  for (let at = 0; at < grey.length; at++) {
    const [red = 0, green = 0, blue = 0] = [rgb[at * 3], rgb[at * 3 + 1], rgb[at * 3 + 2]];
    grey[at] = (red * 299 + green * 587 + blue * 114) / 1000;
  }
  return { widthPx, heightPx, grey };
}
