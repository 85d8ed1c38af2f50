import { expect, test } from 'vitest';
import {
  formatDay,
  formatExactTime,
  formatTime,
  formatZonedTime,
  localDay,
  localMinute,
  localSecond,
} from '../../src-main/words/index.ts';

const date = new Date(2026, 0, 4, 9, 5, 7);

test('a time is told on the wall clock, in the way of the language', () => {
  expect([formatDay(date, 'zh-CN'), formatDay(date, 'en')]).toEqual(['2026年1月4日', '2026-01-04']);
  expect([formatTime(date, 'zh-CN'), formatTime(date, 'en')]).toEqual(['2026年1月4日 09:05', '2026-01-04 09:05']);
  expect(formatExactTime(date.toISOString(), 'zh-CN')).toBe('2026年1月4日 09:05:07');
  expect(formatZonedTime(date, 'en')).toMatch(/^2026-01-04 09:05:07 \(UTC[+-]\d\d:\d\d\)$/);
});

test('a table has it in one way in every language, so that it can be sorted', () => {
  expect([localDay(date), localMinute(date), localSecond(date)]).toEqual([
    '2026-01-04',
    '2026-01-04 09:05',
    '2026-01-04 09:05:07',
  ]);
});
