import { cropToInk, fitPixels, liftInk } from './ink.ts';
import { decodePng, encodePng, type Pixels } from './png.ts';

/** A picture of an impression, ready to be used: `rgba` is row by row, not premultiplied; `png` is the same encoded. */
export interface ImpressionPng {
  readonly png: Uint8Array;
  readonly rgba: Uint8Array;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly hasTransparency: boolean;
}

/** Sharper than any printer at the size of a seal (40 mm at 1,500 dpi); more would only swell every stamped document. */
const longestPx = 2400;
const nearlyOpaque = 250;

function isTransparent({ data }: Pixels): boolean {
  for (let at = 3; at < data.length; at += 4) if ((data[at] ?? 255) < nearlyOpaque) return true;
  return false;
}

/**
 * Reads a PNG of at most 40 million pixels. `removeBackground` takes the paper of a scan away and cuts to the ink. What is larger than a
 * printer can show is reduced. Throws SEAL_ARTWORK_INVALID.
 */
export function readImpressionPng(png: Uint8Array, options: { removeBackground: boolean }): ImpressionPng {
  const original = decodePng(png);
  const image = fitPixels(options.removeBackground ? cropToInk(liftInk(original)) : original, longestPx);
  return {
    png: image === original ? png : encodePng(image),
    rgba: image.data,
    widthPx: image.width,
    heightPx: image.height,
    hasTransparency: isTransparent(image),
  };
}
