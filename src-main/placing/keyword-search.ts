import type { TextRun } from '../pdf/index.ts';
import { comparable, comparableText } from './comparable-text.ts';

/** Where a keyword stands on a page as displayed, millimetres from its top-left corner. */
export interface KeywordHit {
  readonly leftMm: number;
  readonly topMm: number;
  readonly widthMm: number;
  readonly heightMm: number;
}

/** A sign of a page and where it stands. */
export interface Sign {
  /** As it is compared. */
  readonly text: string;
  /** As it is written, and may be told to a person. */
  readonly shown: string;
  readonly area: KeywordHit;
  readonly run: TextRun;
}

/** Signs of the common scripts that are half as wide as high. */
function isNarrow(sign: string): boolean {
  const point = sign.codePointAt(0) ?? 0;
  return point < 0x300 || (point >= 0xff61 && point <= 0xffdc);
}
/** What of a sign's height is above the base line. */
const aboveBaseLine = 0.85;

/** Fonts of browsers call a character by the radical that looks like it (Unicode, CJK and Kangxi radicals), which nobody can search for. */
const asWritten = (sign: string) => (/[\u2e80-\u2fdf]/u.test(sign) ? sign.normalize('NFKC') : sign);

/** The signs of a run that are seen, in its order. */
export function signsOf(run: TextRun): Sign[] {
  const { xMm, yMm, direction, lengthMm, heightMm, runsDown } = run;
  const [dx, dy] = direction;
  const signs = Array.from(run.text);
  const widths = signs.map((sign) => (isNarrow(sign) && !runsDown ? 0.5 : 1));
  const total = widths.reduce((sum, width) => sum + width, 0) || 1;
  let before = 0;
  return signs.flatMap((sign, index): Sign[] => {
    const [from, to] = [(before / total) * lengthMm, ((before + (widths[index] ?? 0)) / total) * lengthMm];
    before += widths[index] ?? 0;
    const text = comparable(sign);
    if (text === '') return [];
    // Up from the base line is the direction turned against the clock; text that runs down has its middle there.
    const [up, down] = runsDown
      ? [heightMm / 2, heightMm / 2]
      : [heightMm * aboveBaseLine, heightMm * (1 - aboveBaseLine)];
    const corners = [from, to].flatMap((along) =>
      [up, -down].map((across) => [xMm + dx * along + dy * across, yMm + dy * along - dx * across] as const),
    );
    return [{ text, shown: asWritten(sign), area: boxOf(corners), run }];
  });
}

function boxOf(points: readonly (readonly [x: number, y: number])[]): KeywordHit {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const [leftMm, topMm] = [Math.min(...xs), Math.min(...ys)];
  return { leftMm, topMm, widthMm: Math.max(...xs) - leftMm, heightMm: Math.max(...ys) - topMm };
}

/** What holds all the areas. */
export const around = (areas: readonly KeywordHit[]): KeywordHit =>
  boxOf(
    areas.flatMap(({ leftMm, topMm, widthMm, heightMm }) => [
      [leftMm, topMm] as const,
      [leftMm + widthMm, topMm + heightMm] as const,
    ]),
  );

/** Whether two runs stand on one line: they go the same way, and neither is beside the other by the height of its signs. */
export function isOneLine(one: TextRun, other: TextRun): boolean {
  const [dx, dy] = one.direction;
  const isSameWay = dx * other.direction[0] + dy * other.direction[1] > 0.99;
  const beside = Math.abs((other.yMm - one.yMm) * dx - (other.xMm - one.xMm) * dy);
  return isSameWay && beside < Math.min(one.heightMm, other.heightMm) / 2;
}

/** Of the signs of a hit, those that stand on the line of its first. */
function onFirstLine(signs: readonly Sign[]): Sign[] {
  const [first] = signs;
  return first ? signs.filter(({ run }) => isOneLine(first.run, run)) : [];
}

/** A page has no more places of one word that anybody would seal. */
const mostHits = 5_000;

function search(signs: readonly Sign[], wanted: string): KeywordHit[] {
  /** The sign that each place of the text is of. */
  const signAt: number[] = [];
  const parts: string[] = [];
  for (const [index, sign] of signs.entries()) {
    parts.push(sign.text);
    for (let count = 0; count < sign.text.length; count++) signAt.push(index);
  }
  const text = parts.join('');
  const hits: KeywordHit[] = [];
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) {
    const found = signs.slice(signAt[at], (signAt[at + wanted.length - 1] ?? signs.length) + 1);
    const line = onFirstLine(found);
    if (hits.length >= mostHits) break;
    if (line.length > 0) hits.push(around(line.map(({ area }) => area)));
  }
  return hits;
}

const overlaps = (one: KeywordHit, other: KeywordHit) =>
  one.leftMm < other.leftMm + other.widthMm &&
  other.leftMm < one.leftMm + one.widthMm &&
  one.topMm < other.topMm + other.heightMm &&
  other.topMm < one.topMm + one.heightMm;

/** Lines from top to bottom, and within a line from left to right: where a program wrote them in another order. */
export function asRead(runs: readonly TextRun[]): TextRun[] {
  return runs.toSorted((one, other) => {
    const isOneLine = Math.abs(one.yMm - other.yMm) < Math.min(one.heightMm, other.heightMm) / 2;
    return isOneLine ? one.xMm - other.xMm : one.yMm - other.yMm;
  });
}

/**
 * Where a keyword stands on a page, from top to bottom: across runs, line breaks and blanks, in half or full width, simplified or traditional. Of a
 * hit that goes on in the next line, the area is that of its first.
 */
export function findKeyword(runs: readonly TextRun[], keyword: string): KeywordHit[] {
  const wanted = comparableText(keyword);
  if (wanted === '') return [];
  const inOrder = search(runs.flatMap(signsOf), wanted);
  const read = search(asRead(runs).flatMap(signsOf), wanted).filter(
    (hit) => !inOrder.some((one) => overlaps(one, hit)),
  );
  return [...inOrder, ...read].sort((one, other) => one.topMm - other.topMm || one.leftMm - other.leftMm);
}
