import { describe, expect, it } from 'vitest';
import type { TextRun } from '../../src-main/pdf/index.ts';
import { type ClosingPage, isOfPrint, suggestPlaces, writtenLines } from '../../src-main/placing/index.ts';

const size = { widthMm: 210, heightMm: 297 };
const seal = { widthMm: 40, heightMm: 40 };
const own = '杭州示例科技有限公司';

/** Text of signs of 5 mm, from the left at a base line. */
const written = (text: string, xMm: number, yMm: number): TextRun => ({
  text,
  xMm,
  yMm,
  direction: [1, 0],
  lengthMm: Array.from(text).reduce((sum, sign) => sum + (/[\x20-\x7e]/.test(sign) ? 2.5 : 5), 0),
  heightMm: 5,
  runsDown: false,
  endsLine: true,
});
const pageOf = (page: number, ...runs: TextRun[]): ClosingPage => ({ page, size, lines: writtenLines(runs) });
const suggest = (...pages: ClosingPage[]) =>
  suggestPlaces(pages, [own], seal).map(({ page, xMm, yMm, by }) => [by, page, Math.round(xMm), Math.round(yMm)]);

describe('where an office would seal', () => {
  it('an official letter: over the date below its own name, the text above left legible', () => {
    const letter = pageOf(
      1,
      written('特此函告，请予支持为盼。', 30, 150),
      written(own, 120, 180),
      written('2026年11月30日', 125, 190),
    );
    const [first] = suggestPlaces([letter], [own], seal);
    expect(first).toMatchObject({ page: 1, by: 'date' });
    expect(first?.xMm).toBeCloseTo(125 + 17.5, 0);
    // The date lies under it, and the last line of the text does not.
    expect((first?.yMm ?? 0) + 20).toBeGreaterThan(190);
    expect((first?.yMm ?? 0) - 20).toBeGreaterThan(151);
  });

  it('a contract: on its own name where a seal is wanted, and not on that of the other party', () => {
    const names = [written(`甲方（盖章）：${own}`, 20, 200), written('乙方（盖章）：北京别家有限公司', 120, 200)];
    const dates = [written('日期：2026年11月30日', 20, 240), written('日期：    年   月   日', 120, 240)];
    const contract = [pageOf(1, written(`甲方：${own}`, 20, 40)), pageOf(2, ...names, ...dates)];
    expect(suggest(...contract)).toEqual([['party', 2, 80, 198]]);
  });

  it('a notice in Chinese numerals, whose date is the last of its page', () => {
    const notice = pageOf(
      1,
      written('自二〇二五年一月一日起施行，', 30, 60),
      written('二〇二六年十一月三十日', 120, 200),
    );
    expect(suggest(notice)).toEqual([['date', 1, 148, 198]]);
  });

  it('a form without its name: where the seal is asked for, the last place first', () => {
    const form = pageOf(1, written('承租人（签章）', 20, 100), written('出租人（盖章）', 20, 200));
    expect(suggest(form).map(([by]) => by)).toEqual(['seal-word', 'seal-word']);
    expect(suggest(form)[0]?.[3]).toBe(198);
  });

  it('nowhere, where nothing is said', () => {
    expect(suggest(pageOf(1, written('目录', 20, 20)), pageOf(2))).toEqual([]);
  });

  it('wholly on the page, however near to its edge the name stands', () => {
    const narrow = pageOf(1, written(`${own}（公章）`, 150, 290));
    const [place] = suggestPlaces([narrow], [own], seal);
    expect(place && place.xMm <= 190 && place.yMm <= 277).toBe(true);
  });

  it('is answered at once for a page that was made to have thousands of names and dates', () => {
    const words = Array.from({ length: 4_000 }, (_, index) =>
      written(
        index % 2 ? '2026年1月1日' : '杭州示例科技有限公司',
        20 + (index % 40) * 4,
        20 + Math.floor(index / 40) * 0.01,
      ),
    );
    expect(suggest(pageOf(1, ...words)).length).toBeGreaterThan(0);
  }, 5_000);
});

describe('a page is no page of print', () => {
  it.each<[string, TextRun[], boolean]>([
    ['with a letter on it it is one', [written('特此函告', 20, 20)], true],
    ['with more signs than fit', [written('字'.repeat(20_001), 20, 20)], false],
    ['with more pieces than fit', Array.from({ length: 20_001 }, () => written('', 20, 20)), false],
    ['with signs that each stand for a sentence', [written('\ufdfa'.repeat(10_000), 20, 20)], false],
  ])('%s', (_, runs, expected) => {
    expect(isOfPrint(runs)).toBe(expected);
  });
});
