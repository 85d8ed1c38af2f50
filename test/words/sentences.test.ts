import { describe, expect, test } from 'vitest';
import { type Fitting, type FittingSome, fill } from '../../src-main/words/index.ts';

describe('a sentence with values in it', () => {
  test('says them where they are named', () => {
    expect(fill('Page {page} of {count}', { page: 2, count: 3 })).toBe('Page 2 of 3');
    expect(fill('{name}, {name}', { name: 'a{b}$&' })).toBe('a{b}$&, a{b}$&');
    expect(fill('No value', {})).toBe('No value');
  });

  test('has each value that it names and no other: else it does not compile', () => {
    // @ts-expect-error a value lacks
    expect(fill('Page {page} of {count}', { page: 2 })).toBe('Page 2 of …');
    // @ts-expect-error one too many
    expect(fill('Page {page}', { page: 2, count: 3 })).toBe('Page 2');
  });

  test('names the values of its code: else its table does not compile', () => {
    const same: Fitting<'{a} and {b}', 'a' | 'b'> = '{a} and {b}';
    const fewer: FittingSome<'{a}', 'a' | 'b'> = '{a}';
    // @ts-expect-error it leaves one out
    const lacking: Fitting<'{a}', 'a' | 'b'> = '{a}';
    // @ts-expect-error it names one that nothing brings
    const surplus: FittingSome<'{a} {c}', 'a' | 'b'> = '{a} {c}';
    expect([same, fewer, lacking, surplus]).toHaveLength(4);
  });
});
