import { expect, it } from 'vitest';
import { BoundedCache } from '../../src-main/runtime/index.ts';

it('keeps what was used last, and no more than it may', () => {
  const cache = new BoundedCache<string, number>(2);
  cache.set('a', 1);
  cache.set('b', 2);
  expect(cache.get('a')).toBe(1);
  cache.set('c', 3);
  expect(['a', 'b', 'c'].map((key) => cache.get(key))).toEqual([1, undefined, 3]);
});

it('makes a value once, and keeps null as one', () => {
  const cache = new BoundedCache<string, null>(2);
  let made = 0;
  const make = () => {
    made += 1;
    return null;
  };
  expect([cache.getOrMake('a', make), cache.getOrMake('a', make)]).toEqual([null, null]);
  expect(made).toBe(1);
});

it('keeps nothing of a value that cannot be made', () => {
  const cache = new BoundedCache<string, number>(2);
  const fail = () => {
    throw new Error('not now');
  };
  expect(() => cache.getOrMake('a', fail)).toThrow('not now');
  expect(cache.getOrMake('a', () => 1)).toBe(1);
});

it('takes a new value for a key in the place of the old one', () => {
  const cache = new BoundedCache<string, number>(2);
  cache.set('a', 1);
  cache.set('b', 2);
  cache.set('a', 3);
  expect([cache.get('a'), cache.get('b')]).toEqual([3, 2]);
});

it('lets go of the oldest where all weigh too much, and keeps the last however heavy', () => {
  const cache = new BoundedCache<string, string>(10, { most: 10, of: (value) => value.length });
  cache.set('a', 'xxxx');
  cache.set('b', 'xxxx');
  cache.set('c', 'xxxx');
  expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual([undefined, 'xxxx', 'xxxx']);
  cache.set('d', 'x'.repeat(20));
  expect([cache.get('b'), cache.get('c'), cache.get('d')?.length]).toEqual([undefined, undefined, 20]);
});
