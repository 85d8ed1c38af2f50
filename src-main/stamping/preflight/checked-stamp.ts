import type { Impression, Seal, Token, TokenCertificate, WarningPlace } from '../../contract/index.ts';
import type { KeywordHit, WrittenLine } from '../../placing/index.ts';

/** A seal of a stamp as the checks see it. */
export interface CheckedSeal {
  readonly seal: Pick<
    Seal,
    'id' | 'name' | 'kind' | 'trial' | 'naming' | 'standard' | 'widthMm' | 'heightMm' | 'artworkKind'
  >;
  readonly certificate: Pick<TokenCertificate, 'subject' | 'daysLeft'>;
  readonly token: Pick<Token, 'label' | 'pinState'>;
  readonly impressions: readonly Impression[];
}

/** What is written on a page that was read. */
export interface CheckedText {
  readonly page: number;
  readonly lines: readonly WrittenLine[];
}

export const placeOn = (page: number, { leftMm, topMm, widthMm, heightMm }: KeywordHit): WarningPlace => ({
  page,
  leftMm,
  topMm,
  widthMm,
  heightMm,
});

/** Where an impression is seen. */
export const placeOfImpression = ({ page, xMm, yMm, widthMm, heightMm }: Impression): WarningPlace => ({
  page,
  leftMm: xMm - widthMm / 2,
  topMm: yMm - heightMm / 2,
  widthMm,
  heightMm,
});

const longestQuote = 40;

/** A part of a document's text as a sentence quotes it. */
export function quoted(text: string): string {
  const signs = Array.from(text.trim());
  return signs.length > longestQuote ? `${signs.slice(0, longestQuote).join('')}…` : signs.join('');
}

/** A part of a text, from the index of its first sign to that after its last. */
type Range = readonly [start: number, end: number];

export const rangesOf = (text: string, pattern: RegExp): Range[] =>
  [...text.matchAll(pattern)].map(({ index, 0: { length } }) => [index, index + length]);

/** Each of the ranges that is not within another, once, in the order of the text. */
export function outermost(ranges: readonly Range[]): Range[] {
  const longestFirst = ranges.toSorted((one, other) => other[1] - other[0] - (one[1] - one[0]));
  const kept: Range[] = [];
  for (const range of longestFirst) {
    if (!kept.some(([start, end]) => start <= range[0] && end >= range[1])) kept.push(range);
  }
  return kept.sort((one, other) => one[0] - other[0]);
}
