import { type PDFDict, PDFName, PDFNumber, PDFRef } from 'pdf-lib';
import type { PdfDocument } from '../file/document.ts';
import { decodeStream } from '../file/stream-decoding.ts';
import { type ColourSpace, deviceSpace, readColourSpace } from './colour-space.ts';
import { decodeJpeg, type loadJpegDecoder } from './jpeg.ts';

export type JpegDecoder = Awaited<ReturnType<typeof loadJpegDecoder>>;

/** Where a picture is looked at: `u` runs from its left edge (0) to its right (1), `v` from its top (0) to its bottom (1). */
export interface ImageSamples {
  /** How many samples there are across and down, of the image or of its mask: what is looked at more coarsely can hide anything between. */
  readonly widthPx: number;
  readonly heightPx: number;
  /** Puts red, green, blue and alpha (0 to 255) at a point into `pixel`. */
  read(u: number, v: number, pixel: Uint8ClampedArray): void;
}

/** Uncompressed: an A4 page of 600 dpi takes 104 MB in colour. */
const sampleLimitBytes = 120 << 20;
const largestSide = 1 << 16;
const name = (text: string) => PDFName.of(text);

/** A rectangle of samples of one to 16 bits, row by row (ISO 32000-2, 8.9.5). */
interface Raster {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly componentCount: number;
  /** The sample from 0 to `most`. */
  at(x: number, y: number, component: number): number;
  readonly most: number;
}

type Filter = 'none' | 'jpeg' | 'unsupported';

function numberOf(document: PdfDocument, dict: PDFDict, key: string, short: string): number | null {
  const value = document.resolve(dict.get(name(key)) ?? dict.get(name(short)));
  return value instanceof PDFNumber ? value.asNumber() : null;
}

function numbersOf(document: PdfDocument, dict: PDFDict, key: string): number[] | null {
  const items = document.array(dict.get(name(key)))?.asArray();
  return items?.map((item) => (item instanceof PDFNumber ? item.asNumber() : 0)) ?? null;
}

const isStencil = (dict: PDFDict) => String(dict.get(name('ImageMask'))) === 'true';

/** The data with every filter undone but that of an image format, and which that is. */
function readData(document: PdfDocument, ref: PDFRef): { data: Uint8Array; filter: Filter } {
  const { dict, data } = document.storedStream(ref);
  const entry = document.resolve(dict.get(name('Filter')));
  const filters = document.array(entry)?.asArray().map(document.resolve) ?? (entry ? [entry] : []);
  const last = filters.at(-1);
  const word = last instanceof PDFName ? last.decodeText() : '';
  if (['JPXDecode', 'JBIG2Decode', 'CCITTFaxDecode', 'CCF'].includes(word)) return { data, filter: 'unsupported' };
  const isJpeg = word === 'DCTDecode' || word === 'DCT';
  if (!isJpeg) return { data: decodeStream(dict, data, document.resolve, sampleLimitBytes), filter: 'none' };
  const parameters = document.array(dict.get(name('DecodeParms')))?.asArray() ?? [];
  const outer = dict.context.obj({ Filter: filters.slice(0, -1), DecodeParms: parameters.slice(0, -1) });
  return { data: decodeStream(outer, data, document.resolve, sampleLimitBytes), filter: 'jpeg' };
}

function rasterOf(
  data: Uint8Array,
  size: { readonly widthPx: number; readonly heightPx: number },
  componentCount: number,
  bits: number,
): Raster {
  const rowBytes = Math.ceil((size.widthPx * componentCount * bits) / 8);
  const base = { ...size, componentCount };
  if (bits === 8) {
    return { ...base, most: 255, at: (x, y, component) => data[y * rowBytes + x * componentCount + component] ?? 0 };
  }
  // Of 16 bits the upper byte is enough.
  if (bits === 16) {
    const at = (x: number, y: number, component: number) =>
      data[y * rowBytes + (x * componentCount + component) * 2] ?? 0;
    return { ...base, most: 255, at };
  }
  const most = (1 << bits) - 1;
  const at = (x: number, y: number, component: number) => {
    const bit = (x * componentCount + component) * bits;
    return ((data[y * rowBytes + (bit >> 3)] ?? 0) >> (8 - bits - (bit & 7))) & most;
  };
  return { ...base, most, at };
}

function sizeOf(document: PdfDocument, dict: PDFDict): { widthPx: number; heightPx: number } | null {
  const widthPx = numberOf(document, dict, 'Width', 'W') ?? 0;
  const heightPx = numberOf(document, dict, 'Height', 'H') ?? 0;
  const isSize = [widthPx, heightPx].every((side) => Number.isInteger(side) && side > 0 && side <= largestSide);
  return isSize ? { widthPx, heightPx } : null;
}

const indexAt = (share: number, count: number) => Math.min(count - 1, Math.max(0, Math.floor(share * count)));

type Size = Pick<ImageSamples, 'widthPx' | 'heightPx'>;

interface Mask extends Size {
  shows(u: number, v: number): number;
}

/** How much of each point shows, from 0 to 255: a soft mask or a stencil mask (ISO 32000-2, 8.9.6 and 11.6.5). */
function readMask(document: PdfDocument, ref: PDFRef, jpeg: JpegDecoder, widthPx: number): Mask | null {
  const { dict } = document.storedStream(ref);
  const size = sizeOf(document, dict);
  const { data, filter } = readData(document, ref);
  if (!size || filter === 'unsupported') return null;
  if (filter === 'jpeg') {
    const picture = decodeJpeg(jpeg, data, widthPx, null);
    if (!picture) return null;
    const { rgb, ...decoded } = picture;
    const at = (u: number, v: number) => indexAt(v, decoded.heightPx) * decoded.widthPx + indexAt(u, decoded.widthPx);
    return { ...decoded, shows: (u, v) => rgb[at(u, v) * 3] ?? 0 };
  }
  const stencil = isStencil(dict);
  const raster = rasterOf(data, size, 1, stencil ? 1 : (numberOf(document, dict, 'BitsPerComponent', 'BPC') ?? 8));
  const [from = 0, to = 1] = numbersOf(document, dict, 'Decode') ?? [];
  const shows = (u: number, v: number) => {
    const sample = raster.at(indexAt(u, size.widthPx), indexAt(v, size.heightPx), 0) / raster.most;
    const decoded = from + sample * (to - from);
    return (stencil ? 1 - decoded : decoded) * 255;
  };
  return { ...size, shows };
}

const finest = (one: Size, other: Size | null): Size => ({
  widthPx: Math.max(one.widthPx, other?.widthPx ?? 0),
  heightPx: Math.max(one.heightPx, other?.heightPx ?? 0),
});

/** The colours of samples, each found once where a byte tells them all. */
function colourReader(raster: Raster, space: ColourSpace, decode: readonly number[] | null) {
  const { componentCount, most } = raster;
  const range = (component: number) => {
    const from = decode?.[component * 2] ?? 0;
    return { from, size: (decode?.[component * 2 + 1] ?? (space.isIndexed ? most : 1)) - from };
  };
  const ranges = Array.from({ length: componentCount }, (_, component) => range(component));
  const components = new Float64Array(componentCount);
  return (x: number, y: number, pixel: Uint8ClampedArray) => {
    for (let index = 0; index < componentCount; index++) {
      const { from, size } = ranges[index] ?? { from: 0, size: 1 };
      const value = from + (raster.at(x, y, index) / most) * size;
      components[index] = space.isIndexed ? Math.round(value) : value;
    }
    const colour = space.toRgb(components);
    pixel[0] = (colour?.[0] ?? 0) * 255;
    pixel[1] = (colour?.[1] ?? 0) * 255;
    pixel[2] = (colour?.[2] ?? 0) * 255;
    pixel[3] = 255;
  };
}

/**
 * Opens an image XObject to be looked at about `widthPx` points across. `stencilColour` is what a stencil mask is painted in. Null for a
 * format that is not decoded here (JPEG 2000, JBIG2, CCITT fax) and for what is too large; throws PDF_DAMAGED.
 */
export function openImage(
  document: PdfDocument,
  ref: PDFRef,
  { jpeg, widthPx, stencilColour }: { jpeg: JpegDecoder; widthPx: number; stencilColour: readonly number[] | null },
): ImageSamples | null {
  const { dict } = document.storedStream(ref);
  const size = sizeOf(document, dict);
  if (!size) return null;
  if (isStencil(dict)) {
    const stencil = stencilColour && readMask(document, ref, jpeg, widthPx);
    if (!stencil) return null;
    const [red = 0, green = 0, blue = 0] = stencilColour.map((part) => part * 255);
    return { ...finest(stencil, null), read: (u, v, pixel) => pixel.set([red, green, blue, stencil.shows(u, v)]) };
  }
  const maskRef = dict.get(name('SMask')) ?? dict.get(name('Mask'));
  const mask = maskRef instanceof PDFRef && document.dict(maskRef) ? readMask(document, maskRef, jpeg, widthPx) : null;
  const { data, filter } = readData(document, ref);
  if (filter === 'unsupported') return null;
  const decode = numbersOf(document, dict, 'Decode');
  if (filter === 'jpeg') {
    const picture = decodeJpeg(jpeg, data, widthPx, decode);
    return picture && readJpeg(picture, mask);
  }
  const space = readColourSpace(document, dict.get(name('ColorSpace')), undefined) ?? deviceSpace(1);
  const bits = numberOf(document, dict, 'BitsPerComponent', 'BPC') ?? 8;
  const raster = rasterOf(data, size, space.componentCount, [1, 2, 4, 16].includes(bits) ? bits : 8);
  const readColour = colourReader(raster, space, decode);
  const hidden = hiddenColours(document, dict, raster);
  return {
    ...finest(size, mask),
    read(u, v, pixel) {
      const x = indexAt(u, size.widthPx);
      const y = indexAt(v, size.heightPx);
      readColour(x, y, pixel);
      if (mask) pixel[3] = mask.shows(u, v);
      else if (hidden(x, y)) pixel[3] = 0;
    },
  };
}

function readJpeg(
  { widthPx, heightPx, rgb }: NonNullable<ReturnType<typeof decodeJpeg>>,
  mask: Mask | null,
): ImageSamples {
  return {
    ...finest({ widthPx, heightPx }, mask),
    read(u, v, pixel) {
      const at = (indexAt(v, heightPx) * widthPx + indexAt(u, widthPx)) * 3;
      pixel[0] = rgb[at] ?? 0;
      pixel[1] = rgb[at + 1] ?? 0;
      pixel[2] = rgb[at + 2] ?? 0;
      pixel[3] = mask ? mask.shows(u, v) : 255;
    },
  };
}

/** Colour key masking (ISO 32000-2, 8.9.6.4): samples within these ranges are not painted. */
function hiddenColours(document: PdfDocument, dict: PDFDict, raster: Raster): (x: number, y: number) => boolean {
  const ranges = numbersOf(document, dict, 'Mask');
  if (!ranges || ranges.length < raster.componentCount * 2) return () => false;
  return (x, y) => {
    for (let component = 0; component < raster.componentCount; component++) {
      const sample = raster.at(x, y, component);
      if (sample < (ranges[component * 2] ?? 0) || sample > (ranges[component * 2 + 1] ?? 0)) return false;
    }
    return true;
  };
}
