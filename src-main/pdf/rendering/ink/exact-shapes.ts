/**
 * Ink that is brighter than what it is laid over could erase. It is trusted only in shapes that every reader paints alike and this one shows when it
 * paints them: nowhere so thin or small that one reader paints whole pixels of it and another next to nothing.
 */
import type { Matrix } from '../../pages/matrix.ts';
import type { Box } from '../../pages/pages.ts';
import { type Budget, type Outline, type Point, stretchOf } from './plain-geometry.ts';
import { require } from './plain-resources.ts';

/** In points of the page: across a strip, and the area of a dot. At 100 dpi, split between four pixels, a tenth of each. */
const thinnest = 0.2;
const leastArea = 0.25;
/** Sides that run together within this angle (its sine) are those of a wedge. */
const wedge = 0.35;
/** Radians. Sharper corners of lines become spikes, which end where each reader has its limit. */
const sharpestTurn = (2 / 3) * Math.PI;
const sharpestTurnInCurve = Math.PI / 6;
const leastMiterLimit = 3.5;
const maxStretched = 1.5;

/** What a shape is cut by. */
export interface Cut {
  readonly box: Box;
  /** Whether the box is the clip, and not only around it. */
  readonly isExact: boolean;
}

/** The boxes of areas, as far as all of them are exact. */
export function requireExactAreas(
  outlines: readonly Outline[],
  cut: Cut,
  { evenOdd, budget }: { evenOdd: boolean; budget: Budget },
): Box[] {
  require(cut.isExact, 'light within a clip of another form');
  const boxes = outlines.map(({ points }) => boxOf(points));
  for (const [index, outline] of outlines.entries()) {
    const box = boxes[index] ?? cut.box;
    if (outline.isUpright) requireLarge(box);
    else requireConvex(outline.points, budget);
    requireWhole(box, cut.box, outline.isUpright);
  }
  for (const [index, outline] of outlines.entries()) {
    for (const other of outlines.slice(index + 1)) requireApart(outline, other, { evenOdd, budget });
  }
  return boxes;
}

export interface Stroke {
  readonly matrix: Matrix;
  readonly lineWidth: number;
  readonly isDashed: boolean;
  /** Null where corners are not mitred. */
  readonly miterLimit: number | null;
}

/** The boxes of the pieces of lines, as far as all of them are exact. */
export function requireExactLines(outlines: readonly Outline[], cut: Cut, stroke: Stroke): Box[] {
  require(cut.isExact, 'light within a clip of another form');
  // The piece of a dash that is left at an end can be as short as one likes.
  require(!stroke.isDashed, 'light dashes');
  const { least, most } = stretchOf(stroke.matrix);
  require(least * stroke.lineWidth >= thinnest && most <= least * maxStretched, 'a light line too thin');
  require(stroke.miterLimit === null || stroke.miterLimit >= leastMiterLimit, 'a light line with cut corners');
  const reach = most * stroke.lineWidth;
  for (const outline of outlines) {
    requireGentle(outline);
    requireLength(outline, least * stroke.lineWidth);
    const [left, bottom, right, top] = boxOf(outline.points);
    const around: Box = [left - reach, bottom - reach, right + reach, top + reach];
    if (!isWithin(around, cut.box))
      for (const side of sidesOf(outline)) requireWhole(sideBox(side, reach / 2), cut.box, true);
  }
  return outlines.flatMap((outline) =>
    sidesOf(outline).map(({ from, to }): Box => {
      const [left, bottom, right, top] = boxOf([from, to]);
      return [left - reach, bottom - reach, right + reach, top + reach];
    }),
  );
}

/** A picture or its mask, of which one place is as good as another to be light. */
export function requireExactPlace(matrix: Matrix, box: Box, cut: Cut): Box[] {
  const [a, b, c, d] = matrix;
  require(cut.isExact, 'light within a clip of another form');
  requireLarge(box);
  requireWhole(box, cut.box, (a === 0 && d === 0) || (b === 0 && c === 0));
  return [box];
}

function boxOf(points: readonly Point[]): Box {
  const [across, up] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const least = (values: readonly number[]) => values.reduce((one, other) => Math.min(one, other), Infinity);
  const most = (values: readonly number[]) => values.reduce((one, other) => Math.max(one, other), -Infinity);
  return [least(across), least(up), most(across), most(up)];
}

function requireLarge([left, bottom, right, top]: Box): void {
  const [width, height] = [right - left, top - bottom];
  require(Math.min(width, height) >= thinnest && width * height >= leastArea, 'something light too small');
}

/** But for rounding, and a little that is cut off. */
const isWithin = (inner: Box, outer: Box): boolean =>
  inner[0] >= outer[0] - 0.05 &&
  inner[1] >= outer[1] - 0.05 &&
  inner[2] <= outer[2] + 0.05 &&
  inner[3] <= outer[3] + 0.05;

/** That a clip leaves all of a shape, nothing of it, or enough of an upright rectangle. */
function requireWhole(box: Box, clip: Box, isUpright: boolean): void {
  const [left, bottom, right, top]: Box = [
    Math.max(box[0], clip[0]),
    Math.max(box[1], clip[1]),
    Math.min(box[2], clip[2]),
    Math.min(box[3], clip[3]),
  ];
  if (isWithin(box, clip) || left > right + 1 || bottom > top + 1) return;
  require(isUpright, 'something light that is cut');
  requireLarge([left, bottom, right, top]);
}

interface Side {
  readonly from: Point;
  readonly to: Point;
  readonly direction: Point;
  readonly length: number;
}

/** The lines of an outline, with the one that closes it. */
function sidesOf({ points, isClosed }: Pick<Outline, 'points' | 'isClosed'>): Side[] {
  const [first] = points;
  const ends = isClosed && first ? [...points, first] : points;
  return ends.slice(1).flatMap((to, index): Side[] => {
    const from = ends[index];
    if (!from) return [];
    const [x, y] = [to[0] - from[0], to[1] - from[1]];
    const length = Math.hypot(x, y);
    return length > 0 ? [{ from, to, direction: [x / length, y / length], length }] : [];
  });
}

const turnBetween = (one: Side, other: Side): number =>
  Math.atan2(
    one.direction[0] * other.direction[1] - one.direction[1] * other.direction[0],
    one.direction[0] * other.direction[0] + one.direction[1] * other.direction[1],
  );

/** That an outline goes round once, one way, and is nowhere a wedge or a strip too thin. */
function requireConvex(points: readonly Point[], budget: Budget): void {
  const sides = sidesOf({ points: [...points], isClosed: true });
  const turns = sides.map((side, index) => turnBetween(side, sides[(index + 1) % sides.length] ?? side));
  const round = turns.reduce((sum, turn) => sum + turn, 0);
  require(Math.abs(Math.abs(round) - 2 * Math.PI) < 0.01, 'something light that winds');
  require(turns.every((turn) => turn * Math.sign(round) > -1e-3), 'something light with a dent');
  require(Math.abs(areaOf(points)) >= leastArea, 'something light too small');
  for (const [index, side] of sides.entries()) {
    for (const other of sides.slice(index + 1)) {
      budget.pairs -= 1;
      require(budget.pairs >= 0 && !isWedge(side, other), 'something light too thin');
    }
  }
}

function areaOf(points: readonly Point[]): number {
  const doubled = points.reduce((sum, [x, y], index) => {
    const [toX, toY] = points[(index + 1) % points.length] ?? [x, y];
    return sum + x * toY - toX * y;
  }, 0);
  return doubled / 2;
}

/** Whether two sides face each other and come too close. */
function isWedge(side: Side, other: Side): boolean {
  const [x, y] = side.direction;
  const [otherX, otherY] = other.direction;
  if (x * otherX + y * otherY > 0 || Math.abs(x * otherY - y * otherX) > wedge) return false;
  const along = (point: Point) => (point[0] - side.from[0]) * x + (point[1] - side.from[1]) * y;
  const across = (point: Point) => (point[0] - side.from[0]) * -y + (point[1] - side.from[1]) * x;
  const [start, end] = [along(other.to), along(other.from)];
  const shared = [Math.max(0, start), Math.min(side.length, end)] as const;
  if (shared[0] > shared[1] || start === end) return false;
  const gapAt = (place: number) =>
    Math.abs(across(other.to) + ((across(other.from) - across(other.to)) * (place - start)) / (end - start));
  return Math.min(gapAt(shared[0]), gapAt(shared[1])) < thinnest;
}

/** That two areas of one path leave no line between them: they are apart, add up, or one lies well within the other. */
function requireApart(one: Outline, other: Outline, { evenOdd, budget }: { evenOdd: boolean; budget: Budget }): void {
  const [first, second] = [boxOf(one.points), boxOf(other.points)];
  const isApart = first[0] >= second[2] || second[0] >= first[2] || first[1] >= second[3] || second[1] >= first[3];
  const addsUp = !evenOdd && areaOf(one.points) * areaOf(other.points) > 0;
  if (isApart || addsUp) return;
  const [inner, outer] = isWithin(first, second) ? [one, other] : [other, one];
  const sides = sidesOf({ points: outer.points, isClosed: true });
  const way = Math.sign(areaOf(outer.points));
  budget.pairs -= sides.length * inner.points.length;
  require(budget.pairs >= 0, 'something light with too many sides');
  // Within what is convex is what lies on one side of all its sides.
  const isInside = inner.points.every((point) =>
    sides.every(({ from, direction: [x, y] }) => {
      const across = (point[0] - from[0]) * -y + (point[1] - from[1]) * x;
      return across * way >= thinnest;
    }),
  );
  require(isInside, 'light areas that leave a line between them');
}

/** That a line nowhere turns back, and has no piece without a direction. */
function requireGentle(outline: Outline): void {
  const sides = sidesOf(outline);
  const { points, isClosed, hasCurves } = outline;
  const [first, last] = [points[0], points.at(-1)];
  const isClosedTwice = isClosed && first && last && points.length > 1 && first[0] === last[0] && first[1] === last[1];
  const expected = points.length - (isClosed && !isClosedTwice ? 0 : 1);
  require(sides.length === expected && sides.length > 0, 'a light line without length');
  const turning = isClosed ? [...sides, ...sides.slice(0, 1)] : sides;
  const sharpest = hasCurves ? sharpestTurnInCurve : sharpestTurn;
  for (const [index, side] of turning.slice(1).entries()) {
    const before = turning[index];
    require(before !== undefined && Math.abs(turnBetween(before, side)) <= sharpest + 1e-6, 'a light line too sharp');
  }
}

function requireLength(outline: Outline, thickness: number): void {
  const length = sidesOf(outline).reduce((sum, side) => sum + side.length, 0);
  require(length >= thinnest && length * thickness >= leastArea, 'a light line too short');
}

/** Around a line along a side of the page. */
function sideBox({ from, to, direction }: Side, half: number): Box {
  require(direction[0] === 0 || direction[1] === 0, 'a light line that is cut');
  const [left, bottom, right, top] = boxOf([from, to]);
  return direction[0] === 0 ? [left - half, bottom, right + half, top] : [left, bottom - half, right, top + half];
}
