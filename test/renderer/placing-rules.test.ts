import { describe, expect, test } from 'vitest';
import type { Impression, Placing, Slice } from '../../src-main/contract/index.ts';
import {
  edgeAt,
  groupSlices,
  movedTo,
  pagesInWords,
  pagingAt,
  placingByRule,
} from '../../src-renderer/stamp/placing/rules.ts';

const a4 = { widthMm: 210, heightMm: 297 };
const seal = { widthMm: 40, heightMm: 40 };
const whole = (page: number, xMm: number, yMm: number): Impression => ({ page, xMm, yMm, ...seal, slice: null });
const paging: Placing = {
  rule: 'paging',
  pages: '每页',
  edge: 'right',
  along: 0.5,
  every: null,
  firstShare: null,
  duplex: false,
};

describe('a seal that is moved by one of its impressions', () => {
  test('on many pages keeps its place from the corner next to it', () => {
    const pages: Placing = { rule: 'pages', pages: '1-3', place: { corner: 'top-left', acrossMm: 50, downMm: 60 } };
    const { placing, shown } = movedTo(pages, whole(2, 50, 60), { page: 3, xMm: 160.004, yMm: 250 }, seal, a4);
    expect(placing).toEqual({ ...pages, place: { corner: 'bottom-right', acrossMm: 50, downMm: 47 } });
    expect(shown).toEqual({ page: 3, xMm: 160, yMm: 250 });
  });

  test('across the edges goes along its edge, and not beyond the ends', () => {
    const slice: Slice = { left: 0, top: 0, right: 0.2, bottom: 1 };
    const from: Impression = { page: 1, xMm: 206, yMm: 148.5, widthMm: 8, heightMm: 40, slice };
    const to = (yMm: number) => movedTo(paging, from, { page: 1, xMm: 100, yMm }, seal, a4);
    expect(to(99).placing).toEqual({ ...paging, along: 99 / 297 });
    expect(to(99).shown).toEqual({ page: 1, xMm: 206, yMm: 99 });
    expect(to(500).shown.yMm).toBe(277);
  });

  test('at a keyword keeps its distance to the word, and stays on its page', () => {
    const keyword: Placing = { rule: 'keyword', text: '盖章', which: 'all', pages: '每页', dxMm: 5, dyMm: 0 };
    const from = whole(2, 100, 100);
    expect(movedTo(keyword, from, { page: 2, xMm: 103, yMm: 98 }, seal, a4).placing).toEqual({
      ...keyword,
      dxMm: 8,
      dyMm: -2,
    });
    expect(movedTo(keyword, from, { page: 3, xMm: 103, yMm: 98 }, seal, a4).placing).toBe(keyword);
  });
});

describe('another rule for a placed seal', () => {
  const context = { seal, page: a4, everyPage: '每页', field: 'auto' };
  test('leaves it where it was, as far as the rule has a place', () => {
    const spot = { page: 2, xMm: 180, yMm: 30 };
    expect(placingByRule('pages', spot, context)).toEqual({
      rule: 'pages',
      pages: '每页',
      place: { corner: 'top-right', acrossMm: 30, downMm: 30 },
    });
    expect(placingByRule('here', { page: 2, xMm: 206, yMm: 30 }, context)).toEqual({
      rule: 'here',
      page: 2,
      xMm: 190,
      yMm: 30,
    });
  });

  test('across the edge that it was put down on is at the height where it was', () => {
    const spot = { page: 1, xMm: 20, yMm: 99 };
    expect(edgeAt(spot, seal, a4)).toBe('left');
    expect(pagingAt('left', spot, a4, '每页')).toEqual({ ...paging, edge: 'left', along: 99 / 297 });
    expect(edgeAt({ ...spot, xMm: 22 }, seal, a4)).toBeNull();
  });
});

test('slices are told apart by the seal that they join to, also where they are read backwards', () => {
  const slices = (edge: 'right' | 'left') =>
    [0, 0.5, 0, 0.5].map((from, index): Impression => {
      const [left, right] = edge === 'left' ? [0.5 - from, 1 - from] : [from, from + 0.5];
      return { ...whole(index + 1, 0, 0), slice: { left, right, top: 0, bottom: 1 } };
    });
  for (const edge of ['right', 'left'] as const) {
    expect(groupSlices(slices(edge), edge).map((group) => group.map(({ page }) => page))).toEqual([
      [1, 2],
      [3, 4],
    ]);
  }
});

test('pages are written as people write them', () => {
  expect(pagesInWords([5, 1, 2, 3, 3, 9, 8])).toBe('1-3, 5, 8-9');
});
