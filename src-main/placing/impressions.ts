import {
  AppError,
  type CornerPlace,
  type DisplayedSize,
  fromNearestCorner,
  fromTopLeft,
  type Impression,
  type KeptPlace,
  type Placing,
  type PlacingOf,
} from '../contract/index.ts';
import type { SignatureFieldFacts, TextRun } from '../pdf/index.ts';
import { inField } from './field-place.ts';
import { findKeyword } from './keyword-search.ts';
import { parsePageRange } from './page-range.ts';
import { pagingImpressions } from './paging.ts';

/** A document as placings see it. Pages count from 1. */
export interface PlacedDocument {
  readonly pageCount: number;
  /** The sizes of pages as displayed. @throws AppError PAGE_OUT_OF_RANGE, PDF_DAMAGED */
  sizesOf(pages: readonly number[]): Promise<ReadonlyMap<number, DisplayedSize>>;
  /** What is written on pages, in the order asked. @throws AppError PDF_DAMAGED, PDF_LIMIT */
  textsOf(pages: readonly number[]): Promise<readonly (readonly TextRun[])[]>;
  /** The signature fields that it brings, in the order of its form. @throws AppError PDF_DAMAGED */
  signatureFields(): Promise<readonly SignatureFieldFacts[]>;
}

/** A seal as placings see it: the size of its picture, millimetres, and the pages of the document that bear it already. */
export interface PlacedSeal extends DisplayedSize {
  /** Absent: none. @throws AppError as verifying does */
  sealedPages?(): Promise<ReadonlySet<number>>;
}

/** More pictures of one signature no reader opens in time, and no person wants. */
export const maxImpressions = 2_000;

/**
 * What a placing puts on the pages of a document, in the order of the pages: the one rule for window, command line and stamper, so that what is
 * seen is what is stamped.
 * @throws AppError PAGES_INVALID, PAGES_NONE, PAGE_OUT_OF_RANGE, PAGING_ONE_PAGE, SLICE_TOO_NARROW, KEYWORD_NOT_FOUND,
 * PAGES_WITHOUT_TEXT, PAGES_SEALED, SEAL_OFF_PAGE, TOO_MANY_IMPRESSIONS, FIELD_…
 */
export async function impressionsOf(
  placing: Placing,
  seal: PlacedSeal,
  document: PlacedDocument,
): Promise<Impression[]> {
  if (placing.rule === 'field') {
    const placed = inField(placing.field, await document.signatureFields(), seal);
    const size = (await document.sizesOf([placed.page])).get(placed.page);
    if (size) assertOnPage(placed, size);
    return [placed];
  }
  const pages = placing.rule === 'here' ? [placing.page] : parsePageRange(placing.pages, document.pageCount);
  if (placing.rule !== 'keyword') assertFew(pages.length);
  const places = placing.rule === 'keyword' ? await placesOfKeyword(placing, pages, document) : [];
  const sizes = await document.sizesOf(
    placing.rule === 'keyword' ? [...new Set(places.map(({ page }) => page))] : pages,
  );
  const sizeOf = (page: number): DisplayedSize => {
    const size = sizes.get(page);
    if (!size) throw new AppError('PAGE_OUT_OF_RANGE', { page, pageCount: document.pageCount });
    return size;
  };
  const leavesOut = placing.rule === 'pages' && placing.skipSealed === true;
  const sealed = (leavesOut && (await seal.sealedPages?.())) || new Set<number>();
  if (leavesOut && pages.every((page) => sealed.has(page))) throw new AppError('PAGES_SEALED', { pages: pages.length });
  const whole = { widthMm: seal.widthMm, heightMm: seal.heightMm, slice: null };
  const impressions = (): Impression[] => {
    switch (placing.rule) {
      case 'here':
        return [{ page: placing.page, xMm: placing.xMm, yMm: placing.yMm, ...whole }];
      case 'pages': {
        const place = keptPlace(placing.place, sizeOf(pages[0] ?? 1));
        return pages
          .filter((page) => !sealed.has(page))
          .map((page) => ({ page, ...fromTopLeft(place, sizeOf(page)), ...whole }));
      }
      case 'paging':
        return pagingImpressions(placing, seal, pages, sizeOf);
      case 'keyword':
        return places.map((place) => ({ ...place, ...whole }));
    }
  };
  const placed = impressions();
  assertFew(placed.length);
  for (const impression of placed) assertOnPage(impression, sizeOf(impression.page));
  return placed;
}

function keptPlace({ corner, acrossMm, downMm }: CornerPlace, firstPage: DisplayedSize): KeptPlace {
  if (corner !== 'nearest') return { corner, acrossMm, downMm };
  return fromNearestCorner({ xMm: acrossMm, yMm: downMm }, firstPage);
}

function assertFew(count: number): void {
  if (count > maxImpressions) throw new AppError('TOO_MANY_IMPRESSIONS', { count, max: maxImpressions });
}

type Place = Pick<Impression, 'page' | 'xMm' | 'yMm'>;

async function placesOfKeyword(
  { text, which, dxMm, dyMm }: PlacingOf<'keyword'>,
  pages: readonly number[],
  document: PlacedDocument,
): Promise<Place[]> {
  const found: Place[] = [];
  let isWritten = false;
  // The last hit is looked for from the end, and nothing is read beyond what is asked for.
  const inOrder = which === 'last' ? pages.toReversed() : pages;
  for await (const [page, runs] of textsInTurn(inOrder, document)) {
    const hits = findKeyword(runs, text).map(({ leftMm, topMm, widthMm, heightMm }) => ({
      page,
      xMm: leftMm + widthMm / 2 + dxMm,
      yMm: topMm + heightMm / 2 + dyMm,
    }));
    found.push(...hits);
    isWritten ||= runs.length > 0;
    if (which === 'last' && hits.length > 0) return hits.slice(-1);
    if (which === 'first' && found.length > 0) return found.slice(0, 1);
    if (typeof which === 'number' && found.length >= which) return found.slice(which - 1, which);
    assertFew(found.length);
  }
  if (!isWritten) throw new AppError('PAGES_WITHOUT_TEXT');
  if (found.length === 0 || typeof which === 'number')
    throw new AppError('KEYWORD_NOT_FOUND', { text, hits: found.length });
  return found;
}

const mostAtOnce = 16;
/** The longest books have a third of it; more would be read for minutes. */
const mostText = 10_000_000;

/**
 * The texts of pages, in the order given: the first by itself, since it mostly holds what is looked for, then more and more at once.
 * @throws AppError PDF_LIMIT
 */
async function* textsInTurn(
  pages: readonly number[],
  document: PlacedDocument,
): AsyncGenerator<readonly [page: number, runs: readonly TextRun[]]> {
  let length = 0;
  for (let at = 0, count = 1; at < pages.length; at += count, count = Math.min(mostAtOnce, count * 2)) {
    const asked = pages.slice(at, at + count);
    const texts = await document.textsOf(asked);
    for (const [index, page] of asked.entries()) yield [page, texts[index] ?? []];
    length += texts.flat().reduce((sum, { text }) => sum + text.length, 0);
    if (length > mostText) throw new AppError('PDF_LIMIT', {}, { detail: 'the document has too much text' });
  }
}

/** Rounding between the window's pixels and millimetres must not throw a seal off the page. */
const toleranceMm = 0.05;

function assertOnPage({ page, xMm, yMm, widthMm, heightMm }: Impression, size: DisplayedSize): void {
  const isInside = (centre: number, length: number, of: number) =>
    centre - length / 2 >= -toleranceMm && centre + length / 2 <= of + toleranceMm;
  if (!isInside(xMm, widthMm, size.widthMm) || !isInside(yMm, heightMm, size.heightMm)) {
    throw new AppError('SEAL_OFF_PAGE', { page });
  }
}
