import type { DrawingMatrix, PageDrawing, TextItem } from '../../src-main/contract/index.ts';
import type { LaidText } from '../pdf/page-source.ts';
import { mergeLines, type TextLines } from '../pdf/text-lines.ts';

/** A piece of text whose characters stand in even steps, on the page in millimetres. */
interface Piece {
  readonly text: string;
  readonly xMm: number;
  readonly yMm: number;
  /** From the first character to the last one's end. */
  readonly acrossMm: readonly [x: number, y: number];
  readonly sizeMm: number;
}

/** Steps that differ by more than this share of the em begin another piece. */
const evenShare = 0.05;
const pointsPerMm = 72 / 25.4;
/** What stands above the baseline of a line that is as high as its em. */
const ascent = 0.88;
/** The middle of a character above its baseline. */
const middle = 0.38;
/** As of a PDF. */
const mostPieces = 20_000;

const at = ([a, b, c, d, e, f]: DrawingMatrix, x: number, y: number) => [a * x + c * y + e, b * x + d * y + f] as const;

function* piecesOf({ glyphs, matrix, size }: TextItem): Generator<Piece> {
  const [, , c, d] = matrix;
  const sizeMm = Math.abs(size) * Math.hypot(c, d);
  let start = 0;
  for (let index = 1; index <= glyphs.length; index++) {
    const [one, last, next] = [glyphs[start], glyphs[index - 1], glyphs[index]];
    if (!one || !last) return;
    const second = glyphs[start + 1];
    const isEven =
      next !== undefined &&
      second !== undefined &&
      Math.abs(next.x - last.x - (second.x - one.x)) <= evenShare * size &&
      Math.abs(next.y - last.y - (second.y - one.y)) <= evenShare * size;
    if (isEven) continue;
    const text = glyphs
      .slice(start, index)
      .map((glyph) => glyph.text)
      .join('');
    const [startX, startY] = at(matrix, one.x, one.y);
    const [towardsX, towardsY] = second && index - start > 1 ? [second.x - one.x, second.y - one.y] : [1, 0];
    const step = Math.hypot(towardsX, towardsY) || 1;
    const [endX, endY] = at(
      matrix,
      last.x + (towardsX / step) * last.advance,
      last.y + (towardsY / step) * last.advance,
    );
    if (text !== '') {
      yield { text, xMm: startX, yMm: startY, acrossMm: [endX - startX, endY - startY], sizeMm };
    }
    start = index;
  }
}

const allPieces = (drawing: PageDrawing): Piece[] =>
  drawing.items.flatMap((item) => (item.kind === 'text' ? [...piecesOf(item)] : [])).slice(0, mostPieces);

/** All that is written on a page. */
export const textOfDrawing = (drawing: PageDrawing): string =>
  allPieces(drawing)
    .map(({ text }) => text)
    .join('');

/** Where the lines of text stand. */
export const linesOfDrawing = (drawing: PageDrawing): TextLines =>
  mergeLines(
    allPieces(drawing)
      .filter(({ text }) => text.trim() !== '')
      .map(({ xMm, yMm, acrossMm: [directionX, directionY], sizeMm }) => {
        const length = Math.hypot(directionX, directionY) || 1;
        // Upwards is a quarter turn against the clock from where the text runs to.
        const up = [directionY / length, -directionX / length] as const;
        return {
          xMm: xMm + up[0] * sizeMm * middle,
          yMm: yMm + up[1] * sizeMm * middle,
          directionX,
          directionY,
          length,
        };
      }),
  );

const measuring = document.createElement('canvas').getContext('2d');

/** The text of a page as transparent elements over its picture, sized as pdf.js sizes them. */
export function layDrawingText(drawing: PageDrawing): LaidText {
  const { widthMm, heightMm } = drawing;
  const container = document.createElement('div');
  const scaled = (mm: number) => `calc(var(--total-scale-factor) * ${mm * pointsPerMm}px)`;
  Object.assign(container.style, { width: scaled(widthMm), height: scaled(heightMm) });
  const nodes: Text[] = [];
  for (const { text, xMm, yMm, acrossMm, sizeMm } of allPieces(drawing)) {
    const [x, y] = acrossMm;
    const length = Math.hypot(x, y);
    const up = length > 0 ? ([y / length, -x / length] as const) : ([0, -1] as const);
    const span = document.createElement('span');
    const node = document.createTextNode(text);
    span.append(node);
    span.style.left = `${((xMm + up[0] * sizeMm * ascent) / widthMm) * 100}%`;
    span.style.top = `${((yMm + up[1] * sizeMm * ascent) / heightMm) * 100}%`;
    span.style.fontFamily = 'sans-serif';
    span.style.setProperty('--font-height', `${sizeMm * pointsPerMm}px`);
    if (measuring !== null && length > 0) {
      measuring.font = '100px sans-serif';
      const natural = (measuring.measureText(text).width / 100) * sizeMm;
      if (natural > 0) span.style.setProperty('--scale-x', String(length / natural));
    }
    const turn = (Math.atan2(y, x) * 180) / Math.PI;
    if (Math.abs(turn) > 0.01) span.style.setProperty('--rotate', `${turn}deg`);
    nodes.push(node);
    container.append(span);
  }
  return { container, nodes, unit: 1 };
}
