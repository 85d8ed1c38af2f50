import { PDFArray, type PDFDict, PDFHexString, PDFName, PDFNumber, type PDFObject, PDFRef, PDFString } from 'pdf-lib';
import { type PdfDocument, stringBytes } from '../file/document.ts';

/** Red, green and blue from 0 to 1. */
export type Colour = readonly [red: number, green: number, blue: number];

/** A colour space (ISO 32000-2, 8.6), as far as it takes to tell red from other colours: profiles are not applied. */
export interface ColourSpace {
  readonly componentCount: number;
  /** The components are indices from 0 on. */
  readonly isIndexed: boolean;
  /** Components from 0 to 1, or an index. Null where the colour cannot be told. */
  toRgb(components: ArrayLike<number>): Colour | null;
}

const name = (text: string) => PDFName.of(text);
const maxDepth = 4;
const paletteLimitBytes = 256 * 32;

const deviceGray: ColourSpace = {
  componentCount: 1,
  isIndexed: false,
  toRgb: ({ 0: grey = 0 }) => [grey, grey, grey],
};
const deviceRgb: ColourSpace = {
  componentCount: 3,
  isIndexed: false,
  toRgb: ({ 0: red = 0, 1: green = 0, 2: blue = 0 }) => [red, green, blue],
};
const deviceCmyk: ColourSpace = {
  componentCount: 4,
  isIndexed: false,
  toRgb: ({ 0: cyan = 0, 1: magenta = 0, 2: yellow = 0, 3: black = 0 }) => [
    (1 - cyan) * (1 - black),
    (1 - magenta) * (1 - black),
    (1 - yellow) * (1 - black),
  ],
};
const unknownSpace = (componentCount: number): ColourSpace => ({ componentCount, isIndexed: false, toRgb: () => null });

/** The device colour space with so many components, which stands in for spaces that a profile describes. */
export function deviceSpace(componentCount: number): ColourSpace {
  if (componentCount === 1) return deviceGray;
  if (componentCount === 3) return deviceRgb;
  return componentCount === 4 ? deviceCmyk : unknownSpace(componentCount);
}

const byName: Readonly<Record<string, ColourSpace>> = {
  DeviceGray: deviceGray,
  G: deviceGray,
  CalGray: deviceGray,
  DeviceRGB: deviceRgb,
  RGB: deviceRgb,
  CalRGB: deviceRgb,
  DeviceCMYK: deviceCmyk,
  CMYK: deviceCmyk,
};

function numberOf(document: PdfDocument, object: PDFObject | undefined): number | null {
  const value = document.resolve(object);
  return value instanceof PDFNumber ? value.asNumber() : null;
}

/** A colour space by its name or array; null for what is none or cannot be followed. `resources` are those of the content. */
export function readColourSpace(
  document: PdfDocument,
  object: PDFObject | undefined,
  resources: PDFDict | undefined,
  depth = 0,
): ColourSpace | null {
  if (depth > maxDepth) return null;
  const value = document.resolve(object);
  if (value instanceof PDFName) {
    const word = value.decodeText();
    const known = byName[word];
    if (known) return known;
    const named = document.dict(resources?.get(name('ColorSpace')))?.get(value);
    return named === undefined ? null : readColourSpace(document, named, resources, depth + 1);
  }
  if (!(value instanceof PDFArray)) return null;
  const family = document.resolve(value.get(0));
  if (!(family instanceof PDFName)) return null;
  const word = family.decodeText();
  const inner = (index: number) => readColourSpace(document, value.get(index), resources, depth + 1);
  switch (word) {
    case 'ICCBased':
      return deviceSpace(numberOf(document, document.dict(value.get(1))?.get(name('N'))) ?? 3);
    case 'Indexed':
    case 'I':
      return indexed(document, value, inner(1));
    case 'Separation':
      return tinted(document, 1, inner(2), value.get(3));
    case 'DeviceN':
      return tinted(document, document.array(value.get(1))?.size() ?? 1, inner(2), value.get(3));
    case 'Lab':
      return unknownSpace(3);
    default:
      return byName[word] ?? null;
  }
}

function indexed(document: PdfDocument, array: PDFArray, base: ColourSpace | null): ColourSpace | null {
  if (!base || base.isIndexed) return null;
  const table = array.get(3);
  const palette =
    table instanceof PDFRef && document.load(table)?.dataOffset != null
      ? document.streamData(table, paletteLimitBytes)
      : stringBytes(stringOf(document.resolve(table)));
  if (!palette) return null;
  const { componentCount } = base;
  const colours: (Colour | null)[] = [];
  for (let at = 0; at + componentCount <= palette.length && colours.length < 256; at += componentCount) {
    colours.push(base.toRgb(Array.from(palette.subarray(at, at + componentCount), (byte) => byte / 255)));
  }
  return { componentCount: 1, isIndexed: true, toRgb: ({ 0: index = 0 }) => colours[index] ?? null };
}

function stringOf(object: PDFObject | undefined): PDFObject | undefined {
  return object instanceof PDFString || object instanceof PDFHexString ? object : undefined;
}

/** A colorant whose tint is turned into a colour by an exponential function (ISO 32000-2, 7.10.3), as nearly all writers do it. */
function tinted(
  document: PdfDocument,
  componentCount: number,
  alternate: ColourSpace | null,
  transform: PDFObject | undefined,
): ColourSpace {
  const dict = document.dict(transform);
  if (!alternate || !dict || componentCount !== 1 || numberOf(document, dict.get(name('FunctionType'))) !== 2) {
    return unknownSpace(componentCount);
  }
  const numbers = (key: string, otherwise: number[]) =>
    document
      .array(dict.get(name(key)))
      ?.asArray()
      .map((item) => numberOf(document, item) ?? 0) ?? otherwise;
  const start = numbers('C0', [0]);
  const end = numbers('C1', [1]);
  const exponent = numberOf(document, dict.get(name('N'))) ?? 1;
  return {
    componentCount,
    isIndexed: false,
    toRgb: ({ 0: tint = 0 }) =>
      alternate.toRgb(start.map((from, index) => from + tint ** exponent * ((end[index] ?? from) - from))),
  };
}
