import type { PDFDict } from 'pdf-lib';
import { PDFName } from 'pdf-lib';
import type { PdfDocument } from '../../file/document.ts';
import { numberOf, wordOf } from './plain-resources.ts';

/** Red, green and blue, each 0 to 255. */
export type Rgb = readonly [number, number, number];

/** What an operator paints with. */
export interface Ink {
  /** As many as its colour space has. */
  readonly components: number;
  readonly rgb: Rgb;
  readonly opacity: number;
}

export const blackInk: Ink = { components: 1, rgb: [0, 0, 0], opacity: 1 };

/** Ink of writing is below this in every channel; brighter ink makes writing that it is laid over lighter. */
const darkBelow = 140;
/** By how much the colour of a press is brighter in one reader than in another. */
const pressMargin = 40;

export function rgbOf(components: readonly number[]): Rgb {
  const [one = 0, two = 0, three = 0, key = 0] = components;
  if (components.length === 1) return [one * 255, one * 255, one * 255];
  if (components.length === 3) return [one * 255, two * 255, three * 255];
  const bright = (ink: number) => Math.min(255, (1 - ink) * (1 - key) * 255 + pressMargin);
  return [bright(one), bright(two), bright(three)];
}

export const isDark = (rgb: Rgb): boolean => rgb.every((channel) => channel < darkBelow);

/** Whether a graphics state sets a blend mode with which no ink makes anything lighter; null where it sets none. */
export function darkensBy(document: PdfDocument, state: PDFDict): boolean | null {
  const mode = wordOf(document, state, 'BM');
  return mode === null ? null : mode === '/Multiply' || mode === '/Darken';
}

/** The opacity of fills or of strokes that a graphics state sets, or what it was. */
export const opacityBy = (document: PdfDocument, state: PDFDict, key: 'ca' | 'CA', before: number): number =>
  state.has(PDFName.of(key)) ? (numberOf(document, state, key) ?? before) : before;
