import { describe, expect, it } from 'vitest';
import { type SquareSealDesign, squareSealDesign, squareSealText } from '../../src-main/contract/index.ts';
import { drawSeal } from '../../src-main/seal/index.ts';
import { boxOf, middleOf, pointsOf, touchingPairs } from './outlines.ts';

function draw(changes: Partial<SquareSealDesign>) {
  const artwork = drawSeal(squareSealDesign.parse({ shape: 'square', text: '张三丰印', ...changes }));
  const [frame = [], ...characters] = artwork.paths.map(({ d }) => pointsOf(d));
  return { artwork, frame, characters };
}

/** The characters of a text by columns from right to left, each from top to bottom, as they stand on the seal. */
function readColumns(text: string): string[] {
  const columns = new Map<number, string>();
  const written = [...text.replaceAll('\n', '')];
  const { characters } = draw({ text });
  // Neighbours in a column stand less than half a column apart sideways.
  for (const [index, points] of characters.entries()) {
    const { x } = middleOf(points);
    const column = [...columns.keys()].find((known) => Math.abs(known - x) < 1.6) ?? x;
    columns.set(column, (columns.get(column) ?? '') + written[index]);
  }
  const fromRight = [...columns].toSorted(([first], [second]) => second - first).map(([, column]) => column);
  for (const column of fromRight) {
    const places = [...column].map((character) => middleOf(characters[written.indexOf(character)] ?? []).y);
    expect(places).toEqual(places.toSorted((first, second) => first - second));
  }
  return fromRight;
}

describe('the square name seal', () => {
  it('has the size that was asked for', () => {
    for (const sideMm of [18, 20, 22]) {
      const { artwork, frame } = draw({ sideMm });
      expect(artwork).toMatchObject({ widthMm: sideMm, heightMm: sideMm });
      expect(boxOf(frame)).toEqual({ left: 0, right: sideMm, top: 0, bottom: sideMm });
    }
  });

  it.each([
    ['张三之印', ['张三', '之印']],
    ['张三丰印', ['张三', '丰印']],
    ['张三印', ['张三', '印']],
    ['李逍遥', ['李', '逍遥']],
    ['欧阳震华', ['欧阳', '震华']],
    ['张三丰之印', ['张三丰', '之印']],
    ['买提·吐尔逊', ['买提', '吐尔逊']],
  ])('reads %s from right to left, as engraved name seals do', (text, columns) => {
    expect(readColumns(text.replace('·', '\n'))).toEqual(columns);
    expect(draw({ text }).characters).toHaveLength(columns.join('').length);
  });

  it.each([
    '张',
    '张三',
    '张三印',
    '张三之印',
    '张三丰之印',
    squareSealText('深圳市某某进出口贸易有限责任公司', '财务专用章'),
  ])('fills its frame with %s, and nothing touches', (text) => {
    for (const trialMark of [false, true]) {
      const { characters } = draw({ text, trialMark });
      expect(touchingPairs(characters)).toEqual([]);
      const { left, right, top, bottom } = boxOf(characters.flat());
      for (const edge of [left, top, 20 - right, 20 - bottom]) {
        expect(edge).toBeGreaterThan(1.1);
        expect(edge).toBeLessThan(4);
      }
    }
  });

  it('sets the name of a company in columns and the kind of the seal in the last', () => {
    expect(squareSealText('杭州示例科技有限公司', '财务专用章').split('\n')).toEqual([
      '杭州示例',
      '科技有',
      '限公司',
      '财务专用章',
    ]);
    expect(squareSealText('某某有限公司', '')).toBe('某某有\n限公司');
  });

  it('reads letters from left to right', () => {
    const { characters } = draw({ text: 'Jean Dupont' });
    expect(characters).toHaveLength(10);
    expect(touchingPairs(characters.map((points) => points))).toEqual([]);
    const [first, last] = [middleOf(characters[0] ?? []), middleOf(characters[9] ?? [])];
    expect(first.x).toBeLessThan(last.x);
    expect(first.y).toBeLessThan(last.y);
  });
});
