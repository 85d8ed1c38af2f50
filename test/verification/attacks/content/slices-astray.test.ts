/** A seal of GB/T 38540 whose signature has many places: what they show together has to be what its maker registered. */
import { describe, expect, it } from 'vitest';
import { doubtsOfPlaces, type Place, pageHeight, pageWidth, setSeals, side } from '../../seals/placed-seals.ts';

const seals = setSeals();
const differs = ['seal-picture failed seal-picture/differs'];
const whole = [0, 0, 1, 1] as const;
const column = (from: number, to: number) => [from, 0, to, 1] as const;
const row = (from: number, to: number) => [0, from, 1, to] as const;
const right = (share: number, y = 300): readonly [number, number] => [pageWidth - share * side, y];

describe('slices of a registered seal', () => {
  it.each<[string, readonly Place[]]>([
    ['a whole one', [{ page: 1, part: whole, at: [100, 100] }]],
    [
      'three columns along the right edge',
      [0, 1, 2].map((index) => ({ page: index + 1, part: column(index / 3, (index + 1) / 3), at: right(1 / 3) })),
    ],
    [
      'three columns along the left edge, and a whole one',
      [
        ...[0, 1, 2].map(
          (index): Place => ({ page: index + 1, part: column((2 - index) / 3, (3 - index) / 3), at: [0, 300] }),
        ),
        { page: 3, part: whole, at: [200, 100] },
      ],
    ],
    [
      'columns along the right edge and along the left',
      [
        ...[0, 1].map(
          (index): Place => ({ page: index + 1, part: column(index / 2, (index + 1) / 2), at: right(1 / 2) }),
        ),
        ...[0, 1].map(
          (index): Place => ({ page: index + 1, part: column((1 - index) / 2, (2 - index) / 2), at: [0, 500] }),
        ),
      ],
    ],
    [
      'rows along the upper edge and columns along the right',
      [
        ...[0, 1].map(
          (index): Place => ({
            page: index + 1,
            part: row(index / 2, (index + 1) / 2),
            at: [200, pageHeight - side / 2],
          }),
        ),
        ...[0, 1].map(
          (index): Place => ({ page: index + 1, part: column(index / 2, (index + 1) / 2), at: right(1 / 2) }),
        ),
      ],
    ],
    [
      'a first page with more of it than the others',
      [
        { page: 1, part: column(0, 0.6), at: right(0.6) },
        { page: 2, part: column(0.6, 0.8), at: right(0.2) },
        { page: 3, part: column(0.8, 1), at: right(0.2) },
      ],
    ],
    [
      'columns on alternate sides of leaves',
      [
        { page: 1, part: column(0, 1 / 3), at: right(1 / 3) },
        { page: 2, part: column(1 / 3, 2 / 3), at: [0, 300] },
        { page: 3, part: column(2 / 3, 1), at: right(1 / 3) },
      ],
    ],
  ])('are the registered picture as %s', async (_, places) => {
    expect(await doubtsOfPlaces(seals(), places)).toEqual([]);
  });

  it.each<[string, readonly Place[]]>([
    [
      'put together on one page in another order',
      [0, 1, 2].map((index) => ({ page: 1, part: column(index / 3, (index + 1) / 3), at: [300 - index * 40, 300] })),
    ],
    [
      'put together on one page in its order',
      [0, 1].map((index) => ({ page: 1, part: column(index / 2, (index + 1) / 2), at: [200 + index * 60, 300] })),
    ],
    [
      'on pages in another order than that of the fields',
      [2, 1, 3].map((page, index) => ({ page, part: column(index / 3, (index + 1) / 3), at: right(1 / 3) })),
    ],
    [
      'in the middle of pages',
      [0, 1].map((index) => ({ page: index + 1, part: row((1 - index) / 2, (2 - index) / 2), at: [200, 300] })),
    ],
    [
      'as rows on an edge that cuts columns',
      [0, 1].map((index) => ({ page: index + 1, part: row(index / 2, (index + 1) / 2), at: [0, 300] })),
    ],
    [
      'in different sizes',
      [
        { page: 1, part: column(0, 0.5), at: right(0.5) },
        { page: 2, part: column(0.5, 1), at: [pageWidth - side, 300], scale: 2 },
      ],
    ],
  ])('are none when they stand %s', async (_, places) => {
    expect(await doubtsOfPlaces(seals(), places)).toEqual(differs);
  });
});

describe('what a place of a seal shows', () => {
  it('is judged on the page that shows it, whatever page it names', async () => {
    const upside = { 2: '/Rotate 180' };
    const turned = { 1: '/Rotate 180' };
    const place: Place = { page: 1, part: whole, at: [100, 100] };
    const onSecond: Place = { page: 2, part: whole, at: [100, 100] };
    expect(await doubtsOfPlaces(seals(), [place, onSecond], { pages: upside })).toEqual(differs);
    expect(await doubtsOfPlaces(seals(), [place, { ...onSecond, named: 1 }], { pages: upside })).toEqual(differs);
    expect(
      await doubtsOfPlaces(
        seals(),
        [
          { ...place, named: 2 },
          { ...onSecond, named: 1 },
        ],
        { pages: { ...upside, ...turned } },
      ),
    ).toEqual(differs);
  });
});
