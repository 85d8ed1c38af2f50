import { describe, expect, test } from 'vitest';
import type { Batch } from '../../src-main/contract/index.ts';
import { durationInWords, percentOf, rateInWords } from '../../src-renderer/batch/figures.ts';
import { exampleOf } from '../../src-renderer/batch/form/output-name.ts';
import { pagesOf, rowsInView, scrollFor } from '../../src-renderer/parts/rows.ts';
import { wordsByLanguage } from '../../src-renderer/words/index.ts';

const zhCn = wordsByLanguage['zh-CN'];

describe('how far a batch is', () => {
  const batch = (state: Batch['state'], waiting: number, lookedAt = 0) =>
    ({ state, total: 300, lookedAt, counts: { waiting } }) as Batch;
  test.each([
    [batch('looking', 300, 150), 50],
    [batch('running', 1), 99],
    [batch('finished', 0), 100],
  ])('is never said to be more than it is', (given, percent) => expect(percentOf(given)).toBe(percent));

  test.each([
    [0.4, '5 秒'],
    [12, '15 秒'],
    [56, '1 分钟'],
    [754, '13 分钟'],
    [3600, '1 小时'],
    [7800, '2 小时 10 分钟'],
  ])('%f seconds are left: %s', (seconds, said) => expect(durationInWords(seconds, zhCn)).toBe(said));

  test.each([
    [0.42, '0.4'],
    [9.96, '10.0'],
    [48.3, '48'],
  ])('%f a second: %s', (perSecond, said) => expect(rateInWords(perSecond)).toBe(said));
});

describe('the example of an output name', () => {
  const day = new Date(2026, 10, 30);
  test.each([
    ['{name}_已盖章', '张三_已盖章.pdf'],
    ['{date}-{n}', '20261130-00001.pdf'],
    ['{学号} {name}', '{学号} 张三.pdf'],
  ])('%s: %s', (pattern, example) => {
    expect(exampleOf(pattern, { name: '一班/张三.PDF', total: 10_000, day })).toBe(example);
  });
});

describe('a list of ten thousand rows', () => {
  const list = { rowHeight: 40, total: 10_000, beyond: 5 };
  test.each([
    [
      { scrollTop: 0, height: 400 },
      { from: 0, to: 15 },
    ],
    [
      { scrollTop: 4000, height: 400 },
      { from: 95, to: 115 },
    ],
    [
      { scrollTop: 399_600, height: 400 },
      { from: 9985, to: 10_000 },
    ],
  ])('has the rows in view and a few beyond', (view, rows) => expect(rowsInView(view, list)).toEqual(rows));

  test('fetches the pages that are touched', () => {
    expect(pagesOf({ from: 195, to: 215 }, 200)).toEqual([0, 1]);
    expect(pagesOf({ from: 200, to: 200 }, 200)).toEqual([]);
  });

  test('is scrolled no further than for a row to be in view', () => {
    expect(scrollFor(3, { scrollTop: 200, height: 400 }, 40)).toBe(120);
    expect(scrollFor(20, { scrollTop: 0, height: 400 }, 40)).toBe(440);
    expect(scrollFor(5, { scrollTop: 0, height: 400 }, 40)).toBeNull();
  });
});
