import { describe, expect, test } from 'vitest';
import { odditiesOf, standsOut, usualOf } from '../../src-main/batch/oddities.ts';
import type { ItemTraits } from '../../src-main/batch/store.ts';

const traits = (index: number, other: Partial<ItemTraits> = {}): ItemTraits => ({
  index,
  state: 'waiting',
  code: null,
  widthMm: 210,
  heightMm: 297,
  rotate: 0,
  pageCount: 1,
  warnings: 'warn:blank-field',
  ...other,
});

describe('a file stands out of its batch', () => {
  const others = [0, 1, 2, 3].map((index) => traits(index));
  test.each<[string, Partial<ItemTraits>, boolean]>([
    ['not by a warning that most have', {}, false],
    ['not by having none', { warnings: '' }, false],
    ['by a warning of its own', { warnings: 'warn:blank-field warn:active-content' }, true],
    ['by its paper', { widthMm: 297, heightMm: 210 }, true],
    ['by its pages', { pageCount: 2 }, true],
    ['by being turned', { rotate: 90 }, true],
    [
      'by not being readable',
      { state: 'failed', code: 'PDF_DAMAGED', pageCount: null, widthMm: null, heightMm: null, warnings: null },
      true,
    ],
  ])('%s', (_, own, expected) => {
    const one = traits(4, own);
    expect(standsOut(one, usualOf([...others, one]))).toBe(expected);
  });

  test('and a warning that all have is to be found still', () => {
    const [one] = others;
    expect(one && odditiesOf(one, usualOf(others))).toEqual(['warned']);
  });
});
