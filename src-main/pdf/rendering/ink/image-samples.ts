import { type PDFDict, PDFName, PDFRef } from 'pdf-lib';
import type { PdfDocument } from '../../file/document.ts';
import { isDark } from './ink-colour.ts';
import { numberOf, numbersOf, plainStream, require, wordOf } from './plain-resources.ts';

const name = (text: string) => PDFName.of(text);
const maxSamples = 16_000_000;

/** How strongly each sample of a picture paints what it paints, 0 to 255, row by row from the top. */
export interface Strengths {
  readonly width: number;
  readonly height: number;
  readonly values: Uint8Array;
}

/** The samples of an image that was found plain, byte by byte, without what predictors did. */
function samplesOf(
  document: PdfDocument,
  ref: PDFRef,
): { dict: PDFDict; width: number; height: number; data: Uint8Array } {
  const { dict, data } = plainStream(document, ref);
  const [width, height] = [numberOf(document, dict, 'Width') ?? 0, numberOf(document, dict, 'Height') ?? 0];
  require(width * height <= maxSamples, 'an image with too many samples');
  const parameters = document.dict(dict.get(name('DecodeParms')));
  const predictor = parameters ? (numberOf(document, parameters, 'Predictor') ?? 1) : 1;
  if (predictor < 10) return { dict, width, height, data };
  const pixelBytes = Math.max(1, (componentsOf(document, dict) * bitsOf(document, dict)) >> 3);
  return { dict, width, height, data: undone(data, data.length / height, pixelBytes) };
}

const bitsOf = (document: PdfDocument, dict: PDFDict) => numberOf(document, dict, 'BitsPerComponent') ?? 1;
const componentsOf = (document: PdfDocument, dict: PDFDict) =>
  wordOf(document, dict, 'ColorSpace') === '/DeviceRGB' ? 3 : 1;

/** PNG filters (ISO/IEC 15948, 9) undone. */
function undone(data: Uint8Array, storedBytes: number, pixelBytes: number): Uint8Array {
  const rowBytes = storedBytes - 1;
  const rows = Math.round(data.length / storedBytes);
  const result = new Uint8Array(rows * rowBytes);
  for (let row = 0; row < rows; row++) {
    const filter = data[row * storedBytes] ?? 0;
    const to = row * rowBytes;
    for (let at = 0; at < rowBytes; at++) {
      const left = at < pixelBytes ? 0 : (result[to + at - pixelBytes] ?? 0);
      const above = row === 0 ? 0 : (result[to - rowBytes + at] ?? 0);
      const corner = row === 0 || at < pixelBytes ? 0 : (result[to - rowBytes + at - pixelBytes] ?? 0);
      result[to + at] = (data[row * storedBytes + 1 + at] ?? 0) + predicted(filter, left, above, corner);
    }
  }
  return result;
}

function predicted(filter: number, left: number, above: number, corner: number): number {
  if (filter === 1) return left;
  if (filter === 2) return above;
  if (filter === 3) return (left + above) >> 1;
  if (filter !== 4) return 0;
  const [toLeft, toAbove, toCorner] = [
    Math.abs(above - corner),
    Math.abs(left - corner),
    Math.abs(left + above - 2 * corner),
  ];
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}

function bits(data: Uint8Array, width: number, height: number, one: number, zero: number): Uint8Array {
  const rowBytes = Math.ceil(width / 8);
  const values = new Uint8Array(width * height);
  for (let at = 0; at < values.length; at++) {
    const [x, y] = [at % width, Math.floor(at / width)];
    const bit = ((data[y * rowBytes + (x >> 3)] ?? 0) >> (7 - (x & 7))) & 1;
    values[at] = bit === 1 ? one : zero;
  }
  return values;
}

/** What of a stencil is painted. */
export function stencilStrengths(document: PdfDocument, ref: PDFRef): Strengths {
  const { dict, width, height, data } = samplesOf(document, ref);
  const paintsOnes = numbersOf(document, dict.get(name('Decode')))?.[0] === 1;
  return { width, height, values: bits(data, width, height, paintsOnes ? 255 : 0, paintsOnes ? 0 : 255) };
}

interface ImageStrengths {
  readonly light: Strengths;
  readonly dark: Strengths;
}

/** The last picture of each document: hundreds of its pages may show the same one. */
const lastStrengths = new WeakMap<PdfDocument, { readonly ref: PDFRef; readonly strengths: ImageStrengths }>();
const mostKept = 4_000_000;

/** What a picture paints that is light, and what it paints that is dark. */
export function imageStrengths(document: PdfDocument, ref: PDFRef): ImageStrengths {
  const last = lastStrengths.get(document);
  if (last?.ref === ref) return last.strengths;
  const strengths = findStrengths(document, ref);
  if (strengths.dark.values.length <= mostKept) lastStrengths.set(document, { ref, strengths });
  return strengths;
}

function findStrengths(document: PdfDocument, ref: PDFRef): ImageStrengths {
  const { dict, width, height, data } = samplesOf(document, ref);
  const brightness = brightnessOf(document, dict, { width, height, data });
  const softMask = dict.get(name('SMask'));
  const mask = softMask instanceof PDFRef ? samplesOf(document, softMask) : null;
  const through = (values: Uint8Array) => masked({ width, height, values }, mask);
  const isDarkAt = (value: number) => isDark([value, value, value]);
  return {
    light: through(brightness.map((value) => (isDarkAt(value) ? 0 : value))),
    dark: through(brightness.map((value) => (isDarkAt(value) ? 255 : 0))),
  };
}

/** The brightest channel of each sample. */
function brightnessOf(
  document: PdfDocument,
  dict: PDFDict,
  { width, height, data }: { width: number; height: number; data: Uint8Array },
): Uint8Array {
  if (bitsOf(document, dict) === 1 && componentsOf(document, dict) === 1) return bits(data, width, height, 255, 0);
  // Colours of one bit per channel are as good as never seen.
  require(bitsOf(document, dict) === 8, 'the depth of an image');
  if (componentsOf(document, dict) === 1) return data;
  const values = new Uint8Array(width * height);
  for (let at = 0; at < values.length; at++) {
    values[at] = Math.max(data[at * 3] ?? 0, data[at * 3 + 1] ?? 0, data[at * 3 + 2] ?? 0);
  }
  return values;
}

function masked(strengths: Strengths, mask: ReturnType<typeof samplesOf> | null): Strengths {
  if (!mask) return strengths;
  const { width, height, values } = strengths;
  const both = (value: number, opacity: number) => Math.round((value * opacity) / 255);
  if (mask.width === width && mask.height === height)
    return { width, height, values: values.map((value, at) => both(value, mask.data[at] ?? 255)) };
  const [least, most] = values.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [255, 0]);
  // Where one has an edge that the other has not, a line could remain.
  require(least > 0 || most === 0, 'a picture with a mask of another size');
  return { width: mask.width, height: mask.height, values: mask.data.map((opacity) => both(most, opacity)) };
}

/** Points of the page: half of this is a point of the raster at 100 dpi. */
const reach = 1.44;
/** Of full strength, in square points within reach: a tenth in each of four points that share it, or half of all. */
const leastStrengths = { 'to be seen': 0.2, 'to be read': 1.1 } as const;
const strong = 25;
/** So few of them in a square of this side are specks, which nothing can be hidden with. */
const speckSide = 4;
const maxSpecks = 4;
const largeSample = 0.5;

/** In which sizes and for what a picture was found steady. */
const found = new WeakMap<Strengths, Set<string>>();

/**
 * Throws NotPlain where a picture paints strongly with samples so fine and apart that one reader, which takes one sample for each of its points,
 * covers with them what another, which takes the mean of all, shows.
 */
export function requireSteady(strengths: Strengths, size: DrawnSize, purpose: keyof typeof leastStrengths): void {
  const steady = found.get(strengths) ?? new Set<string>();
  const key = `${size.widthPt} ${size.heightPt} ${purpose}`;
  if (steady.has(key)) return;
  checkSteady(strengths, size, purpose);
  found.set(strengths, steady.add(key));
}

interface DrawnSize {
  readonly widthPt: number;
  readonly heightPt: number;
}

function checkSteady(
  { width, height, values }: Strengths,
  { widthPt, heightPt }: DrawnSize,
  purpose: keyof typeof leastStrengths,
): void {
  const [across, up] = [widthPt / width, heightPt / height];
  if (across >= largeSample && up >= largeSample) return;
  const halfOf = (sample: number) => Math.max(0, Math.round(reach / sample / 2 - 0.5));
  const [half, halfUp] = [halfOf(across), halfOf(up)];
  const sum = new Float64Array((width + 1) * (height + 1));
  for (let y = 0; y < height; y++) {
    let inRow = 0;
    for (let x = 0; x < width; x++) {
      inRow += values[y * width + x] ?? 0;
      sum[(y + 1) * (width + 1) + x + 1] = (sum[y * (width + 1) + x + 1] ?? 0) + inRow;
    }
  }
  const corner = (x: number, y: number) =>
    sum[Math.max(0, Math.min(height, y)) * (width + 1) + Math.max(0, Math.min(width, x))] ?? 0;
  const least = (leastStrengths[purpose] * 255) / (across * up);
  const columns = Math.ceil(widthPt / speckSide);
  const specks = new Map<number, number>();
  for (let at = 0; at < values.length; at++) {
    if ((values[at] ?? 0) < strong) continue;
    const [x, y] = [at % width, Math.floor(at / width)];
    const [left, right, top, bottom] = [x - half, x + half + 1, y - halfUp, y + halfUp + 1];
    if (corner(right, bottom) - corner(left, bottom) - corner(right, top) + corner(left, top) >= least) continue;
    const cell = Math.floor((y * up) / speckSide) * columns + Math.floor((x * across) / speckSide);
    const count = (specks.get(cell) ?? 0) + 1;
    specks.set(cell, count);
    require(count <= maxSpecks, 'a picture of fine points');
  }
}
