import type { MatchedTemplate, Template } from '../contract/index.ts';
import type { TextRun } from '../pdf/index.ts';
import { comparableText } from '../placing/index.ts';

/** What a document is known by. */
export interface DocumentFeatures {
  readonly firstPage: { readonly widthMm: number; readonly heightMm: number };
  readonly pageCount: number;
  /** What is written on its first page. */
  readonly runs: readonly TextRun[];
}

const mostWords = 40;
/** Fewer do not tell one kind of document from another. */
const fewestWords = 3;
/** Names, dates and amounts differ from one contract to the next; the words of its kind stay. */
const leastShare = 0.6;
const sameSizeMm = 3;
const shareOfPageCount = 0.1;

/** What stands between the words of a form: blanks to be filled, punctuation, numbers. */
const betweenWords = /[^\p{Letter}]+/u;

/** Lines from top to bottom, each from left to right, with a blank where there is a gap. */
function linesOf(runs: readonly TextRun[]): string[] {
  const lines: TextRun[][] = [];
  for (const run of runs.toSorted((one, other) => one.yMm - other.yMm)) {
    const line = lines.at(-1);
    const first = line?.[0];
    if (line && first && Math.abs(first.yMm - run.yMm) < Math.min(first.heightMm, run.heightMm) / 2) line.push(run);
    else lines.push([run]);
  }
  return lines.map((line) => {
    const sorted = line.toSorted((one, other) => one.xMm - other.xMm);
    return sorted.reduce((text, run, index) => {
      const before = sorted[index - 1];
      const gap = before ? run.xMm - before.xMm - before.lengthMm : 0;
      return `${text}${gap > run.heightMm / 2 ? ' ' : ''}${run.text}`;
    }, '');
  });
}

const isTelling = (word: string) => {
  const length = [...word].length;
  return length >= 2 && length <= 20;
};

/** The words that a kind of document is known by, as they are compared: what stands between blanks and punctuation on the first page. */
export function characteristicWords(runs: readonly TextRun[]): string[] {
  // Some programs write 方 as the radical ⽅, which is no letter.
  const words = linesOf(runs).flatMap((line) => line.normalize('NFKC').split(betweenWords).map(comparableText));
  return [...new Set(words.filter(isTelling))].slice(0, mostWords);
}

/**
 * How much a document looks like those that a template was made for, from 0 to 1: of the same size, and with most of its words.
 * @param text of its first page, as it is compared
 */
function likeness(
  { firstPage, pageCount, words }: Pick<Template, 'firstPage' | 'pageCount' | 'words'>,
  document: Omit<DocumentFeatures, 'runs'>,
  text: string,
): number {
  if (!firstPage || words.length < fewestWords) return 0;
  const isOfSize = (['widthMm', 'heightMm'] as const).every(
    (side) => Math.abs(firstPage[side] - document.firstPage[side]) <= sameSizeMm,
  );
  if (!isOfSize) return 0;
  const share = words.filter((word) => text.includes(word)).length / words.length;
  if (share < leastShare) return 0;
  return share * (1 - shareOfPageCount) + (pageCount === document.pageCount ? shareOfPageCount : 0);
}

/** The templates that a document looks like, best first. */
export function matchTemplates(templates: readonly Template[], document: DocumentFeatures): MatchedTemplate[] {
  const text = comparableText(linesOf(document.runs).join(''));
  return templates
    .map((one) => ({ name: one.name, likeness: likeness(one, document, text) }))
    .filter((one) => one.likeness > 0)
    .sort((one, other) => other.likeness - one.likeness);
}
