import type { DisplayedSize, SuggestedPlace } from '../contract/index.ts';
import { comparableText } from './comparable-text.ts';
import type { KeywordHit } from './keyword-search.ts';
import type { WrittenLine } from './written-lines.ts';

/** A page near the end of a document, as it is written. */
export interface ClosingPage {
  readonly page: number;
  readonly size: DisplayedSize;
  /** From top to bottom. */
  readonly lines: readonly WrittenLine[];
}

/** Something that an office looks for when it seals, and where it stands. */
interface Found {
  readonly text: string;
  readonly area: KeywordHit;
}

const numeral = '0-9〇零一二三四五六七八九十';
/** A date of Arabic or Chinese numerals, or the place that is left for one; blanks and rules may stand in it. */
const datePattern = new RegExp(
  `(?:[${numeral}]{2,4}|[ _]*)年[ _]*(?:[${numeral}]{1,3})?[ _]*月[ _]*(?:[${numeral}]{1,3})?[ _]*日`,
  'g',
);
/** What a contract says where the seal belongs. */
const sealPattern = /\(?(?:盖|加盖)?(?:公|印|签)?章(?:处)?\)|盖章(?:处)?|签章(?:处)?|公章/g;

/** How far below a name its date may stand, and how far to the side, to be its own. */
const dateBelowMm = 80;
const dateBesideMm = 45;
/** A date this close below the name is covered together with it (骑年盖月). */
const togetherMm = 16;
/** What is above the closing is not to be covered (GB/T 9704-2012, 7.3.5: one line). */
const clearanceMm = 2;
const mostSuggestions = 5;
/** A page has no more places of one kind that anybody would seal. */
const mostOfAKind = 100;

const centreOf = ({ leftMm, topMm, widthMm, heightMm }: KeywordHit) => ({
  xMm: leftMm + widthMm / 2,
  yMm: topMm + heightMm / 2,
});

/** The closing stands below: of many places on a page the last count. */
function findIn(lines: readonly WrittenLine[], pattern: RegExp): Found[] {
  const matches = lines.flatMap((line) => [...line.text.matchAll(pattern)].map((match) => ({ line, match })));
  return matches.slice(-mostOfAKind).map(({ line, match: { 0: text, index } }) => {
    const [start, end] = [index + (text.length - text.trimStart().length), index + text.length];
    return { text: line.shownOf(start, end), area: line.areaOf(start, end) };
  });
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** A name as it is written: with gaps anywhere. */
const patternOf = (name: string) => new RegExp(Array.from(comparableText(name), escaped).join(' ?'), 'g');

function isUnder(name: Found, date: Found): boolean {
  const [above, below] = [centreOf(name.area), centreOf(date.area)];
  const down = below.yMm - above.yMm;
  return down > 0 && down < dateBelowMm && Math.abs(below.xMm - above.xMm) < dateBesideMm + name.area.widthMm / 2;
}

function onPage(place: { xMm: number; yMm: number }, seal: DisplayedSize, page: DisplayedSize) {
  const within = (value: number, extent: number, room: number) =>
    extent >= room ? room / 2 : Math.min(Math.max(value, extent / 2), room - extent / 2);
  return {
    xMm: Math.round(within(place.xMm, seal.widthMm, page.widthMm) * 100) / 100,
    yMm: Math.round(within(place.yMm, seal.heightMm, page.heightMm) * 100) / 100,
  };
}

/** Between the name and its date, the text above left legible as far as the date stays under the seal. */
function overBoth(name: Found, date: Found, lineAreas: readonly KeywordHit[], seal: DisplayedSize) {
  const [above, below] = [centreOf(name.area), centreOf(date.area)];
  const bottoms = lineAreas
    .filter(({ topMm, heightMm }) => topMm + heightMm <= name.area.topMm)
    .filter(({ leftMm, widthMm }) => Math.abs(leftMm + widthMm / 2 - below.xMm) < widthMm / 2 + seal.widthMm / 2)
    .map(({ topMm, heightMm }) => topMm + heightMm);
  const clear = Math.max(0, ...bottoms) + clearanceMm + seal.heightMm / 2;
  const lowest = below.yMm + seal.heightMm / 4;
  return { xMm: below.xMm, yMm: Math.min(Math.max((above.yMm + below.yMm) / 2, clear), lowest) };
}

interface Suggestion extends SuggestedPlace {
  readonly rank: number;
}

function suggestionsOn(
  { page, size, lines }: ClosingPage,
  names: readonly string[],
  seal: DisplayedSize,
): Suggestion[] {
  const find = (pattern: RegExp) => findIn(lines, pattern);
  const lineAreas = lines.map((line) => line.areaOf(0, line.text.length));
  const dates = find(datePattern);
  const sealWords = find(sealPattern);
  const parties = names.flatMap((name) => find(patternOf(name)));
  const make = (
    by: SuggestedPlace['by'],
    text: string,
    at: { xMm: number; yMm: number },
    rank: number,
  ): Suggestion => ({
    page,
    by,
    text,
    ...onPage(at, seal, size),
    rank,
  });
  const ofParties = parties.flatMap((party): Suggestion[] => {
    const below = dates.filter((date) => isUnder(party, date));
    const nearest = below.sort((one, other) => one.area.topMm - other.area.topMm)[0];
    const distance = nearest ? centreOf(nearest.area).yMm - centreOf(party.area).yMm : Number.POSITIVE_INFINITY;
    if (nearest && distance <= togetherMm) {
      return [make('date', `${party.text} ${nearest.text}`, overBoth(party, nearest, lineAreas, seal), 0)];
    }
    const isNamedToSeal = sealWords.some(
      ({ area }) => Math.abs(centreOf(area).yMm - centreOf(party.area).yMm) < party.area.heightMm,
    );
    if (isNamedToSeal) return [make('party', party.text, centreOf(party.area), 1)];
    return nearest ? [make('party', party.text, centreOf(party.area), 2)] : [];
  });
  if (ofParties.length > 0) return ofParties;
  const ofWords = sealWords.map(({ text, area }) => make('seal-word', text, centreOf(area), 3));
  const ofDates = dates.map(({ text, area }) => make('date', text, centreOf(area), 4));
  // A single date that ends a page is that of a notice; in running text there are many.
  return ofWords.length > 0 ? ofWords.toReversed() : ofDates.slice(-1);
}

/**
 * Where an office would seal (落款): over the date under its own name, on its own name where the contract wants a seal, or else at the word for it.
 * @param pages the last of the document, in their order
 * @param names by which the document may speak of whom the seal stands for
 * @returns the best first
 */
export function suggestPlaces(
  pages: readonly ClosingPage[],
  names: readonly string[],
  seal: DisplayedSize,
): SuggestedPlace[] {
  const found = pages
    .toReversed()
    .flatMap((page, fromEnd) => suggestionsOn(page, names, seal).map((suggestion) => ({ ...suggestion, fromEnd })));
  return found
    .sort((one, other) => one.rank - other.rank || one.fromEnd - other.fromEnd)
    .slice(0, mostSuggestions)
    .map(({ page, xMm, yMm, by, text }) => ({ page, xMm, yMm, by, text }));
}
