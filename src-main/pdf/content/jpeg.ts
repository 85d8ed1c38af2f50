import type { JpegImage } from 'pdfjs-dist/image_decoders/pdf.image_decoders.mjs';

type JpegDecoder = typeof JpegImage;

/** Baseline, extended and progressive frames; the others are arithmetic or lossless, which PDF does not know. */
const frameMarkers = new Set([0xc0, 0xc1, 0xc2]);
const startOfScan = 0xda;
/** What the coefficients of a picture may take in memory: an A4 page at 600 dpi takes 104 MB. */
const coefficientLimitBytes = 128 << 20;

/** Loads the decoder when the first picture needs it. */
export async function loadJpegDecoder(): Promise<JpegDecoder> {
  return (await import('pdfjs-dist/image_decoders/pdf.image_decoders.mjs')).JpegImage;
}

/** What the coefficients of a JPEG (ITU-T T.81, B.2.2) take in memory; infinite where no frame is found. */
function coefficientBytes(data: Uint8Array): number {
  for (let at = 2; at + 9 < data.length; ) {
    if (data[at] !== 0xff) return Number.POSITIVE_INFINITY;
    const marker = data[at + 1] ?? 0;
    const number = (offset: number) => ((data[at + offset] ?? 0) << 8) | (data[at + offset + 1] ?? 0);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === startOfScan) return Number.POSITIVE_INFINITY;
    if (!frameMarkers.has(marker)) {
      at += 2 + number(2);
      continue;
    }
    const components = Array.from({ length: data[at + 9] ?? 0 }, (_, index) => {
      const sampling = data[at + 11 + index * 3] ?? 0;
      return { across: sampling >> 4, down: sampling & 15 };
    });
    const across = Math.max(1, ...components.map((one) => one.across));
    const down = Math.max(1, ...components.map((one) => one.down));
    const share = components.reduce((sum, one) => sum + (one.across * one.down) / (across * down), 0);
    return (number(5) + 8 * down) * (number(7) + 8 * across) * share * 2;
  }
  return Number.POSITIVE_INFINITY;
}

/**
 * Decodes a JPEG to red, green and blue, not much larger than `widthPx`, by picking pixels out. Null for one that is too large or cannot be decoded.
 * @param decode of the image dictionary; null for the usual one
 */
export function decodeJpeg(
  decoder: JpegDecoder,
  data: Uint8Array,
  widthPx: number,
  decode: readonly number[] | null,
): { readonly widthPx: number; readonly heightPx: number; readonly rgb: Uint8Array | Uint8ClampedArray } | null {
  if (coefficientBytes(data) > coefficientLimitBytes) return null;
  try {
    const decodeTransform = decode && Int32Array.from(decode, (value, index) => transformOf(decode, value, index));
    const image = new decoder(decodeTransform ? { decodeTransform } : {});
    image.parse(data);
    const share = Math.min(1, widthPx / image.width);
    const width = Math.max(1, Math.round(image.width * share));
    const height = Math.max(1, Math.round(image.height * share));
    const rgb = image.getData({ width, height, forceRGB: true, isSourcePDF: true });
    return rgb.length === width * height * 3 ? { widthPx: width, heightPx: height, rgb } : null;
  } catch {
    return null;
  }
}

/** A pair of /Decode as a factor of 1/256 and an offset, for components of a byte. */
function transformOf(decode: readonly number[], value: number, index: number): number {
  return index % 2 === 0
    ? Math.round(((decode[index + 1] ?? 1) - value) * 256)
    : Math.round((decode[index - 1] ?? 0) * 255);
}
