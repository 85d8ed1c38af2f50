import type { VectorArtwork } from '../../src-main/seal/index.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** All corner and control points of a path, in millimetres: its outline lies within their hull. */
export function pointsOf(d: string): Point[] {
  const numbers = (d.match(/-?\d+(\.\d+)?/g) ?? []).map(Number);
  return Array.from({ length: numbers.length / 2 }, (_, index) => ({
    x: numbers[index * 2] ?? 0,
    y: numbers[index * 2 + 1] ?? 0,
  }));
}

export function boxOf(points: readonly Point[]) {
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
}

/** The edge, the star and the characters, in the order they are drawn: name, text below, code, trial mark. */
export function partsOf({ paths }: VectorArtwork) {
  const [edge = [], star = [], ...characters] = paths.map(({ d }) => pointsOf(d));
  return { edge, star, characters };
}

/** Degrees clockwise from the top, as seen from the centre of the seal, and the distance from it. */
export function polarOf({ x, y }: Point, diameterMm = 40) {
  const [right, down] = [x - diameterMm / 2, y - diameterMm / 2];
  return { degrees: (Math.atan2(right, -down) * 180) / Math.PI, distanceMm: Math.hypot(right, down) };
}

export function middleOf(points: readonly Point[]): Point {
  const { left, right, top, bottom } = boxOf(points);
  return { x: (left + right) / 2, y: (top + bottom) / 2 };
}

/** The mean of the points: for the same character it lies at the same place of its body, however it is turned. */
export function meanOf(points: readonly Point[]): Point {
  const sum = (pick: (point: Point) => number) => points.reduce((total, point) => total + pick(point), 0);
  return { x: sum(({ x }) => x) / points.length, y: sum(({ y }) => y) / points.length };
}

/** The corners of the least convex polygon around some points. */
function hullOf(points: readonly Point[]): Point[] {
  const sorted = points.toSorted((first, second) => first.x - second.x || first.y - second.y);
  const chain = (ordered: readonly Point[]) => {
    const corners: Point[] = [];
    for (const point of ordered) {
      for (;;) {
        const [from, over] = corners.slice(-2);
        if (!from || !over) break;
        if ((over.x - from.x) * (point.y - from.y) - (over.y - from.y) * (point.x - from.x) > 0) break;
        corners.pop();
      }
      corners.push(point);
    }
    return corners.slice(0, -1);
  };
  return [...chain(sorted), ...chain(sorted.toReversed())];
}

/** Whether two convex polygons reach into each other: no straight line can be laid between them. */
function areTouching(first: readonly Point[], second: readonly Point[]): boolean {
  const isApartAlong = (nx: number, ny: number) => {
    const [a, b] = [first, second].map((hull) => hull.map(({ x, y }) => x * nx + y * ny));
    return !a || !b || Math.max(...a) < Math.min(...b) || Math.max(...b) < Math.min(...a);
  };
  if (isApartAlong(1, 0) || isApartAlong(0, 1)) return false;
  return ![first, second].some((hull) =>
    hull.some(({ x, y }, index) => {
      const next = hull[(index + 1) % hull.length] ?? { x, y };
      return isApartAlong(next.y - y, x - next.x);
    }),
  );
}

/** Pairs of outlines whose hulls reach into each other, by their places in the list. */
export function touchingPairs(outlines: readonly (readonly Point[])[]): [number, number][] {
  const hulls = outlines.map(hullOf);
  return hulls.flatMap((first, at) =>
    hulls
      .slice(at + 1)
      .flatMap((second, after): [number, number][] => (areTouching(first, second) ? [[at, at + 1 + after]] : [])),
  );
}
