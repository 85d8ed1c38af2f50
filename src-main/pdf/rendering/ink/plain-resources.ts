import { inflateSync } from 'node:zlib';
import { PDFBool, PDFDict, PDFNumber, type PDFObject, PDFRef } from 'pdf-lib';
import type { PdfDocument } from '../../file/document.ts';
import { pdfName as name } from '../../file/object-reader.ts';
import { NotPlain } from './strict-content.ts';

const streamLimitBytes = 64 << 20;

export function require(holds: boolean, what: string): asserts holds {
  if (!holds) throw new NotPlain(what);
}

/** The value of a key as it is written, null where there is none. */
export function wordOf(document: PdfDocument, dict: PDFDict, key: string): string | null {
  const value = document.resolve(dict.get(name(key)));
  return value === undefined ? null : String(value);
}

export function numberOf(document: PdfDocument, dict: PDFDict, key: string): number | null {
  const value = document.resolve(dict.get(name(key)));
  return value instanceof PDFNumber ? value.asNumber() : null;
}

export function numbersOf(document: PdfDocument, object: PDFObject | undefined): number[] | null {
  const items = document.array(object)?.asArray();
  if (!items) return null;
  const values = items.map((item) => document.resolve(item));
  const numbers = values.flatMap((value) => (value instanceof PDFNumber ? [value.asNumber()] : []));
  return numbers.length === values.length ? numbers : null;
}

export function requireKeys(dict: PDFDict, allowed: ReadonlySet<string>): void {
  for (const key of dict.keys()) require(allowed.has(key.decodeText()), `the key ${key}`);
}

/** The dictionary of a stream and its data, which are stored as they are or deflated whole, once. */
export function plainStream(document: PdfDocument, ref: PDFRef): { dict: PDFDict; data: Uint8Array } {
  const loaded = document.load(ref);
  require(loaded?.dataOffset != null && !loaded.hasDuplicateKeys, 'no stream, or keys that stand twice');
  const { dict, data } = document.storedStream(ref);
  const filters = document.array(dict.get(name('Filter')))?.asArray() ?? [dict.get(name('Filter'))];
  require(filters.length === 1, 'several filters');
  const filter = document.resolve(filters[0]);
  if (filter === undefined) return { dict, data };
  require(filter === name('FlateDecode'), 'another filter');
  return { dict, data: inflateSync(data, { maxOutputLength: streamLimitBytes }) };
}

const stateRanges: Readonly<Record<string, readonly [number, number]>> = {
  ca: [0, 1],
  CA: [0, 1],
  LW: [0, 1_000],
  LC: [0, 2],
  LJ: [0, 2],
  ML: [1, 1_000],
  FL: [0, 100],
  SM: [0, 1],
};
const stateWords: Readonly<Record<string, readonly string[]>> = {
  Type: ['/ExtGState'],
  BM: ['/Normal', '/Compatible', '/Multiply', '/Darken'],
  SMask: ['/None'],
  AIS: ['false'],
  OP: ['false'],
  op: ['false'],
  OPM: ['0'],
  SA: ['true', 'false'],
  TK: ['true'],
};

/** A graphics state. Throws NotPlain for one that readers could take in different ways. */
export function readState(document: PdfDocument, object: PDFObject | undefined): PDFDict {
  const dict = resourceDict(document, object);
  for (const key of dict.keys().map((one) => one.decodeText())) {
    const range = stateRanges[key];
    const value = numberOf(document, dict, key);
    const holds = range
      ? value !== null && value >= range[0] && value <= range[1]
      : stateWords[key]?.includes(wordOf(document, dict, key) ?? '') === true;
    require(holds, `${key} in a graphics state`);
  }
  return dict;
}

/** A dictionary in which no key stands twice. */
export function resourceDict(document: PdfDocument, object: PDFObject | undefined): PDFDict {
  require(!(object instanceof PDFRef) || document.load(object)?.hasDuplicateKeys === false, 'keys that stand twice');
  const dict = document.resolve(object);
  require(dict instanceof PDFDict, 'a resource that is missing');
  return dict;
}

const imageKeys = new Set(
  'Type Subtype Width Height ColorSpace BitsPerComponent Filter DecodeParms Length Interpolate ImageMask Decode SMask Name'.split(
    ' ',
  ),
);
const largestSidePx = 20_000;

/** Hundreds of pages may show the same picture. */
const plainImages = new WeakMap<PdfDocument, Set<PDFRef>>();

/** Throws NotPlain for an image whose samples are not all there, or not of a space of a device. */
export function requireImage(document: PdfDocument, ref: PDFRef): void {
  const plain = plainImages.get(document) ?? new Set<PDFRef>();
  if (plain.has(ref)) return;
  checkImage(document, ref, 'image');
  plainImages.set(document, plain.add(ref));
}

function checkImage(document: PdfDocument, ref: PDFRef, use: 'image' | 'mask'): void {
  const { dict, data } = plainStream(document, ref);
  requireKeys(dict, imageKeys);
  const [width, height] = ['Width', 'Height'].map((key) => numberOf(document, dict, key) ?? 0);
  const isSize = (side: number | undefined): side is number =>
    side !== undefined && Number.isInteger(side) && side > 0 && side <= largestSidePx;
  require(isSize(width) && isSize(height), 'the size of an image');
  const isStencil = document.resolve(dict.get(name('ImageMask'))) === PDFBool.True;
  require(isStencil || ['false', null].includes(wordOf(document, dict, 'ImageMask')), 'ImageMask');
  const bits = numberOf(document, dict, 'BitsPerComponent') ?? 0;
  const space = wordOf(document, dict, 'ColorSpace');
  require(isStencil ? space === null && bits === 1 : bits === 8 || bits === 1, 'the depth of an image');
  const components = space === '/DeviceRGB' ? 3 : 1;
  require(isStencil || space === '/DeviceRGB' || space === '/DeviceGray', 'the colours of an image');
  require(use === 'image' || (!isStencil && space === '/DeviceGray' && bits === 8), 'the depth of a mask');
  requireDecode(document, dict, components, isStencil);
  requireLength(document, dict, data, { width, height, components, bits });
  const softMask = dict.get(name('SMask'));
  if (softMask === undefined) return;
  require(use === 'image' && !isStencil && softMask instanceof PDFRef, 'the mask of a mask');
  checkImage(document, softMask, 'mask');
}

function requireDecode(document: PdfDocument, dict: PDFDict, components: number, isStencil: boolean): void {
  if (!dict.has(name('Decode'))) return;
  const text = numbersOf(document, dict.get(name('Decode')))?.join(' ');
  const usual = Array.from({ length: components }, () => '0 1').join(' ');
  require(text === usual || (isStencil && text === '1 0'), 'Decode');
}

const predictorKeys = new Set(['Predictor', 'Colors', 'BitsPerComponent', 'Columns']);

interface Samples {
  readonly width: number;
  readonly height: number;
  readonly components: number;
  readonly bits: number;
}

function requireLength(document: PdfDocument, dict: PDFDict, data: Uint8Array, samples: Samples): void {
  const { width, height, components, bits } = samples;
  const rowBytes = Math.ceil((width * components * bits) / 8);
  const parameters = document.resolve(dict.get(name('DecodeParms')));
  if (parameters === undefined) {
    require(data.length === rowBytes * height, 'the samples of an image');
    return;
  }
  require(parameters instanceof PDFDict && dict.has(name('Filter')), 'DecodeParms');
  requireKeys(parameters, predictorKeys);
  const of = (key: string, otherwise: number) => numberOf(document, parameters, key) ?? otherwise;
  const predictor = of('Predictor', 1);
  if (predictor === 1) {
    require(data.length === rowBytes * height, 'the samples of an image');
    return;
  }
  require(predictor >= 10 && predictor <= 15 && of('Columns', 1) === width, 'Predictor');
  require(of('Colors', 1) === components && of('BitsPerComponent', 8) === bits, 'the samples of a predictor');
  require(data.length === (rowBytes + 1) * height, 'the samples of an image');
  for (let row = 0; row < height; row++) require((data[row * (rowBytes + 1)] ?? 5) <= 4, 'a predictor of a row');
}
