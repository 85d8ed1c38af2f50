import { fromNearestCorner, type Impression, type PageEdge, type Placing } from '../../../src-main/contract/index.ts';
import type { PageSize } from '../../pdf/page-layout.ts';
import { keepOnPage, type Spot } from './placements.ts';

/** What stands in contracts where a seal goes, whatever the language of the window. */
export const usualKeywords = ['盖章', '公章', '签章处', '甲方', '乙方', '年月日'] as const;

type Size = Pick<Impression, 'widthMm' | 'heightMm'>;

/** The rules that a person can choose from, in the order of the row. */
export const rules = ['here', 'pages', 'paging', 'keyword', 'field'] as const satisfies readonly Placing['rule'][];

const toHundredths = (millimetres: number) => Math.round(millimetres * 100) / 100;
const within = (value: number, least: number, most: number) => Math.min(Math.max(value, least), Math.max(least, most));

export const isUpright = (edge: PageEdge): boolean => edge === 'right' || edge === 'left';

/** A placing of which one impression was moved: all its impressions go with it. `shown` is where that one comes to stand. */
export interface Moved {
  readonly placing: Placing;
  readonly shown: Spot;
}

/**
 * @param from the impression that is moved, as it stood under `placing`
 * @param spot where its centre shall be
 */
export function movedTo(placing: Placing, from: Impression, spot: Spot, seal: Size, page: PageSize): Moved {
  switch (placing.rule) {
    case 'here': {
      const shown = keepOnPage(spot, seal, page);
      return { placing: { rule: 'here', ...shown }, shown };
    }
    case 'pages': {
      const shown = keepOnPage(spot, seal, page);
      const { corner, acrossMm, downMm } = fromNearestCorner(shown, page);
      const place = { corner, acrossMm: toHundredths(acrossMm), downMm: toHundredths(downMm) };
      return { placing: { ...placing, place }, shown };
    }
    case 'paging': {
      const { page: onPage, xMm, yMm, widthMm, heightMm } = from;
      if (isUpright(placing.edge)) {
        const y = within(spot.yMm, heightMm / 2, page.heightMm - heightMm / 2);
        return { placing: { ...placing, along: y / page.heightMm }, shown: { page: onPage, xMm, yMm: y } };
      }
      const x = within(spot.xMm, widthMm / 2, page.widthMm - widthMm / 2);
      return { placing: { ...placing, along: x / page.widthMm }, shown: { page: onPage, xMm: x, yMm } };
    }
    case 'field':
      // It stays in its field.
      return { placing, shown: from };
    case 'keyword': {
      // It stays with its word: over another page it does not go.
      if (spot.page !== from.page) return { placing, shown: from };
      const shown = keepOnPage(spot, seal, page);
      const dxMm = toHundredths(placing.dxMm + shown.xMm - from.xMm);
      const dyMm = toHundredths(placing.dyMm + shown.yMm - from.yMm);
      return { placing: { ...placing, dxMm, dyMm }, shown };
    }
  }
}

/** A seal that comes under another rule stays as near as may be to where it was. */
export function placingByRule(
  rule: (typeof rules)[number],
  from: Spot,
  { seal, page, everyPage, field }: { seal: Size; page: PageSize; everyPage: string; field: string },
): Placing {
  const kept = keepOnPage(from, seal, page);
  switch (rule) {
    case 'here':
      return { rule, ...kept };
    case 'pages': {
      const { corner, acrossMm, downMm } = fromNearestCorner(kept, page);
      const place = { corner, acrossMm: toHundredths(acrossMm), downMm: toHundredths(downMm) };
      return { rule, pages: everyPage, place };
    }
    case 'paging':
      return { ...pagingOnEdge('right', everyPage), along: 0.5 };
    case 'field':
      return { rule, field };
    case 'keyword':
      return { rule, text: usualKeywords[0], which: 'last', pages: everyPage, dxMm: 0, dyMm: 0 };
  }
}

const pagingOnEdge = (edge: PageEdge, pages: string) =>
  ({ rule: 'paging', pages, edge, along: 0.5, every: null, firstShare: null, duplex: false }) as const;

/** A seal across the edge of all pages, where it was put down on one of them. */
export function pagingAt(edge: PageEdge, spot: Spot, page: PageSize, everyPage: string): Placing {
  const along = isUpright(edge) ? spot.yMm / page.heightMm : spot.xMm / page.widthMm;
  return { ...pagingOnEdge(edge, everyPage), along };
}

/** How near to an edge a seal is put down for it to be meant across that edge. Millimetres. */
const nearEdgeMm = 1;

/** The edge of the page that a seal was put down on. */
export function edgeAt({ xMm, yMm }: Spot, seal: Size, page: PageSize): PageEdge | null {
  const distances: readonly (readonly [PageEdge, number])[] = [
    ['right', page.widthMm - xMm - seal.widthMm / 2],
    ['left', xMm - seal.widthMm / 2],
    ['bottom', page.heightMm - yMm - seal.heightMm / 2],
    ['top', yMm - seal.heightMm / 2],
  ];
  return distances.find(([, distance]) => distance < nearEdgeMm)?.[0] ?? null;
}

/** The slices of each whole seal, in the order of the pages. */
export function groupSlices(impressions: readonly Impression[], edge: PageEdge): Impression[][] {
  const groups: Impression[][] = [];
  for (const impression of impressions) {
    const { slice } = impression;
    if (slice === null) continue;
    const begins = {
      right: slice.left === 0,
      bottom: slice.top === 0,
      left: slice.right === 1,
      top: slice.bottom === 1,
    };
    const last = groups.at(-1);
    if (last === undefined || begins[edge]) groups.push([impression]);
    else last.push(impression);
  }
  return groups;
}

/** Pages as people write them: `1-5, 8`. */
export function pagesInWords(pages: Iterable<number>): string {
  const runs: [number, number][] = [];
  for (const page of [...new Set(pages)].sort((one, other) => one - other)) {
    const last = runs.at(-1);
    if (last !== undefined && last[1] === page - 1) last[1] = page;
    else runs.push([page, page]);
  }
  return runs.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(', ');
}
