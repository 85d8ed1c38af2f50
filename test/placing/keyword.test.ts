import { describe, expect, it } from 'vitest';
import { placing } from '../../src-main/contract/index.ts';
import type { TextRun } from '../../src-main/pdf/index.ts';
import { impressionsOf, type PlacedDocument } from '../../src-main/placing/index.ts';
import { documentOf } from './placed-document.ts';

const a4 = { widthMm: 210, heightMm: 297 };
const seal = { widthMm: 40, heightMm: 40 };

/** A word of signs of 5 mm, its base line at a height. */
const word = (text: string, yMm: number): TextRun => ({
  text,
  xMm: 90,
  yMm,
  direction: [1, 0],
  lengthMm: text.length * 5,
  heightMm: 5,
  runsDown: false,
  endsLine: true,
});

const contract = documentOf(
  [a4, a4, a4],
  [[word('甲方', 100), word('甲方', 200)], [word('第二页', 50)], [word('甲方', 250), word('盖章', 250)]],
);
const place = (asked: object, document: PlacedDocument = contract) =>
  impressionsOf(placing.parse({ rule: 'keyword', text: '甲方', ...asked }), seal, document);

describe('a seal on a keyword', () => {
  it.each<[unknown, [page: number, yMm: number][]]>([
    ['first', [[1, 98]]],
    ['last', [[3, 248]]],
    [
      'all',
      [
        [1, 98],
        [1, 198],
        [3, 248],
      ],
    ],
    [2, [[1, 198]]],
    [3, [[3, 248]]],
  ])('of which %s is meant', async (which, places) => {
    const placed = await place({ which });
    expect(placed.map(({ page, yMm }) => [page, Math.round(yMm)])).toEqual(places);
    expect(placed.every(({ xMm, slice, widthMm }) => xMm === 95 && slice === null && widthMm === 40)).toBe(true);
  });

  it('is moved by an offset, and looked for on some pages only', async () => {
    const [placed, ...others] = await place({ pages: '1', dxMm: 12, dyMm: -30 });
    expect(others).toEqual([]);
    expect([placed?.page, placed?.xMm, Math.round(placed?.yMm ?? 0)]).toEqual([1, 107, 168]);
  });

  it('is told of pages without text, as those of a scan', async () => {
    const scan = documentOf([a4, a4]);
    await expect(place({}, scan)).rejects.toThrow(expect.objectContaining({ code: 'PAGES_WITHOUT_TEXT' }));
  });

  it('reads no more pages than it must', async () => {
    const read: number[] = [];
    const textsOf = (pages: readonly number[]) => {
      read.push(...pages);
      return contract.textsOf(pages);
    };
    await place({ which: 'last' }, { ...contract, textsOf });
    expect(read).toEqual([3]);
  });

  it.each<[string, object]>([
    ['KEYWORD_NOT_FOUND', { text: '乙方' }],
    ['KEYWORD_NOT_FOUND', { which: 4 }],
    ['KEYWORD_NOT_FOUND', { pages: '2' }],
    ['SEAL_OFF_PAGE', { dyMm: 200 }],
    ['PAGES_NONE', { pages: '9' }],
  ])('is refused with %s', async (code, asked) => {
    await expect(place(asked)).rejects.toThrow(expect.objectContaining({ code }));
  });
});
