import type { Matrix } from '../matrix.ts';
import { require } from './plain-resources.ts';

type Point = readonly [number, number];

/** Readers disagree on whether thinner things are shown at all: some paint every pixel that is touched. In points of the page. */
const thinnest = 0.1;
const largest = 32_000;
const smallestDeterminant = 1e-7;

/** Throws NotPlain for a matrix with which readers would run out of digits. */
export function requireMatrix(matrix: Matrix): Matrix {
  const [a, b, c, d] = matrix;
  require(matrix.every((value) => Math.abs(value) < largest), 'a matrix with large numbers');
  require(Math.abs(a * d - b * c) > smallestDeterminant, 'a matrix that leaves no area');
  return matrix;
}

/** Throws NotPlain where a box of this size is a line or nothing on the page. */
export function requireThick([a, b, c, d]: Matrix, width: number, height: number): void {
  const area = Math.abs((a * d - b * c) * width * height);
  const sides = [Math.hypot(a, b) * Math.abs(width), Math.hypot(c, d) * Math.abs(height)];
  require(area >= thinnest * Math.max(...sides), 'a thing too thin');
}

/** Where a matrix shortens a line's thickness most (its smaller singular value). */
export function requireThickLine([a, b, c, d]: Matrix, width: number): void {
  const sum = a * a + b * b + c * c + d * d;
  const determinant = a * d - b * c;
  const smaller = Math.sqrt(Math.max(0, (sum - Math.sqrt(Math.max(0, sum * sum - 4 * determinant ** 2))) / 2));
  require(smaller * width >= thinnest, 'a line too thin');
}

/** The path under construction (ISO 32000-2, 8.5.2), in points of the page. */
export class PlainPath {
  #subpaths: Point[][] = [];

  get isEmpty(): boolean {
    return this.#subpaths.length === 0;
  }

  add(operator: string, numbers: readonly number[], matrix: Matrix): void {
    const [a, b, c, d, e, f] = matrix;
    const at = (x: number, y: number): Point => {
      const point: Point = [a * x + c * y + e, b * x + d * y + f];
      require(point.every((value) => Math.abs(value) < largest), 'a point far away');
      return point;
    };
    if (operator === 're') {
      const [x = 0, y = 0, width = 0, height = 0] = numbers;
      this.#subpaths.push([at(x, y), at(x + width, y), at(x + width, y + height), at(x, y + height)]);
      return;
    }
    const points: Point[] = [];
    for (let index = 0; index + 1 < numbers.length; index += 2)
      points.push(at(numbers[index] ?? 0, numbers[index + 1] ?? 0));
    if (operator === 'm') {
      this.#subpaths.push(points);
      return;
    }
    const current = this.#subpaths.at(-1);
    require(current !== undefined, 'a path without a beginning');
    current.push(...points);
  }

  /** Throws NotPlain where one of the areas that the path goes around is hardly wider than a line. */
  requireThickAreas(): void {
    for (const points of this.#subpaths) requireThickArea(points);
  }

  clear(): void {
    this.#subpaths = [];
  }
}

function requireThickArea(points: readonly Point[]): void {
  let doubleArea = 0;
  let length = 0;
  for (const [index, [x, y]] of points.entries()) {
    const [toX, toY] = points[(index + 1) % points.length] ?? [x, y];
    doubleArea += x * toY - toX * y;
    length += Math.hypot(toX - x, toY - y);
  }
  // Of a long strip, twice its area by its outline is its thickness.
  require(Math.abs(doubleArea) >= thinnest * length, 'an area too thin');
  for (const [index, point] of points.entries()) requireNoSpike(points, index, point);
}

/** A hair that goes out and comes back beside itself. */
function requireNoSpike(points: readonly Point[], index: number, [x, y]: Point): void {
  const at = (place: number) => points[place % points.length] ?? [x, y];
  const [next, after] = [at(index + 1), at(index + 2)];
  const previous = at(index + points.length - 1);
  const into: Point = [x - previous[0], y - previous[1]];
  const isStep = Math.hypot(next[0] - x, next[1] - y) < thinnest / 2;
  const [from, to] = isStep ? [next, after] : [[x, y] as const, next];
  const out: Point = [to[0] - from[0], to[1] - from[1]];
  const [inLength, outLength] = [Math.hypot(...into), Math.hypot(...out)];
  // Shorter ones are within the round of a curve.
  if (Math.min(inLength, outLength) < 1) return;
  require(into[0] * out[0] + into[1] * out[1] > -0.999 * inLength * outLength, 'a hair');
}
