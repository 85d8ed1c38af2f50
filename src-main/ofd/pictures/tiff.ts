import UTIF from 'utif2';
import type { DecodedPicture } from './decoded-picture.ts';

/** Of which a row of scanners makes the most. */
const largestPixels = 70_000_000;
const tag = { width: 't256', height: 't257' } as const;

/** Decodes the first picture of a TIFF. Null for one that is damaged, too large, or of a kind that is not known. */
export function decodeTiff(data: Uint8Array): DecodedPicture | null {
  try {
    const buffer = new ArrayBuffer(data.length);
    new Uint8Array(buffer).set(data);
    const [first] = UTIF.decode(buffer);
    if (!first) return null;
    const [widthPx, heightPx] = [firstOf(first[tag.width]), firstOf(first[tag.height])];
    if (!(widthPx > 0) || !(heightPx > 0) || widthPx * heightPx > largestPixels) return null;
    UTIF.decodeImage(buffer, first);
    const rgba = UTIF.toRGBA8(first);
    return rgba.length === widthPx * heightPx * 4 ? { widthPx, heightPx, data: rgba, channels: 4 } : null;
  } catch {
    return null;
  }
}

const firstOf = (value: unknown): number => (Array.isArray(value) ? Number(value[0]) : Number.NaN);
