import { AppError, type Impression, type Placing } from '../contract/index.ts';
import { type DisplayedSize, onPage } from './corner-place.ts';
import { parsePageRange } from './page-range.ts';
import { pagingImpressions } from './paging.ts';

/** A document as placings see it. */
export interface PlacedDocument {
  readonly pageCount: number;
  /** The size of a page as displayed; pages count from 1. @throws AppError PAGE_OUT_OF_RANGE, PDF_DAMAGED */
  sizeOf(page: number): DisplayedSize;
}

/** More pictures of one signature no reader opens in time, and no person wants. */
export const maxImpressions = 2_000;

/**
 * What a placing puts on the pages of a document, in the order of the pages: the one rule for window, command line and stamper, so that what is
 * seen is what is stamped.
 * @param seal the size of its picture, millimetres
 * @throws AppError PAGES_INVALID, PAGES_NONE, PAGE_OUT_OF_RANGE, PAGING_ONE_PAGE, SLICE_TOO_NARROW, SEAL_OFF_PAGE, TOO_MANY_IMPRESSIONS
 */
export function impressionsOf(placing: Placing, seal: DisplayedSize, document: PlacedDocument): Impression[] {
  const impressions = unchecked(placing, seal, document);
  if (impressions.length > maxImpressions) {
    throw new AppError('TOO_MANY_IMPRESSIONS', { count: impressions.length, max: maxImpressions });
  }
  for (const impression of impressions) assertOnPage(impression, document.sizeOf(impression.page));
  return impressions;
}

function unchecked(placing: Placing, seal: DisplayedSize, document: PlacedDocument): Impression[] {
  const whole = { ...seal, slice: null };
  switch (placing.rule) {
    case 'here': {
      const { page, xMm, yMm } = placing;
      return [{ page, xMm, yMm, ...whole }];
    }
    case 'pages':
      return parsePageRange(placing.pages, document.pageCount).map((page) => ({
        page,
        ...onPage(placing.place, document.sizeOf(page)),
        ...whole,
      }));
    case 'paging': {
      const pages = parsePageRange(placing.pages, document.pageCount);
      return pagingImpressions(placing, seal, pages, (page) => document.sizeOf(page));
    }
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
