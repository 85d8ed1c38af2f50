import type { Matrix } from '../matrix.ts';
import type { Box } from '../pages.ts';
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

/** How much work may still be done on one appearance. */
export interface Budget {
  pairs: number;
}

/** The path under construction (ISO 32000-2, 8.5.2), in points of the page. */
export class PlainPath {
  readonly #budget: Budget;
  #subpaths: Point[][] = [];

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
