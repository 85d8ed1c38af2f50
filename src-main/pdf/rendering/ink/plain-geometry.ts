import type { Matrix } from '../../pages/matrix.ts';
import type { Box } from '../../pages/pages.ts';
import { require } from './plain-resources.ts';

export type Point = readonly [number, number];

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

/** By how much a matrix stretches what it stretches least and most (its singular values). */
export function stretchOf([a, b, c, d]: Matrix): { readonly least: number; readonly most: number } {
  const sum = a * a + b * b + c * c + d * d;
  const difference = Math.sqrt(Math.max(0, sum * sum - 4 * (a * d - b * c) ** 2));
  return { least: Math.sqrt(Math.max(0, (sum - difference) / 2)), most: Math.sqrt((sum + difference) / 2) };
}

/** Lengths along or across a line, as short as they become on the page whichever way it runs. */
export function requireThickLine(matrix: Matrix, lengths: readonly number[]): void {
  const { least } = stretchOf(matrix);
  require(lengths.every((length) => least * length >= thinnest), 'a line or a dash too thin');
}

/** A subpath as straight lines, in points of the page. */
export interface Outline {
  readonly points: Point[];
  isClosed: boolean;
  /** A rectangle whose sides run along those of the page. */
  readonly isUpright: boolean;
  hasCurves: boolean;
}

/** How much work may still be done on one appearance. */
export interface Budget {
  pairs: number;
}

/** Pieces into which a curve is cut to be measured. */
const curvePieces = 16;

/** The path under construction (ISO 32000-2, 8.5.2), in points of the page. */
export class PlainPath {
  readonly #budget: Budget;
  #subpaths: Point[][] = [];
  #outlines: Outline[] = [];

  constructor(budget: Budget) {
    this.#budget = budget;
  }

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
      const corners = [at(x, y), at(x + width, y), at(x + width, y + height), at(x, y + height)];
      this.#subpaths.push(corners);
      const isUpright = (a === 0 && d === 0) || (b === 0 && c === 0);
      this.#outlines.push({ points: corners, isClosed: true, isUpright, hasCurves: false });
      return;
    }
    const points: Point[] = [];
    for (let index = 0; index + 1 < numbers.length; index += 2)
      points.push(at(numbers[index] ?? 0, numbers[index + 1] ?? 0));
    if (operator === 'm') {
      this.#subpaths.push(points);
      this.#outlines.push({ points: [...points], isClosed: false, isUpright: false, hasCurves: false });
      return;
    }
    const current = this.#subpaths.at(-1);
    require(current !== undefined, 'a path without a beginning');
    current.push(...points);
    this.#extendOutline(operator, points);
  }

  #extendOutline(operator: string, points: readonly Point[]): void {
    const outline = this.#outlines.at(-1);
    const from = outline?.points.at(-1);
    require(outline !== undefined && from !== undefined, 'a path without a beginning');
    // After its end a path would go on from its beginning, in a subpath of its own.
    require(!outline.isClosed || operator === 'h', 'a path that goes on after its end');
    if (operator === 'h') outline.isClosed = true;
    else if (operator === 'l') outline.points.push(...points);
    else {
      const [second, third, to = third] = operator === 'v' ? [from, ...points] : points;
      require(second !== undefined && third !== undefined && to !== undefined, 'a curve without points');
      outline.hasCurves = true;
      for (let piece = 1; piece <= curvePieces; piece++)
        outline.points.push(onCurve([from, second, third, to], piece / curvePieces));
    }
  }

  /** Its subpaths, with curves cut into short lines. */
  get outlines(): readonly Outline[] {
    return this.#outlines;
  }

  /** The box around all points, on the page. */
  get box(): Box {
    const points = this.#subpaths.flat();
    let [left, bottom, right, top] = [largest, largest, -largest, -largest];
    for (const [x, y] of points) {
      [left, right] = [Math.min(left, x), Math.max(right, x)];
      [bottom, top] = [Math.min(bottom, y), Math.max(top, y)];
    }
    return [left, bottom, right, top];
  }

  /** Throws NotPlain where one of the areas that the path goes around is hardly wider than a line, or a slit or hair of one is. */
  requireThickAreas(evenOdd: boolean): void {
    for (const points of this.#subpaths) requireThickArea(points);
    const edges = this.#subpaths.flatMap(edgesOf);
    for (const [index, edge] of edges.entries()) {
      for (let other = index + 1; other < edges.length; other++) {
        this.#budget.pairs -= 1;
        const second = edges[other];
        require(this.#budget.pairs >= 0 && (!second || !isSlit(edge, second, evenOdd)), 'a slit or a hair');
      }
    }
  }

  clear(): void {
    this.#subpaths = [];
    this.#outlines = [];
  }
}

/** A point of a Bézier curve of the third degree. */
function onCurve(points: readonly [Point, Point, Point, Point], at: number): Point {
  const weights = [(1 - at) ** 3, 3 * at * (1 - at) ** 2, 3 * at ** 2 * (1 - at), at ** 3];
  const sum = (axis: 0 | 1) => points.reduce((total, point, index) => total + point[axis] * (weights[index] ?? 0), 0);
  return [sum(0), sum(1)];
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
}

interface Edge {
  readonly from: Point;
  readonly direction: Point;
  readonly length: number;
}

/** The edges that are longer than those within the round of a curve. */
function edgesOf(points: readonly Point[]): Edge[] {
  return points.flatMap((from, index): Edge[] => {
    const to = points[(index + 1) % points.length] ?? from;
    const [x, y] = [to[0] - from[0], to[1] - from[1]];
    const length = Math.hypot(x, y);
    return length < 1 ? [] : [{ from, direction: [x / length, y / length], length }];
  });
}

/** Whether two edges run beside each other so close that what is between them is a line. */
function isSlit(first: Edge, second: Edge, evenOdd: boolean): boolean {
  const [x, y] = first.direction;
  const [otherX, otherY] = second.direction;
  if (Math.abs(x * otherY - y * otherX) > 0.05) return false;
  // By the nonzero winding number rule, nothing ends between edges of one direction.
  if (!evenOdd && x * otherX + y * otherY > 0) return false;
  const [fromX, fromY] = [second.from[0] - first.from[0], second.from[1] - first.from[1]];
  const start = fromX * x + fromY * y;
  const end = start + second.length * (x * otherX + y * otherY);
  const shared = [Math.max(0, Math.min(start, end)), Math.min(first.length, Math.max(start, end))] as const;
  if (shared[1] - shared[0] < 1) return false;
  const middle = ((shared[0] + shared[1]) / 2 - start) / (end - start);
  const along = second.length * middle;
  return Math.abs((fromX + otherX * along) * y - (fromY + otherY * along) * x) < thinnest;
}

/** What of a box is within another. Throws NotPlain where that is hardly more than a line; null where it is nothing by far. */
export function requireThickOverlap(first: Box, second: Box): Box | null {
  const common: Box = [
    Math.max(first[0], second[0]),
    Math.max(first[1], second[1]),
    Math.min(first[2], second[2]),
    Math.min(first[3], second[3]),
  ];
  const sides = [common[2] - common[0], common[3] - common[1]];
  if (sides.some((side) => side < -1)) return null;
  require(sides.every((side) => side >= thinnest), 'a clip that leaves a line');
  return common;
}
