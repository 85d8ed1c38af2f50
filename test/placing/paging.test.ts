import { describe, expect, it } from 'vitest';
import { type Impression, type Placing, placing } from '../../src-main/contract/index.ts';
import { impressionsOf } from '../../src-main/placing/index.ts';
import { groupPages } from '../../src-main/placing/paging.ts';
import { documentOf } from './placed-document.ts';

const a4 = { widthMm: 210, heightMm: 297 };
const a4Wide = { widthMm: 297, heightMm: 210 };
const round = { widthMm: 42, heightMm: 42 };

const paging = (asked: object): Placing => placing.parse({ rule: 'paging', ...asked });
const place = (asked: object, sizes: (typeof a4)[], seal = round): Promise<Impression[]> =>
  impressionsOf(paging(asked), seal, documentOf(sizes));
const pagesOf = (count: number) => Array.from({ length: count }, () => a4);

/** How the slices of one seal lie on it, in the order in which they are fanned. */
const joined = (slices: readonly Impression[], side: 'left' | 'top') =>
  slices
    .map(({ slice }) => slice ?? { left: 0, top: 0, right: 1, bottom: 1 })
    .map((slice) => (side === 'left' ? [slice.left, slice.right] : [slice.top, slice.bottom]))
    .sort(([one = 0], [other = 0]) => one - other);

describe('a seal across the edges of pages', () => {
  it.each([2, 3, 7, 21])('is cut so that the slices of %i pages join to the whole', async (count) => {
    const slices = await place({}, pagesOf(count));
    expect(slices.map(({ page }) => page)).toEqual(pagesOf(count).map((_, index) => index + 1));
    const parts = joined(slices, 'left');
    expect(parts[0]?.[0]).toBe(0);
    expect(parts.at(-1)?.[1]).toBe(1);
    for (const [index, [, end]] of parts.slice(0, -1).entries()) expect(parts[index + 1]?.[0]).toBe(end);
    expect(slices.reduce((sum, { widthMm }) => sum + widthMm, 0)).toBeCloseTo(42, 9);
  });

  it('has its outer side exactly on the edge', async () => {
    const [first, second] = await place({ along: 0.25 }, [a4, a4Wide]);
    expect(first).toMatchObject({ page: 1, xMm: 210 - 10.5, widthMm: 21, heightMm: 42, yMm: 297 / 4 });
    expect(second).toMatchObject({ page: 2, xMm: 297 - 10.5, yMm: 210 / 4 });
  });

  it('keeps to the page at the ends of an edge', async () => {
    expect((await place({ along: 0 }, pagesOf(2)))[0]?.yMm).toBe(21);
    expect((await place({ along: 1 }, pagesOf(2)))[0]?.yMm).toBe(297 - 21);
  });

  it.each<[string, number[]]>([
    ['right', [0, 1 / 3]],
    ['left', [2 / 3, 1]],
  ])(
    'on the %s edge, shows on the first page what lies innermost when pages are fanned that way',
    async (edge, shown) => {
      const [{ slice } = { slice: null }] = await place({ edge }, pagesOf(3));
      expect([slice?.left, slice?.right].map((value) => Number(value?.toFixed(9)))).toEqual(
        shown.map((value) => Number(value.toFixed(9))),
      );
      expect(slice).toMatchObject({ top: 0, bottom: 1 });
    },
  );

  it.each<[string, object]>([
    ['top', { yMm: 7, slice: { left: 0, right: 1, top: 2 / 3, bottom: 1 } }],
    ['bottom', { yMm: 297 - 7, slice: { left: 0, right: 1, top: 0, bottom: 1 / 3 } }],
  ])('on the %s edge, is cut across', async (edge, expected) => {
    const [first] = await place({ edge }, pagesOf(3));
    expect(first).toMatchObject({ xMm: 105, widthMm: 42, heightMm: expect.closeTo(14, 9) });
    expect(first?.yMm).toBeCloseTo((expected as { yMm: number }).yMm, 9);
    expect(joined(await place({ edge }, pagesOf(3)), 'top').flat()).toHaveLength(6);
  });

  it('gives the first page the share that is asked for, and the others the same', async () => {
    const widths = (await place({ firstShare: 0.5 }, pagesOf(4))).map(({ widthMm }) => Number(widthMm.toFixed(6)));
    expect(widths).toEqual([21, 7, 7, 7]);
  });

  it('puts even pages on the opposite edge of a sheet printed on both sides', async () => {
    const slices = await place({ duplex: true }, pagesOf(4));
    expect(slices.map(({ xMm }) => xMm)).toEqual([210 - 5.25, 5.25, 210 - 5.25, 5.25]);
    expect(joined(slices, 'left').map(([begin]) => begin)).toEqual([0, 0.25, 0.5, 0.75]);
  });

  it('begins a new seal before slices get narrower than two millimetres', async () => {
    const slices = await place({}, pagesOf(22));
    expect(Math.min(...slices.map(({ widthMm }) => widthMm))).toBeGreaterThanOrEqual(2);
    expect(slices.filter(({ slice }) => slice?.left === 0).map(({ page }) => page)).toEqual([1, 12]);
  });

  it.each<[number, number, number[]]>([
    [500, 21, Array.from({ length: 24 }, (_, index) => (index < 20 ? 21 : 20))],
    [10, 5, [5, 5]],
    [11, 5, [4, 4, 3]],
    [3, 2, [3]],
    [5, 2, [3, 2]],
    [2, 9, [2]],
  ])('shares %i pages, %i to a seal, evenly and leaves none alone', (count, every, sizes) => {
    const pages = Array.from({ length: count }, (_, index) => index + 1);
    const groups = groupPages(pages, every);
    expect(groups.map((group) => group.length)).toEqual(sizes);
    expect(groups.flat()).toEqual(pages);
  });

  it.each<[string, object, (typeof a4)[], typeof round]>([
    ['PAGING_ONE_PAGE', {}, [a4], round],
    ['PAGING_ONE_PAGE', { pages: '2' }, pagesOf(5), round],
    ['SLICE_TOO_NARROW', { every: 50 }, pagesOf(50), round],
    ['SLICE_TOO_NARROW', { firstShare: 0.01 }, pagesOf(3), round],
    ['SLICE_TOO_NARROW', {}, pagesOf(3), { widthMm: 3, heightMm: 20 }],
    ['SEAL_OFF_PAGE', {}, [a4, { widthMm: 100, heightMm: 30 }], round],
    ['PAGES_NONE', { pages: '9-' }, pagesOf(3), round],
  ])('is refused with %s', async (code, asked, sizes, seal) => {
    await expect(place(asked, sizes, seal)).rejects.toThrow(expect.objectContaining({ code }));
  });
});
