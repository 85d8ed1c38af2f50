import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { withoutAlpha } from '../../../src-main/pdf/rendering/raster.ts';

describe('points without their alpha', () => {
  it.each([0, 1, 2, 3, 4, 5, 7, 8, 4001])(
    'are the same colours, %i of them, wherever they begin in memory',
    (points) => {
      for (const begin of [0, 1, 4]) {
        const memory = new Uint8ClampedArray(randomBytes(begin + points * 4));
        const rgba = memory.subarray(begin);
        const expected = Array.from(rgba).filter((_, index) => index % 4 !== 3);
        expect(Array.from(withoutAlpha(rgba))).toEqual(expected);
      }
    },
  );
});
