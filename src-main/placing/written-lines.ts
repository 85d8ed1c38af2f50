import type { TextRun } from '../pdf/index.ts';
import { comparableText } from './comparable-text.ts';
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
  const placed: { readonly start: number; readonly sign: Sign }[] = [];
  /** For each place of the text the sign that stands there, or behind the gap that is there. */
  const signAt: number[] = [];
  for (const sign of signs) {
    const before = placed.at(-1);
    if (before && hasGap(before.sign, sign)) text += ' ';
    const start = text.length;
    text += sign.text;
    while (signAt.length < text.length) signAt.push(placed.length);
    placed.push({ start, sign });
  }
  const partOf = (start: number, end: number) => {
    const first = signAt[start] ?? placed.length;
    const last = signAt[Math.min(end, text.length) - 1] ?? -1;
    // Of a part that ends in a gap, what stands behind the gap is none.
    return placed.slice(first, last + 1).filter(({ start: at }) => at < end);
  };
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

/** What no page of print has. More is not looked through for patterns, where the whole program waits for them. */
const mostOfPrint = { runs: 20_000, signs: 20_000, comparedSigns: 40_000 };

/** Whether a page has no more text than one that people print: as it is written, and as it is compared, where one sign may stand for a whole sentence. */
export function isOfPrint(runs: readonly TextRun[]): boolean {
  const sum = (lengthOf: (run: TextRun) => number) => runs.reduce((total, run) => total + lengthOf(run), 0);
  if (runs.length > mostOfPrint.runs || sum(({ text }) => text.length) > mostOfPrint.signs) return false;
  return sum(({ text }) => comparableText(text).length) <= mostOfPrint.comparedSigns;
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
