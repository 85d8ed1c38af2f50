import { describe, expect, it } from 'vitest';
import { fromNearestCorner, type Placing, placing } from '../../src-main/contract/index.ts';
import { impressionsOf } from '../../src-main/placing/index.ts';
import { documentOf } from './placed-document.ts';

const sizes = [
  { widthMm: 210, heightMm: 297 },
  { widthMm: 297, heightMm: 210 },
  { widthMm: 420, heightMm: 297 },
] as const;
const document = documentOf(sizes);
const seal = { widthMm: 40, heightMm: 40 };
const place = (asked: Placing) => impressionsOf(placing.parse(asked), seal, document);

describe('the same place on many pages', () => {
  it.each<[string, { xMm: number; yMm: number }, [number, number][]]>([
    [
      'bottom right',
      { xMm: 160, yMm: 250 },
      [
        [160, 250],
        [247, 163],
        [370, 250],
      ],
    ],
    [
      'top left',
      { xMm: 30, yMm: 40 },
      [
        [30, 40],
        [30, 40],
        [30, 40],
      ],
    ],
    [
      'top right',
      { xMm: 180, yMm: 25 },
      [
        [180, 25],
        [267, 25],
        [390, 25],
      ],
    ],
    [
      'bottom left',
      { xMm: 25, yMm: 270 },
      [
        [25, 270],
        [25, 183],
        [25, 270],
      ],
    ],
  ])('is kept from the nearest corner: %s', async (_, point, expected) => {
    const placed = await place({ rule: 'pages', pages: '每页', place: fromNearestCorner(point, sizes[0]) });
    expect(placed.map(({ xMm, yMm }) => [xMm, yMm])).toEqual(expected);
    expect(placed.every(({ widthMm, heightMm, slice }) => widthMm === 40 && heightMm === 40 && slice === null)).toBe(
      true,
    );
  });

  it('on one page is where it was put', async () => {
    expect(await place({ rule: 'here', page: 2, xMm: 100, yMm: 50 })).toEqual([
      { page: 2, xMm: 100, yMm: 50, widthMm: 40, heightMm: 40, slice: null },
    ]);
  });

  it('is refused where the seal would not be whole', async () => {
    const off: Placing = { rule: 'pages', pages: '1', place: { corner: 'top-left', acrossMm: 10, downMm: 50 } };
    await expect(place(off)).rejects.toThrow(expect.objectContaining({ code: 'SEAL_OFF_PAGE' }));
  });

  it('is refused on more pages than readers open', async () => {
    const long = documentOf(Array.from({ length: 5_000 }, () => sizes[0]));
    const everywhere = placing.parse({
      rule: 'pages',
      pages: '每页',
      place: { corner: 'top-left', acrossMm: 50, downMm: 50 },
    });
    await expect(impressionsOf(everywhere, seal, long)).rejects.toThrow(
      expect.objectContaining({ code: 'TOO_MANY_IMPRESSIONS' }),
    );
  });
});
