import type { PlacingOf, RaisedWarning } from '../../contract/index.ts';
import type { PageArea } from '../../pdf/index.ts';
import { findKeyword } from '../../placing/index.ts';
import type { OpenedDocument } from '../formats/format.ts';
import type { SealedPlacement } from '../sealed-placement.ts';
import { placeOn } from './checked-stamp.ts';

/** More pages are not drawn while a person waits. */
const mostPages = 6;
/** Between the place that a keyword was found at, and that of a seal over it. */
const sameMm = 0.01;

interface FoundKeyword {
  readonly text: string;
  readonly area: PageArea;
}

const keywordsOf = ({ placements }: Pick<SealedPlacement, 'placements'>): PlacingOf<'keyword'>[] =>
  placements.flatMap(({ placing }) => (placing.rule === 'keyword' ? [placing] : []));

/** Whether anything of a stamp is placed by what is written. */
export const hasKeywords = (seals: readonly Pick<SealedPlacement, 'placements'>[]): boolean =>
  seals.some((seal) => keywordsOf(seal).length > 0);

/** The words that seals stand over, where they were found. */
async function foundKeywords(
  document: OpenedDocument,
  { placements, impressions }: Pick<SealedPlacement, 'placements' | 'impressions'>,
  most: number,
): Promise<FoundKeyword[]> {
  const keywords = keywordsOf({ placements });
  const pages = [...new Set(impressions.map(({ page }) => page))].slice(0, keywords.length > 0 ? most : 0);
  const found: FoundKeyword[] = [];
  for (const page of pages) {
    const [runs = []] = await document.format.pageTexts(document, [page]);
    const here = impressions.filter((one) => one.page === page);
    for (const { text, dxMm, dyMm } of keywords) {
      for (const area of findKeyword(runs, text)) {
        const [xMm, yMm] = [area.leftMm + area.widthMm / 2 + dxMm, area.topMm + area.heightMm / 2 + dyMm];
        const isMeant = here.some((one) => Math.hypot(one.xMm - xMm, one.yMm - yMm) < sameMm);
        if (isMeant) found.push({ text, area: { page, ...area } });
      }
    }
  }
  return found;
}

/**
 * The words that nobody sees where a seal is put by them: white, hidden, or without ink they are found all the same, and whoever made the file would say
 * where the seal stands.
 * @param isToStop whether it stops a stamp: then no page is left out
 * @throws AppError what reading the document throws
 */
export async function checkKeywords(
  document: OpenedDocument,
  seals: readonly Pick<SealedPlacement, 'placements' | 'impressions'>[],
  isToStop: boolean,
): Promise<RaisedWarning[]> {
  const found: FoundKeyword[] = [];
  for (const seal of seals) found.push(...(await foundKeywords(document, seal, isToStop ? Infinity : mostPages)));
  if (found.length === 0) return [];
  const areas = found.map(({ area }) => area);
  // What takes too long to draw nobody has seen.
  const seen = await document.format.seenAreas(document, areas).catch((): boolean[] => []);
  return found
    .filter((_, index) => !seen[index])
    .map(({ text, area }) => ({
      code: 'keyword-not-seen',
      values: { text, page: area.page },
      place: placeOn(area.page, area),
    }));
}
