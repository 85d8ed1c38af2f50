import type { Polyline } from '../content/path-geometry.ts';
import type { Matrix } from '../pages/matrix.ts';

/** Of thinner marks readers show a point of their own where hardly anything is drawn here. Points of the picture. */
const thinnest = 0.05;
const thinnestLine = 0.2;
/** A line that is so many times longer than wide looks the same however its ends are formed. */
const leastLength = 4;
/** The cosine of a turn of 120 degrees: after sharper ones some readers draw a spike. */
const sharpestTurn = -0.5;

interface Extent {
  readonly length: number;
  readonly area: number;
  readonly longerSide: number;
}

/** Of lines that are closed to a shape. */
function extentOf(line: Polyline): Extent {
  let [length, area] = [0, 0];
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let at = 0; at < line.length; at += 2) {
    const [x, y] = [line[at] ?? 0, line[at + 1] ?? 0];
    const next = at + 2 < line.length ? at + 2 : 0;
    const [nextX, nextY] = [line[next] ?? 0, line[next + 1] ?? 0];
    length += Math.hypot(nextX - x, nextY - y);
    area += (x * nextY - nextX * y) / 2;
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  return { length, area: Math.abs(area), longerSide: Math.max(right - left, bottom - top) };
}

/** Whether shapes are thick enough to be drawn alike everywhere; specks are nowhere seen. */
export function areExactShapes(lines: readonly Polyline[]): boolean {
  return lines.every((line) => {
    const { length, area } = extentOf(line);
    return length < 1 || area / (length / 2) > thinnest;
  });
}

/** Whether lines look the same whatever their ends, corners and mitres are: long beside their width, without sharp corners. */
export function areExactLines(lines: readonly Polyline[], widthPx: number): boolean {
  if (widthPx < thinnestLine) return false;
  return lines.every((line) => extentOf(line).longerSide >= widthPx * leastLength && !turnsSharply(line));
}

function turnsSharply(line: Polyline): boolean {
  const steps: [number, number][] = [];
  for (let at = 0; at + 3 < line.length; at += 2) {
    const [x, y] = [(line[at + 2] ?? 0) - (line[at] ?? 0), (line[at + 3] ?? 0) - (line[at + 1] ?? 0)];
    const length = Math.hypot(x, y);
    if (length > 0) steps.push([x / length, y / length]);
  }
  const isClosed = line[0] === line.at(-2) && line[1] === line.at(-1);
  return steps.some(([x, y], index) => {
    const next = steps[index + 1] ?? (isClosed ? steps[0] : undefined);
    return next !== undefined && x * next[0] + y * next[1] < sharpestTurn;
  });
}

/** Whether an image covers more than a line. */
export const isExactImage = ([a, b, c, d]: Matrix): boolean =>
  Math.min(Math.hypot(a, b), Math.hypot(c, d)) >= 1 && Math.abs(a * d - b * c) >= 1;
