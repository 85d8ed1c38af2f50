import type { DrawingMatrix as Matrix } from '../../contract/index.ts';

export const identity: Matrix = [1, 0, 0, 1, 0, 0];

/** First `inner`, then `outer`. */
export function multiply(outer: Matrix, inner: Matrix): Matrix {
  const [a, b, c, d, e, f] = outer;
  const [g, h, i, j, k, l] = inner;
  return [a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * l + e, b * k + d * l + f];
}

export const moved = (x: number, y: number): Matrix => [1, 0, 0, 1, x, y];
export const scaled = (x: number, y: number): Matrix => [x, 0, 0, y, 0, 0];

/** Beyond these no page has anything, and canvases and PDF count otherwise. */
const farthest = 1e6;

export const isSane = (matrix: Matrix): boolean =>
  matrix.every((value) => Number.isFinite(value) && Math.abs(value) <= farthest);
