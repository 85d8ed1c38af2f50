import { faces, type Glyph, glyphsOf, type Point } from './font.ts';
import { emHeightOf, type Letter, letterOf } from './legibility.ts';
import { glyphPath, type Rectangle } from './outline.ts';

/** A line is made narrower down to this share of its height, and lower from there on. */
const narrowest = 0.48;

/**
 * A horizontal line of text around `centre`, narrowed to fit.
 * @param line `height` of the characters and the `widest` that the line may be, in millimetres; `narrow`, the width of the characters in
 * heights; `pitch`, the distance of neighbours in widths of a character
 */
export function lineOfText(
  text: string,
  centre: Point,
  line: { height: number; widest: number; narrow?: number; pitch?: number },
): Letter[] {
  const glyphs = glyphsOf(text);
  const { widest, narrow = 1, pitch = 1 } = line;
  const lastAdvance = glyphs.at(-1)?.advance ?? 1;
  const ems = glyphs.reduce((sum, { advance }) => sum + advance * pitch, 0) - lastAdvance * (pitch - 1);
  const height = Math.min(line.height, widest / ems / narrowest);
  const width = Math.min(height * narrow, widest / ems);
  let left = centre[0] - (ems * width) / 2;
  return glyphs.map((glyph) => {
    const middle = left + (glyph.advance * width) / 2;
    left += glyph.advance * width * pitch;
    return setUpright(glyph, [middle, centre[1]], { width, height });
  });
}

/** One character filling a cell. */
export function characterIn(character: string, { left, top, width, height }: Rectangle): Letter[] {
  return glyphsOf(character).map((glyph) => {
    const em = width / Math.max(glyph.advance, 0.5);
    return setUpright(glyph, [left + width / 2, top + height / 2], { width: em, height });
  });
}

function setUpright(glyph: Glyph, [x0, y0]: Point, { width, height }: { width: number; height: number }): Letter {
  const { middle } = faces.song;
  const em = emHeightOf('song', height);
  const d = glyphPath(glyph, ([x, y]) => [x0 + (x - glyph.advance / 2) * width, y0 - (y - middle) * em]);
  return letterOf(d, glyph, 'song', { width, height: em });
}

/**
 * A number around `centre` in cells of equal width, so that digits and letters stand evenly.
 * @param cell `height` of the digits, `pitch` of the cells and the most that a digit fills of it, in millimetres
 */
export function lineOfDigits(
  text: string,
  centre: Point,
  cell: { height: number; pitch: number; width: number },
): Letter[] {
  const { middle } = faces.sans;
  const height = emHeightOf('sans', cell.height);
  const glyphs = glyphsOf(text, 'sans');
  return glyphs.map((glyph, index) => {
    const x0 = centre[0] + (index - (glyphs.length - 1) / 2) * cell.pitch;
    const xs = glyph.commands.flatMap(({ points }) => points.map(([x]) => x));
    const [least, most] = [Math.min(...xs), Math.max(...xs)];
    const em = Math.min(cell.width / digitInk, cell.width / (most - least));
    const d = glyphPath(glyph, ([x, y]) => [x0 + (x - (least + most) / 2) * em, centre[1] - (y - middle) * height]);
    return letterOf(d, glyph, 'sans', { width: em, height });
  });
}

/** The width of a digit's ink in shares of the em. */
const digitInk = 0.47;
