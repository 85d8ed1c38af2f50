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
