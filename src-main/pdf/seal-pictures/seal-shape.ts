import { areaOf, type InkCluster, joinNear, overlap, standsInRow } from '../content/ink-clusters.ts';
import { type InkMap, other, paper, red, redText } from '../content/ink-map.ts';
import type { Box } from '../pages/pages.ts';

/** How a piece of red stands: the rectangle around it, turned so that it is smallest. Lengths in points of the map. */
interface Stand {
  readonly centreX: number;
  readonly centreY: number;
  readonly halfWidth: number;
  readonly halfHeight: number;
  readonly cosine: number;
  readonly sine: number;
}

/** 公章 to oval and square seals: from name seals of 12 mm to the largest official ones of 58 mm, worn or scanned ones a little off. */
const leastSideMm = 9.5;
const largestSideMm = 62;
const flattest = 0.54;

const longestTurn = 44;
const turnStep = 4;

/** The smallest rectangle around a cluster, turned by up to half a right angle to either side. */
function standOf({ edge }: InkCluster): Stand {
  let best: (Stand & { area: number }) | null = null;
  for (let degrees = -longestTurn; degrees <= longestTurn; degrees += turnStep) {
    const cosine = Math.cos((degrees * Math.PI) / 180);
    const sine = Math.sin((degrees * Math.PI) / 180);
    let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
    for (let index = 0; index + 1 < edge.length; index += 2) {
      const [x = 0, y = 0] = [edge[index], edge[index + 1]];
      const across = x * cosine + y * sine;
      const down = y * cosine - x * sine;
      if (across < left) left = across;
      if (across > right) right = across;
      if (down < top) top = down;
      if (down > bottom) bottom = down;
    }
    const [middleX, middleY] = [(left + right) / 2, (top + bottom) / 2];
    // Straight is the likeliest, so that others have to be clearly smaller.
    const area = (right - left) * (bottom - top) * (degrees === 0 ? 0.97 : 1);
    if (best && best.area <= area) continue;
    best = {
      area,
      centreX: middleX * cosine - middleY * sine,
      centreY: middleX * sine + middleY * cosine,
      halfWidth: (right - left) / 2,
      halfHeight: (bottom - top) / 2,
      cosine,
      sine,
    };
  }
  return best ?? { centreX: 0, centreY: 0, halfWidth: 0, halfHeight: 0, cosine: 1, sine: 0 };
}

function hasSealSize({ halfWidth, halfHeight }: Stand, pxPerMm: number): boolean {
  const sides = [(halfWidth * 2) / pxPerMm, (halfHeight * 2) / pxPerMm];
  const [small, large] = [Math.min(...sides), Math.max(...sides)];
  return small >= leastSideMm && large <= largestSideMm && small / large >= flattest;
}

/** The ink at a place of the stand, of which -1 to 1 is the whole. */
function inkReader(map: InkMap, stand: Stand): (u: number, v: number) => number {
  const { centreX, centreY, halfWidth, halfHeight, cosine, sine } = stand;
  return (u, v) => {
    const across = u * halfWidth;
    const down = v * halfHeight;
    const x = Math.floor(centreX + across * cosine - down * sine);
    const y = Math.floor(centreY + across * sine + down * cosine);
    if (x < 0 || y < 0 || x >= map.widthPx || y >= map.heightPx) return paper;
    return map.ink[y * map.widthPx + x] ?? paper;
  };
}

type Look = ReturnType<typeof inkReader>;

const rays = 144;
const outermost = 1.05;
/** How far an outline may lie from the edge of the rectangle, as a share of half its side. */
const ringDepth = 0.24;
const frameDepth = 0.2;

/** What is met on the way from the edge inwards: how deep the first red lies and how thick it is, null where there is none. */
interface Ray {
  readonly depth: number | null;
  readonly thickness: number;
  /** Whether something that is not red lies there. */
  readonly covered: boolean;
}

function rayOf(at: (share: number) => number, deepest: number, step: number): Ray {
  let covered = false;
  for (let share = outermost; share >= 1 - deepest; share -= step) {
    const ink = at(share);
    if (ink === red) {
      let inner = share;
      while (inner > 0 && at(inner) === red) inner -= step;
      return { depth: 1 - share, thickness: share - inner, covered: false };
    }
    covered ||= ink === other;
  }
  return { depth: null, thickness: 0, covered };
}

interface Outline {
  /** Of what is not covered by something else. */
  readonly share: number;
  readonly longestGap: number;
  /** How far the depth strays on the average. */
  readonly stray: number;
  /** Usual thickness, as a share of half the side. */
  readonly thickness: number;
}

const middleOf = (values: readonly number[]) =>
  values.toSorted((first, second) => first - second)[values.length >> 1] ?? 0;

function outlineOf(around: readonly Ray[]): Outline {
  const found = around.filter(({ depth }) => depth !== null);
  const covered = around.filter((ray) => ray.covered).length;
  const middle = middleOf(found.map(({ depth }) => depth ?? 0));
  const stray = found.reduce((sum, { depth }) => sum + Math.abs((depth ?? 0) - middle), 0) / Math.max(1, found.length);
  let longest = 0;
  let gap = 0;
  for (const ray of [...around, ...around]) {
    gap = ray.depth === null && !ray.covered ? gap + 1 : 0;
    longest = Math.max(longest, gap);
  }
  const visible = Math.max(around.length * 0.6, around.length - covered);
  return {
    share: found.length / visible,
    longestGap: Math.min(1, longest / around.length),
    stray,
    thickness: middleOf(found.map((ray) => ray.thickness)),
  };
}

/** The outline of a seal is a line: letters and logos are drawn thicker. */
const thickest = 0.22;

/** Shares of red and of other ink within a part of the stand. */
function shares(look: Look, isInside: (u: number, v: number) => boolean): { red: number; other: number } {
  let [all, reds, others] = [0, 0, 0];
  for (let u = -0.975; u < 1; u += 0.05) {
    for (let v = -0.975; v < 1; v += 0.05) {
      if (!isInside(u, v)) continue;
      all += 1;
      const ink = look(u, v);
      if (ink === red) reds += 1;
      else if (ink === redText) reds += 0.5;
      else if (ink === other) others += 1;
    }
  }
  return { red: reds / Math.max(1, all), other: others / Math.max(1, all) };
}

/** How often red begins on the way along a line. */
function beginnings(length: number, at: (index: number) => number): number {
  let count = 0;
  let isRed = false;
  for (let index = 0; index < length; index++) {
    const ink = at(index);
    const now = ink === red || ink === redText;
    if (now && !isRed) count += 1;
    isRed = now;
  }
  return count;
}

/** How many strokes the line with the most of them crosses: writing has many, a letter or a sign few. */
function strokes(look: Look, inner: number): number {
  const places = Array.from({ length: 9 }, (_, index) => ((index - 4) / 4.5) * inner);
  const along = (index: number) => (index / 100 - 1) * inner;
  const counts = places.flatMap((place) => [
    beginnings(200, (index) => look(along(index), place)),
    beginnings(200, (index) => look(place, along(index))),
  ]);
  const circles = [0.45, 0.6, 0.7, 0.78].map((radius) =>
    beginnings(360, (index) =>
      look(radius * Math.cos((index * Math.PI) / 180), radius * Math.sin((index * Math.PI) / 180)),
    ),
  );
  return Math.max(...counts, ...circles);
}

/** Signs in fonts, by how long the piece of text is. */
function textParts(map: InkMap, box: Box): number {
  return map.texts.reduce((sum, [left, top, right, bottom]) => {
    const isInside = left >= box[0] && right <= box[2] && top >= box[1] && bottom <= box[3];
    const sides = [right - left, bottom - top];
    return isInside ? sum + Math.max(1, Math.round(Math.max(...sides) / Math.max(1, Math.min(...sides)))) : sum;
  }, 0);
}

const fewestStrokes = 4;

/** A ring with something written in it: round or oval, nothing in its corners. */
function isRing(look: Look, stand: Stand, parts: number): boolean {
  const step = 0.7 / Math.max(stand.halfWidth, stand.halfHeight);
  const around = Array.from({ length: rays }, (_, index) => {
    const angle = (index / rays) * 2 * Math.PI;
    return rayOf((share) => look(share * Math.cos(angle), share * Math.sin(angle)), ringDepth, step);
  });
  const { share, longestGap, stray, thickness } = outlineOf(around);
  if (share < 0.76 || longestGap > 0.16 || stray > 0.045 || thickness > thickest) return false;
  const corners = shares(look, (u, v) => u * u + v * v > 1.2);
  if (corners.red > 0.1) return false;
  const inside = shares(look, (u, v) => u * u + v * v < 0.62);
  if (inside.red < 0.04 || inside.red > 0.62 || inside.other > 0.25) return false;
  return strokes(look, 0.72) + parts >= fewestStrokes;
}

/** A square or rectangular frame with writing in it, which a table or an empty box has not. */
function isFrame(look: Look, stand: Stand, parts: number): boolean {
  const step = 0.7 / Math.max(stand.halfWidth, stand.halfHeight);
  const places = Array.from({ length: 36 }, (_, index) => ((index - 17.5) / 18) * 0.9);
  const side = (at: (share: number, place: number) => number) =>
    places.map((place) => rayOf((share) => at(share, place), frameDepth, step));
  const sides = [
    side((share, place) => look(place, -share)),
    side((share, place) => look(share, place)),
    side((share, place) => look(place, share)),
    side((share, place) => look(-share, place)),
  ];
  const { share, longestGap, stray, thickness } = outlineOf(sides.flat());
  if (share < 0.86 || longestGap > 0.12 || stray > 0.045 || thickness > thickest) return false;
  if (sides.some((one) => outlineOf(one).share < 0.72)) return false;
  const inside = shares(look, (u, v) => Math.max(Math.abs(u), Math.abs(v)) < 0.74);
  if (inside.red < 0.1 || inside.red > 0.64 || inside.other > 0.2) return false;
  return !isGrid(look) && strokes(look, 0.74) + parts >= fewestStrokes;
}

/** Whether a line goes from side to side, as in a table. */
function isGrid(look: Look): boolean {
  const places = Array.from({ length: 29 }, (_, index) => ((index - 14) / 14) * 0.66);
  const isLine = (at: (along: number) => number) =>
    Array.from({ length: 60 }, (_, index) => at((index / 59) * 1.5 - 0.75)).every((ink) => ink === red);
  return places.some((place) => isLine((along) => look(along, place)) || isLine((along) => look(place, along)));
}

/** Pieces nearer to each other than this may be one ring that is worn in places. */
const wornGapMm = 1.4;
const maxPieces = 600;

/**
 * The boxes of what looks like a seal on a map, in its points: of the size of a seal, outlined in red by a ring or a frame, with red
 * writing within.
 */
export function sealShapes(map: InkMap, clusters: readonly InkCluster[]): Box[] {
  const { pxPerMm } = map;
  const candidates: { cluster: InkCluster; stand: Stand; mayBeFrame: boolean }[] = [];
  const consider = (cluster: InkCluster, mayBeFrame: boolean) => {
    const least = leastSideMm * pxPerMm * 0.7;
    const [left, top, right, bottom] = cluster.box;
    if (right - left < least || bottom - top < least) return;
    const stand = standOf(cluster);
    if (hasSealSize(stand, pxPerMm)) candidates.push({ cluster, stand, mayBeFrame });
  };
  for (const cluster of clusters) consider(cluster, true);
  const pieces = clusters.filter(({ box }) => Math.max(box[2] - box[0], box[3] - box[1]) <= largestSideMm * pxPerMm);
  if (pieces.length <= maxPieces) for (const cluster of joinNear(pieces, wornGapMm * pxPerMm)) consider(cluster, false);
  candidates.sort((first, second) => areaOf(second.cluster.box) - areaOf(first.cluster.box));
  const found: Box[] = [];
  for (const { cluster, stand, mayBeFrame } of candidates) {
    const { box } = cluster;
    if (found.some((other) => overlap(other, box) > areaOf(box) * 0.5)) continue;
    const look = inkReader(map, stand);
    const parts = textParts(map, box);
    const looksLikeSeal = isRing(look, stand, parts) || (mayBeFrame && isFrame(look, stand, parts));
    if (looksLikeSeal && !standsInRow(cluster, clusters)) found.push(box);
  }
  return found;
}
