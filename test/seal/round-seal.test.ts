import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import { type RoundSealDesign, roundSealDesign } from '../../src-main/contract/index.ts';
import { artworkToSvg, drawSeal } from '../../src-main/seal/index.ts';
import { nameOf } from './names.ts';
import { boxOf, meanOf, middleOf, partsOf, pointsOf, polarOf, touchingPairs } from './outlines.ts';

const design = (changes: Partial<RoundSealDesign>) => roundSealDesign.parse({ ringText: '某某有限公司', ...changes });
const draw = (changes: Partial<RoundSealDesign>) => partsOf(drawSeal(design(changes)));

/** The seal as another program paints it: 20 pixels for a millimetre. */
function painted(changes: Partial<RoundSealDesign>) {
  const folder = mkdtempSync(join(tmpdir(), 'qianyin-seal-'));
  try {
    const [svg, png] = [join(folder, 'seal.svg'), join(folder, 'seal.png')];
    writeFileSync(svg, artworkToSvg(drawSeal(design(changes))));
    execFileSync('mutool', ['draw', '-q', '-w', '800', '-h', '800', '-o', png, svg], { stdio: 'ignore' });
    const image = PNG.sync.read(readFileSync(png));
    return (xMm: number, yMm: number) => {
      const at = (Math.round((yMm / 40) * image.height) * image.width + Math.round((xMm / 40) * image.width)) * 4;
      return image.data.subarray(at, at + 3).toString('hex');
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('the round company seal', () => {
  it('has the size that was asked for, with an edge of 1.2 mm at 40 mm', () => {
    const artwork = drawSeal(design({}));
    expect(artwork).toMatchObject({ kind: 'vector', widthMm: 40, heightMm: 40 });
    const { edge } = partsOf(artwork);
    expect(boxOf(edge)).toEqual({ left: 0, right: 40, top: 0, bottom: 40 });
    expect(drawSeal(design({ diameterMm: 45 }))).toMatchObject({ widthMm: 45, heightMm: 45 });
    const colourAt = painted({});
    expect([0.1, 0.6, 1.1].map((x) => colourAt(x, 20))).toEqual(['c7161c', 'c7161c', 'c7161c']);
    expect(colourAt(1.4, 20)).toBe('ffffff');
  });

  it('carries a regular five-pointed star in its middle, one point upward', () => {
    const corners = draw({}).star.map((point) => polarOf(point));
    const tips = corners.filter((_, index) => index % 2 === 0);
    const notches = corners.filter((_, index) => index % 2 === 1);
    expect(tips.map(({ degrees }) => Math.round(degrees))).toEqual([0, 72, 144, -144, -72]);
    for (const { distanceMm } of tips) expect(distanceMm).toBeCloseTo(tips[0]?.distanceMm ?? 0, 2);
    // In a regular star the edges of opposite points are one line: the notches lie at 0.382 of the tips.
    for (const { distanceMm } of notches) expect(distanceMm / (tips[0]?.distanceMm ?? 0)).toBeCloseTo(0.382, 3);
  });

  it.each([5, 12, 20, 30])('spaces a name of %i characters evenly over the upper arc, from left to right', (length) => {
    const { characters } = draw({ ringText: '田'.repeat(length) });
    const angles = characters.map((points) => polarOf(meanOf(points)).degrees);
    const steps = angles.slice(1).map((angle, index) => angle - (angles[index] ?? 0));
    for (const step of steps) expect(Math.abs(step - (steps[0] ?? 0))).toBeLessThan(0.05);
    expect(steps[0]).toBeGreaterThan(0);
    expect(Math.abs((angles[0] ?? 0) + (angles.at(-1) ?? 0))).toBeLessThan(2);
  });

  it('turns every character of the name upright to the centre', () => {
    const { characters } = draw({ ringText: '一'.repeat(9) });
    for (const points of characters) {
      // The stroke of 一 lies across the radius: its ends are equally far from the centre, its middle on the radius.
      const angle = (polarOf(middleOf(points)).degrees * Math.PI) / 180;
      const along = points.map(({ x, y }) => (x - 20) * Math.sin(angle) - (y - 20) * Math.cos(angle));
      const across = points.map(({ x, y }) => (x - 20) * Math.cos(angle) + (y - 20) * Math.sin(angle));
      expect(Math.max(...along) - Math.min(...along)).toBeLessThan((Math.max(...across) - Math.min(...across)) / 3);
    }
  });

  it('spreads a short name over less of the arc and makes the characters of a long one narrower, not lower', () => {
    const sizeOf = (length: number) => {
      const { characters } = draw({ ringText: '田'.repeat(length) });
      const top = characters[Math.floor(length / 2)] ?? [];
      const box = boxOf(top);
      return {
        widthMm: box.right - box.left,
        heightMm: box.bottom - box.top,
        arc: polarOf(middleOf(characters.at(-1) ?? [])).degrees,
      };
    };
    const [short, usual, long] = [sizeOf(5), sizeOf(13), sizeOf(21)];
    expect(short.arc).toBeLessThan(usual.arc - 30);
    expect(long.widthMm).toBeLessThan(usual.widthMm * 0.75);
    expect(long.heightMm).toBeGreaterThan(usual.heightMm * 0.9);
  });

  it.each([1, 2, 5, 8, 12, 16, 20, 24, 30, 45, 60])(
    'keeps a name of %i characters clear of the edge, the star, the text below and the code',
    (length) => {
      const name = nameOf(length);
      const below = { bottomText: '合同专用章', code: '1101081234567' };
      const { characters } = draw({ ringText: name, ...below });
      const ring = characters.slice(0, length);
      const text = characters.slice(length, length + 5);
      const code = characters.slice(length + 5);
      expect(code).toHaveLength(13);
      const textBox = boxOf(text.flat());
      for (const point of [...ring, ...code].flat()) {
        const { distanceMm } = polarOf(point);
        expect(distanceMm).toBeLessThan(18.8);
        expect(distanceMm).toBeGreaterThan(10);
        const isInText =
          point.x > textBox.left && point.x < textBox.right && point.y > textBox.top && point.y < textBox.bottom;
        expect(isInText).toBe(false);
      }
      expect(textBox.top).toBeGreaterThan(boxOf(draw({}).star).bottom);
      const lowestOfRing = Math.max(...ring.flat().map((point) => Math.abs(polarOf(point).degrees)));
      const highestOfCode = Math.min(...code.flat().map((point) => Math.abs(polarOf(point).degrees)));
      expect(lowestOfRing).toBeLessThan(highestOfCode);
    },
  );

  it.each([4, 7, 10, 13, 16, 20, 24, 30, 38, 48, 60])('lets no two characters of a name of %i touch', (length) => {
    const below = { bottomText: '合同专用章', code: '1101081234567' };
    for (const changes of [{}, below, { ...below, trialMark: true }, { ...below, diameterMm: 38 }]) {
      const { star, characters } = draw({ ringText: nameOf(length), ...changes });
      expect(touchingPairs([star, ...characters])).toEqual([]);
    }
  });

  it('keeps the characters of the longest name readable: 2 mm high, 1 mm wide', () => {
    const { left, right, top, bottom } = boxOf(draw({ ringText: '田'.repeat(60) }).characters[30] ?? []);
    expect(bottom - top).toBeGreaterThan(1.8);
    expect(right - left).toBeGreaterThan(0.75);
  });

  it('lets no hole gape where a name has brackets', () => {
    const { characters } = draw({ ringText: '田田（田田）田田' });
    const angles = [0, 1, 3, 4, 6, 7].map((at) => polarOf(meanOf(characters[at] ?? [])).degrees);
    const steps = angles.slice(1).map((angle, index) => angle - (angles[index] ?? 0));
    // A bracket takes half the room of a character.
    const whole = steps[0] ?? 0;
    for (const [index, share] of [1, 1.5, 1, 1.5, 1].entries()) expect(steps[index]).toBeCloseTo(whole * share, 0);
  });

  it('sets the code along the lower arc to be read from left to right, with its feet outward', () => {
    const { characters } = draw({ code: '7777777777777' });
    const code = characters.slice(6);
    const middles = code.map((points) => middleOf(points).x);
    expect(middles).toEqual(middles.toSorted((first, second) => first - second));
    for (const points of code) {
      const { distanceMm } = polarOf(middleOf(points));
      expect(distanceMm).toBeGreaterThan(16.5);
      expect(distanceMm).toBeLessThan(18);
      // A 7 is broad at its head, which turns to the centre.
      const reaches = points.map((point) => polarOf(point));
      const nearest = Math.min(...reaches.map((reach) => reach.distanceMm));
      const farthest = Math.max(...reaches.map((reach) => reach.distanceMm));
      const breadthAt = (distance: number) => {
        const angles = reaches
          .filter((reach) => Math.abs(reach.distanceMm - distance) < 0.3)
          .map(({ degrees }) => (degrees + 360) % 360);
        return Math.max(...angles) - Math.min(...angles);
      };
      expect(breadthAt(nearest)).toBeGreaterThan(breadthAt(farthest) * 1.5);
    }
  });

  it('may have a line of text in the place of the star, or nothing', () => {
    const starless = (changes: Partial<RoundSealDesign>) =>
      drawSeal(design({ star: false, ...changes }))
        .paths.slice(1)
        .map(({ d }) => pointsOf(d));
    expect(starless({})).toHaveLength(6);
    expect(starless({ trialMark: true })).toHaveLength(6 + 2);
    const dated = starless({
      ringText: nameOf(12),
      middleText: '2026年11月25日',
      bottomText: '审验章',
      trialMark: true,
    });
    expect(dated).toHaveLength(12 + 11 + 3 + 2);
    expect(touchingPairs(dated)).toEqual([]);
    const line = boxOf(dated.slice(12, 23).flat());
    expect((line.left + line.right) / 2).toBeCloseTo(20, 0);
    expect((line.top + line.bottom) / 2).toBeCloseTo(20, 0);
  });

  it('takes Latin and mixed names', () => {
    const letters = draw({ ringText: 'Qianyin Trial Co., Ltd.' }).characters;
    expect(letters).toHaveLength('QianyinTrialCo.,Ltd.'.length);
    expect(draw({ ringText: 'ABC（中国）信息技术有限公司' }).characters).toHaveLength(15);
  });

  it('leaves the hollows of characters open, and paints them whatever the viewer', () => {
    const colourAt = painted({ ringText: '口' });
    expect(colourAt(20, 20)).toBe('c7161c');
    expect(colourAt(20, 4.6)).toBe('ffffff');
    const [box] = draw({ ringText: '口' }).characters.map(boxOf);
    expect(colourAt((box?.left ?? 0) + 0.4, 4.6)).toBe('c7161c');
  });

  it('stands 试用 beside the star when it is for trial', () => {
    const plain = draw({}).characters.length;
    const { characters, star } = draw({ trialMark: true });
    expect(characters).toHaveLength(plain + 2);
    const [left, right] = characters.slice(-2).map(boxOf);
    const starBox = boxOf(star);
    expect(left?.right).toBeLessThan(middleOf(star).x);
    expect(right?.left).toBeGreaterThan(middleOf(star).x);
    for (const mark of [left, right]) {
      expect((mark?.bottom ?? 0) - (mark?.top ?? 0)).toBeGreaterThan(3);
      expect(mark?.top).toBeGreaterThan(starBox.top);
      expect(mark?.bottom).toBeLessThan(starBox.bottom);
    }
  });

  it('says which characters it cannot draw', () => {
    expect(() => drawSeal(design({ ringText: '某😀某😀公司' }))).toThrowError(
      expect.objectContaining({ code: 'SEAL_TEXT_UNSUPPORTED', values: { characters: '😀' } }),
    );
    expect(() => drawSeal(design({ bottomText: '合同🚫' }))).toThrowError(
      expect.objectContaining({ code: 'SEAL_TEXT_UNSUPPORTED' }),
    );
  });

  it('gives outlines that need no font and hold nothing but lines and curves', () => {
    const artwork = drawSeal(
      design({ ringText: nameOf(20), bottomText: '财务专用章', code: '3201021234567', trialMark: true }),
    );
    for (const { d, fill } of artwork.paths) {
      expect(d).toMatch(/^(?:(?:[ML](?: -?\d+(?:\.\d+)?){2}|C(?: -?\d+(?:\.\d+)?){6}|Z) ?)+$/);
      expect(fill).toBe('#C7161C');
    }
    expect(artworkToSvg(artwork)).not.toMatch(/<(?!\/?(?:svg|path)\b)/);
  });
});
