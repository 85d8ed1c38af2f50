import { describe, expect, it } from 'vitest';
import { type Allowance, comparePictures } from '../../../src-main/pdf/rendering/picture-policy.ts';
import type { PixelBox, Raster } from '../../../src-main/pdf/rendering/raster.ts';

type Colour = readonly [number, number, number];

const white: Colour = [255, 255, 255];
const black: Colour = [0, 0, 0];
const red: Colour = [217, 0, 27];
const blue: Colour = [26, 51, 204];

const [widthPx, heightPx] = [120, 60];

/** White paper with what `paint` puts on it. */
function picture(
  paint: (put: (box: PixelBox, mix: (under: Colour) => Colour) => void) => void,
  ground = white,
): Raster {
  const rgb = new Uint8Array(widthPx * heightPx * 3);
  for (let at = 0; at < rgb.length; at += 3) rgb.set(ground, at);
  paint(({ left, top, right, bottom }, mix) => {
    for (let y = top; y < bottom; y++) {
      for (let x = left; x < right; x++) {
        const at = (y * widthPx + x) * 3;
        rgb.set(mix([rgb[at] ?? 0, rgb[at + 1] ?? 0, rgb[at + 2] ?? 0]), at);
      }
    }
  });
  return { widthPx, heightPx, rgb };
}

const box = (left: number, top: number, width: number, height: number): PixelBox => ({
  left,
  top,
  right: left + width,
  bottom: top + height,
});
const opaque =
  (colour: Colour, opacity = 1) =>
  (under: Colour): Colour => {
    const mixed = (channel: 0 | 1 | 2) => Math.round(colour[channel] * opacity + under[channel] * (1 - opacity));
    return [mixed(0), mixed(1), mixed(2)];
  };
const multiplied =
  (colour: Colour) =>
  (under: Colour): Colour => {
    const product = (channel: 0 | 1 | 2) => Math.round((colour[channel] * under[channel]) / 255);
    return [product(0), product(1), product(2)];
  };

/** Digits of 8 points at 100 dpi: an eight each, five points wide and eight high, a blank column after it. */
const eights = (put: (box: PixelBox, mix: (under: Colour) => Colour) => void, colour: Colour = black, count = 5) => {
  for (let digit = 0; digit < count; digit++) {
    const left = 20 + digit * 6;
    for (const [dx, dy, width, height] of [
      [0, 0, 1, 8],
      [4, 0, 1, 8],
      [0, 0, 5, 1],
      [0, 4, 5, 1],
      [0, 7, 5, 1],
    ] as const) {
      put(box(left + dx, 20 + dy, width, height), opaque(colour));
    }
  }
};

const seal = box(10, 10, 80, 40);
const withinSeal: Allowance = { ink: [seal], free: [], sheets: [], loose: [] };
const nothingAllowed: Allowance = { ink: [], free: [], sheets: [], loose: [] };
const text = picture(eights);
const textAnd = (paint: Parameters<typeof picture>[0]) =>
  picture((put) => {
    eights(put);
    paint(put);
  });

describe('what a later seal does to digits', () => {
  it.each<[string, Raster]>([
    ['red ink that blends, over all of them', textAnd((put) => put(seal, multiplied(red)))],
    ['blue ink that blends', textAnd((put) => put(seal, multiplied(blue)))],
    ['grey ink that blends', textAnd((put) => put(seal, multiplied([120, 120, 120])))],
    ['black ink beside them', textAnd((put) => put(box(60, 20, 6, 8), opaque(black)))],
    ['a thin stroke across them', textAnd((put) => put(box(15, 23, 40, 2), opaque(black)))],
    ['a stroke of the pen through one of them', textAnd((put) => put(box(28, 12, 1, 30), opaque(black)))],
    ['a sheet so thin that nobody sees it', textAnd((put) => put(seal, opaque(white, 0.05)))],
  ])('takes nothing away: %s', (_, now) => {
    expect(comparePictures(text, now, withinSeal)).toMatchObject({ lost: [], outside: [] });
  });

  it.each<[string, Raster]>([
    ['a white sheet', textAnd((put) => put(seal, opaque(white)))],
    ['a sheet that lets a tenth through', textAnd((put) => put(seal, opaque(white, 0.9)))],
    ['a sheet that lets most through', textAnd((put) => put(seal, opaque(white, 0.2)))],
    ['a red sheet', textAnd((put) => put(seal, opaque(red)))],
    ['a black sheet', textAnd((put) => put(seal, opaque(black)))],
    ['black ink that blends', textAnd((put) => put(seal, multiplied([12, 12, 12])))],
    ['a black sheet over one digit', textAnd((put) => put(box(31, 19, 7, 10), opaque(black)))],
    ['a black sheet over half a digit', textAnd((put) => put(box(31, 19, 7, 6), opaque(black)))],
    ['white over one side of an eight, which makes a three', textAnd((put) => put(box(26, 21, 1, 3), opaque(white)))],
    ['two white points', textAnd((put) => put(box(20, 22, 1, 2), opaque(white)))],
    ['white strips', textAnd((put) => [20, 22, 24, 26].map((y) => put(box(15, y, 40, 1), opaque(white))))],
    [
      'a hatching of black and dark grey',
      textAnd((put) => {
        put(seal, opaque(black));
        for (let x = 10; x < 90; x += 2) put(box(x, 10, 1, 40), opaque([14, 14, 14]));
      }),
    ],
  ])('takes something away: %s', (_, now) => {
    const compared = comparePictures(text, now, withinSeal);
    expect(compared?.lost.length).toBeGreaterThan(0);
    for (const { left, top, right, bottom } of compared?.lost ?? []) {
      expect([left >= 10, top >= 10, right <= 90, bottom <= 50]).toEqual([true, true, true, true]);
    }
  });

  it('is told of white on dark, too: the digits are drowned in the colour around them', () => {
    const dark: Colour = [40, 40, 60];
    const before = picture((put) => eights(put, white), dark);
    const now = picture((put) => {
      eights(put, white);
      put(seal, multiplied([40, 40, 60]));
      put(box(18, 18, 40, 14), opaque([6, 6, 14]));
    }, dark);
    expect(comparePictures(before, now, withinSeal)?.lost.length).toBeGreaterThan(0);
  });

  it('is told where it is', () => {
    const now = textAnd((put) => put(box(31, 19, 7, 10), opaque(white)));
    const [lost] = comparePictures(text, now, withinSeal)?.lost ?? [];
    // The digit, and perhaps the blank beside it.
    expect([31, 32]).toContain(lost?.left);
    expect(lost).toMatchObject({ right: 37, bottom: 28 });
  });
});

describe('two seals in the same ink', () => {
  const ring = (put: (box: PixelBox, mix: (under: Colour) => Colour) => void, left: number, top: number) => {
    // Four bars as thick as the border of a seal.
    put(box(left, top, 40, 5), multiplied(red));
    put(box(left, top + 5, 5, 20), multiplied(red));
    put(box(left + 35, top + 5, 5, 20), multiplied(red));
    put(box(left, top + 25, 40, 5), multiplied(red));
  };
  const first = picture((put) => ring(put, 15, 12));
  it.each([
    [20, 15],
    [17, 13],
    [30, 18],
    [15, 12],
    [20, 12],
  ])('may lie one across the other, at %i, %i', (left, top) => {
    const both = picture((put) => {
      ring(put, 15, 12);
      ring(put, left, top);
    });
    expect(comparePictures(first, both, withinSeal)).toMatchObject({ lost: [], outside: [], written: [null] });
  });
});

describe('what lies outside the seal', () => {
  it('may not differ by the least', () => {
    const now = textAnd((put) => put(box(100, 30, 1, 1), opaque([254, 255, 255])));
    expect(comparePictures(text, now, withinSeal)).toMatchObject({ lost: [], outside: [box(100, 30, 1, 1)] });
    expect(comparePictures(text, now, nothingAllowed)).toMatchObject({ outside: [box(100, 30, 1, 1)] });
  });
  it('may be anything where the signer permitted it', () => {
    const now = textAnd((put) => put(box(95, 20, 20, 20), opaque(black)));
    const allowance = { ...withinSeal, free: [box(95, 20, 20, 20)] };
    expect(comparePictures(text, now, allowance)).toMatchObject({ lost: [], outside: [] });
  });
  it('is compared where a seal would be that is cut off by the edge of the page', () => {
    const now = textAnd((put) => put(box(100, 0, 20, 10), multiplied(red)));
    const allowance = { ...withinSeal, ink: [{ left: 100, top: -30, right: 150, bottom: 10 }] };
    expect(comparePictures(text, now, allowance)).toMatchObject({ lost: [], outside: [] });
  });
});

describe('what some readers may paint', () => {
  it('counts as covering what is under it, though this one does not paint it', () => {
    expect(comparePictures(text, text, { ...nothingAllowed, sheets: [seal] })?.lost).toEqual([
      { left: 20, top: 20, right: 49, bottom: 28 },
    ]);
    expect(comparePictures(text, text, { ...nothingAllowed, sheets: [box(80, 40, 30, 10)] })?.lost).toEqual([]);
  });
});

describe('ink in shapes of which only some readers know', () => {
  const dark: Colour = [30, 30, 50];
  const onDark = picture((put) => eights(put, white), dark);
  const loose = (colour: Colour): Allowance => ({ ...withinSeal, loose: [{ box: seal, colour }] });
  it('covers white digits on a ground of its colour, though this one does not paint it', () => {
    expect(comparePictures(onDark, onDark, loose(black))?.lost.length).toBeGreaterThan(0);
  });
  it('covers nothing where it would be seen', () => {
    expect(comparePictures(text, text, loose(black))?.lost).toEqual([]);
    expect(comparePictures(onDark, onDark, loose(red))?.lost).toEqual([]);
  });
  it('covers nothing where all is of its colour', () => {
    const ground = picture(() => undefined, dark);
    expect(comparePictures(ground, ground, loose(black))?.lost).toEqual([]);
  });
});

describe('ink that came as writing', () => {
  it('is told with its place, in black and in blue, and not the red of a seal', () => {
    const digit = box(60, 20, 6, 8);
    const writtenIn = (colour: Colour) =>
      comparePictures(
        text,
        textAnd((put) => put(digit, multiplied(colour))),
        withinSeal,
      )?.written;
    expect(writtenIn(black)).toEqual([digit]);
    expect(writtenIn([0, 0, 128])).toEqual([digit]);
    expect(writtenIn(red)).toEqual([null]);
  });
});

describe('pages that cannot be compared', () => {
  it('have another size', () => {
    const wider = { widthPx: widthPx + 1, heightPx, rgb: new Uint8Array((widthPx + 1) * heightPx * 3) };
    expect(comparePictures(text, wider, withinSeal)).toBeNull();
  });
});
