import type { SquareSealDesign } from '../contract/index.ts';
import type { SealDrawing } from './artwork.ts';
import type { Letter } from './legibility.ts';
import { characterIn, lineOfText } from './line-text.ts';
import { trialMark } from './marks/trial-mark.ts';
import { inset, type Rectangle, rectanglePath, sealRed } from './outline.ts';

/** Proportions of a 20 mm seal, in millimetres; other sides are scaled. */
const proportions = { side: 20, edge: 0.9, corner: 0.6, gap: 0.75, between: 0.35, trialHeight: 3 };

/**
 * The columns of a text, from right to left. A line break or the dot within a name ends a column; without any, the text stands in columns
 * as even as can be, so that characters are as high as wide: 张三丰印 as 张三 and 丰印.
 */
function columnsOf(text: string): string[] {
  const lines = text
    .split(/[\n·•]/u)
    .map((line) => line.replace(/\s/gu, ''))
    .filter((line) => line !== '');
  if (lines.length > 1) return lines;
  const characters = [...(lines[0] ?? '')];
  const count = Math.max(1, Math.round(Math.sqrt(characters.length)));
  // The name first: of three characters, 张三印 has the family name with the given one, 张三丰 has it alone.
  const alone = characters.length === 3 && characters[2] !== '印';
  const longest = Math.ceil(characters.length / count);
  const columns: string[] = [];
  for (let at = 0; at < characters.length; ) {
    const left = count - columns.length;
    const length = alone && at === 0 ? 1 : Math.min(longest, Math.ceil((characters.length - at) / left));
    columns.push(characters.slice(at, at + length).join(''));
    at += length;
  }
  return columns;
}

/** Letters may be this many times higher than their share of the line is wide. */
const widthOfLetters = 2.2;

const isForeign = (text: string) => /\p{Script=Latin}/u.test(text);

/** Words in another script are read from left to right, each on a line of its own. */
function foreignText(text: string, within: Rectangle): Letter[] {
  const words = text.split(/\s+/u).filter((word) => word !== '');
  const room = within.height / words.length;
  const longest = Math.max(...words.map((word) => [...word].length));
  const height = Math.min(room * 0.7, (within.width * widthOfLetters) / longest);
  return words.flatMap((word, index) =>
    lineOfText(word, [within.left + within.width / 2, within.top + room * (index + 0.5)], {
      height,
      widest: within.width,
      narrow: 0.85,
    }),
  );
}

function columnsIn(columns: readonly string[], within: Rectangle, between: number): Letter[] {
  const width = (within.width - between * (columns.length - 1)) / columns.length;
  return columns.flatMap((column, index) => {
    const characters = [...column];
    const left = within.left + within.width - (index + 1) * width - index * between;
    const height = (within.height - between * (characters.length - 1)) / characters.length;
    return characters.flatMap((character, row) =>
      characterIn(character, { left, top: within.top + row * (height + between), width, height }),
    );
  });
}

/** A square seal: a frame and columns of characters that fill it; 试用 in a line below them for trial. Throws SEAL_TEXT_UNSUPPORTED. */
export function drawSquareSeal({ text, sideMm, trialMark: isTrial }: SquareSealDesign): SealDrawing {
  const scale = sideMm / proportions.side;
  const outer: Rectangle = { left: 0, top: 0, width: sideMm, height: sideMm };
  const edge = proportions.edge * scale;
  const corner = proportions.corner * scale;
  const between = proportions.between * scale;
  const field = inset(outer, edge + proportions.gap * scale);
  const markHeight = isTrial ? proportions.trialHeight * scale : 0;
  const place = { ...field, height: field.height - markHeight - (isTrial ? between : 0) };
  const texts = isForeign(text) ? foreignText(text, place) : columnsIn(columnsOf(text), place, between);
  const marks: Letter[] = [];
  if (isTrial) {
    const middle = field.top + field.height - markHeight / 2;
    marks.push(...trialMark([sideMm / 2, middle], { height: markHeight, apart: markHeight * 1.8 }));
  }
  return {
    kind: 'vector',
    letters: texts,
    widthMm: sideMm,
    heightMm: sideMm,
    paths: [
      {
        d: `${rectanglePath(outer, corner)} ${rectanglePath(inset(outer, edge), corner / 2)}`,
        fill: sealRed,
        evenOdd: true,
      },
      ...[...texts, ...marks].filter(({ d }) => d !== '').map(({ d }) => ({ d, fill: sealRed, evenOdd: false })),
    ],
  };
}
