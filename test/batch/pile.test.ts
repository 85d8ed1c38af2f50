import { PNG } from 'pngjs';
import { describe, expect, test } from 'vitest';
import { coarseFirst, evenly, onPage, UsualPlaces } from '../../src-main/batch/pile/sample.ts';
import { SheetSum } from '../../src-main/batch/pile/sheet-sum.ts';
import type { Impression } from '../../src-main/contract/index.ts';

const row = (count: number) => Array.from({ length: count }, (_, at) => at);
const impression = (page: number, xMm: number): Impression => ({
  page,
  xMm,
  yMm: 200,
  widthMm: 40,
  heightMm: 40,
  slice: null,
});

describe('the sample that is laid over each other', () => {
  test.each([
    [3, 300, [0, 1, 2]],
    [10, 5, [0, 2, 4, 6, 8]],
    [0, 5, []],
  ])('of %i files at most %i is spread over all of them', (count, most, expected) => {
    expect(evenly(row(count), most)).toEqual(expected);
  });

  test('is drawn from end to end before what lies between, each once', () => {
    const order = coarseFirst(row(300));
    expect(order.slice(0, 4)).toEqual([0, 16, 32, 48]);
    expect(order.toSorted((one, other) => one - other)).toEqual(row(300));
  });
});

describe('where most files get their seals', () => {
  test('is where the most of them agree, to two millimetres, on the page that is drawn', () => {
    const places = new UsualPlaces();
    for (const xMm of [150, 60, 150.4, 150.2])
      places.add(onPage([{ sealId: 's', impressions: [impression(1, xMm)] }], 1));
    expect(places.usual).toEqual([{ sealId: 's', impressions: [impression(1, 150)] }]);
    expect(onPage([{ sealId: 's', impressions: [impression(2, 10)] }], 1)).toEqual([]);
  });
});

describe('sheets over each other', () => {
  const shown = (sum: SheetSum) => {
    const { data, width, height } = PNG.sync.read(Buffer.from(sum.toPng()));
    return { width, height, grey: row(width * height).map((at) => data[at * 4]) };
  };
  const sheet = (grey: number[]) => ({ widthPx: 2, heightPx: 2, grey: Uint8Array.from(grey) });

  test('are dark where all have ink, and show what one of a hundred has', () => {
    const sum = new SheetSum({ widthPx: 2, heightPx: 2 });
    sum.add(sheet([0, 255, 255, 0]));
    for (let count = 1; count < 100; count++) sum.add(sheet([0, 255, 255, 255]));
    expect(shown(sum)).toEqual({ width: 2, height: 2, grey: [0, 255, 255, 230] });
    expect(sum.count).toBe(100);
  });

  test('of which one is a point larger or smaller are of one size', () => {
    const sum = new SheetSum({ widthPx: 2, heightPx: 2 });
    sum.add({ widthPx: 3, heightPx: 1, grey: Uint8Array.of(0, 255, 0) });
    expect(shown(sum).grey).toEqual([0, 255, 0, 255]);
  });
});
