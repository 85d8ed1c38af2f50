import { describe, expect, it } from 'vitest';
import { type RectangleSealDesign, rectangleSealDesign } from '../../src-main/contract/index.ts';
import { drawSeal } from '../../src-main/seal/index.ts';
import { nameOf } from './names.ts';
import { boxOf, middleOf, pointsOf, touchingPairs } from './outlines.ts';

function draw(changes: Partial<RectangleSealDesign>) {
  const design = { shape: 'rectangle', topText: '某某有限公司', bottomText: '审验章', ...changes };
  const artwork = drawSeal(rectangleSealDesign.parse(design));
  const [frame = [], ...characters] = artwork.paths.map(({ d }) => pointsOf(d));
  return { artwork, frame, characters };
}

describe('the rectangular review seal', () => {
  it('has the size that was asked for', () => {
    const { artwork, frame } = draw({ widthMm: 50, heightMm: 20 });
    expect(artwork).toMatchObject({ widthMm: 50, heightMm: 20 });
    expect(boxOf(frame)).toEqual({ left: 0, right: 50, top: 0, bottom: 20 });
  });

  it('leaves blanks for year, month and day between the name and the words', () => {
    const { characters } = draw({ middleText: '　　年　　月　　日' });
    expect(characters).toHaveLength(6 + 3 + 3);
    const [year, month, day] = characters.slice(6, 9).map(boxOf);
    expect((month?.left ?? 0) - (year?.right ?? 0)).toBeGreaterThan(4);
    expect((day?.left ?? 0) - (month?.right ?? 0)).toBeGreaterThan(4);
    expect(year?.left).toBeGreaterThan(10);
    const lines = [characters.slice(0, 6), characters.slice(6, 9), characters.slice(9)].map((line) =>
      boxOf(line.flat()),
    );
    for (const [index, line] of lines.slice(1).entries()) expect(line.top).toBeGreaterThan(lines[index]?.bottom ?? 0);
  });

  it.each([4, 12, 24, 40, 60])('keeps a name of %i characters within the frame, and nothing touches', (length) => {
    for (const size of [
      { widthMm: 45, heightMm: 25 },
      { widthMm: 30, heightMm: 15 },
      { widthMm: 60, heightMm: 40 },
    ]) {
      const { characters } = draw({ ...size, topText: nameOf(length), middleText: '2026年11月25日', trialMark: true });
      expect(characters).toHaveLength(length + 11 + 3 + 2);
      expect(touchingPairs(characters)).toEqual([]);
      const { left, right, top, bottom } = boxOf(characters.flat());
      const scale = Math.min(size.heightMm / 25, size.widthMm / 30);
      for (const room of [left, top, size.widthMm - right, size.heightMm - bottom]) expect(room).toBeGreaterThan(scale);
    }
  });

  it('marks itself as trial on both sides of its words', () => {
    const { characters } = draw({ trialMark: true });
    const words = boxOf(characters.slice(6, 9).flat());
    const [left, right] = characters.slice(9).map(boxOf);
    expect(left?.right).toBeLessThan(words.left);
    expect(right?.left).toBeGreaterThan(words.right);
    expect(middleOf(characters[9] ?? []).x + middleOf(characters[10] ?? []).x).toBeCloseTo(45, 0);
  });
});
