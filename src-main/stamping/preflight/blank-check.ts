import type { RaisedWarning } from '../../contract/index.ts';
import type { KeywordHit, WrittenLine } from '../../placing/index.ts';
import { type CheckedText, outermost, placeOn, quoted, type Range, rangesOf } from './checked-stamp.ts';

const patterns: readonly RegExp[] = [
  // A line to write on; one to sign or to seal is left as it is.
  /(?<!_|(?:签字|签名|签章|盖章|公章|专用章)\)?[: ]*)_{3,}/g,
  /[([【〔]空白[)\]】〕]|(?<![下页处])空白(?= |$)/g,
  // A date of which the day, or more, is to be filled in. 出生年月日 is the name of a column.
  /(?<!出生[ _]*)(?:\d{2,4} ?|_+)?年[ _]*(?:\d{1,2} ?)?月[ _]*日/g,
  /\([ _]+\)/g,
  /(?:¥|人民币|金额)(?:\(?大写\)?)?:?[ _]+元/g,
];

/** So many are shown with their places. */
const mostShown = 4;

const lies = ({ leftMm, topMm, widthMm, heightMm }: KeywordHit, within: KeywordHit) => {
  const [x, y] = [leftMm + widthMm / 2, topMm + heightMm / 2];
  const isBetween = (at: number, from: number, length: number) => at > from && at < from + length;
  return isBetween(x, within.leftMm, within.widthMm) && isBetween(y, within.topMm, within.heightMm);
};

/** Whether something is written over a line to write on, as programs that fill in forms do. */
function isWrittenOver(
  area: KeywordHit,
  [start, end]: Range,
  line: WrittenLine,
  others: readonly WrittenLine[],
): boolean {
  return others.some(({ text, areasOf }) =>
    [...text.matchAll(/[\p{L}\p{N}]/gu)].some(
      ({ index }) =>
        (areasOf !== line.areasOf || index < start || index >= end) &&
        areasOf(index, index + 1).some((one) => lies(one, area)),
    ),
  );
}

interface Blank {
  readonly page: number;
  readonly text: string;
  readonly area: KeywordHit;
}

function blanksOf({ page, lines }: CheckedText): Blank[] {
  return lines.flatMap((line) => {
    const ranges = outermost(patterns.flatMap((pattern) => rangesOf(line.text, pattern)));
    return ranges.flatMap(([start, end]): Blank[] => {
      const area = line.areaOf(start, end);
      const isLine = line.text.slice(start, end).includes('_');
      if (isLine && isWrittenOver(area, [start, end], line, lines)) return [];
      // With what stands before it, by which a person knows it again.
      return [{ page, text: quoted(line.shownOf(Math.max(0, start - 10), end)), area }];
    });
  });
}

/** What is left to fill in on the pages that were read. */
export function checkBlanks(texts: readonly CheckedText[]): RaisedWarning[] {
  const blanks = texts.flatMap(blanksOf);
  const shown = blanks.slice(0, mostShown).map(
    ({ page, text, area }): RaisedWarning => ({
      code: 'blank-field',
      values: { text, page },
      place: placeOn(page, area),
    }),
  );
  const count = blanks.length - shown.length;
  return count > 0 ? [...shown, { code: 'blank-fields-further', values: { count } }] : shown;
}
