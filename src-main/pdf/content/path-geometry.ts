import type { Matrix } from '../pages/matrix.ts';
import type { Box } from '../pages/pages.ts';
import type { PathStep } from './painting.ts';

/** x and y of one point after the other. */
export type Polyline = readonly number[];

const curveSteps = 12;
const farthest = 1e6;

/** The steps around a box. */
export function outlineSteps([left, bottom, right, top]: Box): PathStep[] {
  return [['m', left, bottom], ['l', right, bottom], ['l', right, top], ['l', left, top], ['h']];
}

/** A path as straight lines, moved by a matrix. */
export function flatten(path: readonly PathStep[], [a, b, c, d, e, f]: Matrix): Polyline[] {
  const lines: number[][] = [];
  let line: number[] = [];
  let [x, y] = [0, 0];
  const clamp = (value: number) => Math.min(farthest, Math.max(-farthest, value)) || 0;
  const add = (toX: number, toY: number) => {
    line.push(clamp(a * toX + c * toY + e), clamp(b * toX + d * toY + f));
  };
  const start = () => {
    line = [];
    lines.push(line);
    add(x, y);
  };
  for (const step of path) {
    switch (step[0]) {
      case 'm':
        [, x, y] = step;
        start();
        break;
      case 'l':
        if (line.length === 0) start();
        [, x, y] = step;
        add(x, y);
        break;
      case 'c': {
        if (line.length === 0) start();
        const [, x1, y1, x2, y2, x3, y3] = step;
        for (let part = 1; part <= curveSteps; part++) {
          const t = part / curveSteps;
          const s = 1 - t;
          add(
            s * s * s * x + 3 * s * s * t * x1 + 3 * s * t * t * x2 + t * t * t * x3,
            s * s * s * y + 3 * s * s * t * y1 + 3 * s * t * t * y2 + t * t * t * y3,
          );
        }
        [x, y] = [x3, y3];
        break;
      }
      case 'h':
        if (line.length >= 2) line.push(line[0] ?? 0, line[1] ?? 0);
        break;
    }
  }
  return lines;
}

/** Where the lines, each closed to a shape, cross the middle of rows `top` to `bottom`. Ends early when `mayGoOn` says no. */
export function crossings(
  lines: readonly Polyline[],
  top: number,
  bottom: number,
  mayGoOn: () => boolean,
): Map<number, { x: number; direction: 1 | -1 }[]> {
  const rows = new Map<number, { x: number; direction: 1 | -1 }[]>();
  for (const line of lines) {
    for (let index = 0; index < line.length; index += 2) {
      const [x0 = 0, y0 = 0] = line.slice(index, index + 2);
      const [x1 = 0, y1 = 0] = index + 3 < line.length ? line.slice(index + 2, index + 4) : line.slice(0, 2);
      if (y0 === y1) continue;
      const first = Math.max(top, Math.ceil(Math.min(y0, y1) - 0.5));
      const last = Math.min(bottom - 1, Math.ceil(Math.max(y0, y1) - 0.5) - 1);
      for (let row = first; row <= last; row++) {
        if (!mayGoOn()) return rows;
        const x = x0 + ((row + 0.5 - y0) / (y1 - y0)) * (x1 - x0);
        const found = rows.get(row);
        const crossing = { x, direction: y1 > y0 ? 1 : -1 } as const;
        if (found) found.push(crossing);
        else rows.set(row, [crossing]);
      }
    }
  }
  return rows;
}
