import { describe, expect, it } from 'vitest';
import { type OvalSealDesign, ovalSealDesign } from '../../src-main/contract/index.ts';
import { drawSeal } from '../../src-main/seal/index.ts';
import { nameOf } from './names.ts';
import { boxOf, middleOf, pointsOf, touchingPairs } from './outlines.ts';

const taxNumber = '91330108MA2CFG7X1U';
const design = (changes: Partial<OvalSealDesign>) =>
  ovalSealDesign.parse({ shape: 'oval', ringText: '某某有限公司', bottomText: '发票专用章', ...changes });

function draw(changes: Partial<OvalSealDesign>) {
  const artwork = drawSeal(design(changes));
  const [edge = [], ...characters] = artwork.paths.map(({ d }) => pointsOf(d));
  return { artwork, edge, characters };
}

/** Less than 1 within the ellipse that lies this far inside the seal's outline. */
const reach = ({ x, y }: { x: number; y: number }, insideMm: number) =>
  ((x - 20) / (20 - insideMm)) ** 2 + ((y - 15) / (15 - insideMm)) ** 2;

describe('the oval seal for invoices', () => {
  it('is 40 × 30 mm with an edge of 1 mm', () => {
    const { artwork, edge } = draw({});
    expect(artwork).toMatchObject({ widthMm: 40, heightMm: 30 });
    expect(boxOf(edge.slice(0, 13))).toEqual({ left: 0, right: 40, top: 0, bottom: 30 });
    expect(boxOf(edge.slice(13))).toEqual({ left: 1, right: 39, top: 1, bottom: 29 });
  });

  it('bears the tax number across the middle: 18 characters 3.7 mm high, 1.3 mm wide, 26 mm in all', () => {
    const { characters } = draw({ middleText: taxNumber });
    const number = characters.slice(6, 6 + 18);
    const whole = boxOf(number.flat());
    expect(whole.right - whole.left).toBeCloseTo(26, 0);
    expect((whole.right + whole.left) / 2).toBeCloseTo(20, 1);
    for (const points of number) {
      const { left, right, top, bottom } = boxOf(points);
      expect(right - left).toBeLessThan(1.31);
      expect(bottom - top).toBeGreaterThan(3.55);
      expect(bottom - top).toBeLessThan(3.9);
      expect((bottom + top) / 2).toBeCloseTo(15, 0);
    }
    const middles = number.map((points) => middleOf(points).x);
    for (const [index, x] of middles.slice(1).entries()) expect(x - (middles[index] ?? 0)).toBeCloseTo(1.444, 2);
  });

  it('bears the words below: 4.6 mm high, 3 mm wide, 4.2 mm under the middle', () => {
    const words = draw({}).characters.slice(6).map(boxOf);
    expect(words).toHaveLength(5);
    const top = Math.min(...words.map((word) => word.top));
    const bottom = Math.max(...words.map((word) => word.bottom));
    expect(top - 15).toBeGreaterThan(4);
    expect(top - 15).toBeLessThan(4.6);
    expect(bottom - top).toBeGreaterThan(4);
    expect(bottom - top).toBeLessThan(4.7);
    for (const { left, right } of words) expect(right - left).toBeLessThan(3.05);
  });

  it.each([4, 10, 16, 24, 36, 48, 60])(
    'sets a name of %i characters evenly, in order and clear of everything',
    (length) => {
      const { characters } = draw({ ringText: nameOf(length), middleText: taxNumber, code: '(1)', trialMark: true });
      expect(characters).toHaveLength(length + 18 + 5 + 3 + 2);
      expect(touchingPairs(characters)).toEqual([]);
      for (const point of characters.flat()) expect(reach(point, 1.2)).toBeLessThan(1);
      const same = draw({ ringText: '田'.repeat(length) })
        .characters.slice(0, length)
        .map(middleOf);
      const steps = same
        .slice(1)
        .map(({ x, y }, index) => Math.hypot(x - (same[index]?.x ?? 0), y - (same[index]?.y ?? 0)));
      expect(Math.max(...steps) / Math.min(...steps)).toBeLessThan(1.06);
      expect(same[0]?.x).toBeLessThan(same.at(-1)?.x ?? 0);
      expect(Math.abs((same[0]?.x ?? 0) + (same.at(-1)?.x ?? 0) - 40)).toBeLessThan(0.6);
    },
  );

  it('keeps every character of the name as far from the edge, at the ends as at the top', () => {
    const ring = draw({ ringText: '田'.repeat(14) }).characters.slice(0, 14);
    // How near the outline of a character comes to the outline of the seal, found on many points of the latter.
    const rim = Array.from({ length: 2000 }, (_, step) => {
      const angle = (step / 2000) * 2 * Math.PI;
      return { x: 20 + 19 * Math.cos(angle), y: 15 + 14 * Math.sin(angle) };
    });
    const distances = ring.map((points) =>
      Math.min(...points.flatMap(({ x, y }) => rim.map((place) => Math.hypot(place.x - x, place.y - y)))),
    );
    expect(Math.min(...distances)).toBeGreaterThan(0.4);
    expect(Math.max(...distances)).toBeLessThan(1.2);
  });

  it('marks itself as trial between the name and the number', () => {
    const plain = draw({ middleText: taxNumber }).characters.length;
    const { characters } = draw({ middleText: taxNumber, trialMark: true });
    expect(characters).toHaveLength(plain + 2);
    for (const { top, bottom } of characters.slice(-2).map(boxOf)) {
      expect(bottom - top).toBeGreaterThan(3);
      expect(bottom).toBeLessThan(13.2);
    }
  });

  it('is not drawn higher than wide, nor so flat that its letters would meet', () => {
    for (const size of [
      { widthMm: 30, heightMm: 40 },
      { widthMm: 60, heightMm: 30 },
    ]) {
      expect(ovalSealDesign.safeParse({ shape: 'oval', ringText: '某某有限公司', ...size }).success).toBe(false);
    }
    const wide = { widthMm: 48, heightMm: 30, ringText: nameOf(24) };
    expect(touchingPairs(draw(wide).characters)).toEqual([]);
  });
});
