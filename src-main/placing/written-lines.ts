import type { TextRun } from '../pdf/index.ts';
import { around, asRead, isOneLine, type KeywordHit, type Sign, signsOf } from './keyword-search.ts';

/** A line of a page as a person compares it: see `comparable`. */
export interface WrittenLine {
  /** With one blank for each gap that is wider than a sign. */
  readonly text: string;
  /** A part of the text as it is written, with the same blanks. */
  shownOf(start: number, end: number): string;
  /** Where a part of the text stands. */
  areaOf(start: number, end: number): KeywordHit;
  /** Where each sign of a part of the text stands. */
  areasOf(start: number, end: number): readonly KeywordHit[];
}

/** A gap of so many times the height of the signs is one that somebody left. */
const gapHeights = 1.2;

function hasGap({ area: before, run }: Sign, { area }: Sign): boolean {
  const across = area.leftMm - before.leftMm - before.widthMm;
  const down = area.topMm - before.topMm - before.heightMm;
  return Math.max(across, down) > run.heightMm * gapHeights;
}

function lineOf(signs: readonly Sign[]): WrittenLine {
  let text = '';
  const placed: { readonly start: number; readonly end: number; readonly sign: Sign }[] = [];
  for (const sign of signs) {
    const before = placed.at(-1);
    if (before && hasGap(before.sign, sign)) text += ' ';
    placed.push({ start: text.length, end: text.length + sign.text.length, sign });
    text += sign.text;
  }
  const partOf = (start: number, end: number) => placed.filter((one) => one.start < end && one.end > start);
  const areasOf = (start: number, end: number) => partOf(start, end).map(({ sign }) => sign.area);
  return {
    text,
    areasOf,
    areaOf: (start, end) => around(areasOf(start, end)),
    shownOf: (start, end) =>
      partOf(start, end)
        .map(({ sign, start: at }, index) => (index > 0 && text[at - 1] === ' ' ? ` ${sign.shown}` : sign.shown))
        .join(''),
  };
}

/** No line of a page is longer; what is, was made to be. */
const longestLine = 1_000;

/** The lines of a page, from top to bottom, each from left to right. */
export function writtenLines(runs: readonly TextRun[]): WrittenLine[] {
  const lines: Sign[][] = [];
  for (const sign of asRead(runs).flatMap(signsOf)) {
    const line = lines.at(-1);
    const before = line?.at(-1);
    if (line && before && line.length < longestLine && isOneLine(before.run, sign.run)) line.push(sign);
    else lines.push([sign]);
  }
  return lines.map(lineOf);
}
