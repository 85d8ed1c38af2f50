import type { RaisedWarning } from '../../contract/index.ts';
import type { EmptyTextField } from '../../pdf/index.ts';
import type { KeywordHit, WrittenLine } from '../../placing/index.ts';
import { type CheckedText, outermost, placeOn, quoted, rangesOf } from './checked-stamp.ts';

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

/** A sign that somebody wrote, not a line to write on. */
interface Letter {
  readonly line: WrittenLine;
  readonly index: number;
  readonly area: KeywordHit;
}

const lettersOf = (lines: readonly WrittenLine[]): Letter[] =>
  lines.flatMap((line) =>
    [...line.text.matchAll(/[\p{L}\p{N}]/gu)].map(({ index }) => ({
      line,
      index,
      area: line.areaOf(index, index + 1),
    })),
  );

interface Blank {
  readonly page: number;
  readonly text: string;
  readonly area: KeywordHit;
}

/** More blanks on one page than any form has are not told apart. */
const mostOnPage = 200;

function blanksOf({ page, lines }: CheckedText): Blank[] {
  const found = lines.flatMap((line) =>
    outermost(patterns.flatMap((pattern) => rangesOf(line.text, pattern))).map(([start, end]) => ({
      line,
      start,
      end,
    })),
  );
  const isLine = ({ line, start, end }: (typeof found)[number]) => line.text.slice(start, end).includes('_');
  const letters = found.some(isLine) ? lettersOf(lines) : [];
  return found.slice(0, mostOnPage).flatMap((one): Blank[] => {
    const { line, start, end } = one;
    const area = line.areaOf(start, end);
    // Programs that fill in forms write over the line.
    const isOwn = (letter: Letter) => letter.line === line && letter.index >= start && letter.index < end;
    if (isLine(one) && letters.some((letter) => !isOwn(letter) && lies(letter.area, area))) return [];
    // With what stands before it, by which a person knows it again.
    return [{ page, text: quoted(line.shownOf(Math.max(0, start - 10), end)), area }];
  });
}

/** What is left to fill in: in the text of the pages that were read, and of the fields of the form. */
export function checkBlanks(
  texts: readonly CheckedText[],
  emptyFields: readonly EmptyTextField[] = [],
): RaisedWarning[] {
  const inText = texts.flatMap(blanksOf);
  // A field on a line to write on is the same blank.
  const isSame = ({ page, area }: EmptyTextField) =>
    inText.some((blank) => blank.page === page && (lies(blank.area, area) || lies(area, blank.area)));
  const ofForm = emptyFields
    .filter((field) => !isSame(field))
    .map(({ name, page, area }): Blank => ({ page, text: quoted(name), area }));
  const blanks = [...inText, ...ofForm];
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
