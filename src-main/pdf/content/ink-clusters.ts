import type { Box } from '../pages/pages.ts';
import { type InkMap, red } from './ink-map.ts';

/** Red points that hang together. Its box is in points of the map, right and bottom edge outside. */
export interface InkCluster {
  readonly box: Box;
  readonly count: number;
  /** Points on its edge, x and y one after the other: enough to find how it stands. */
  readonly edge: readonly number[];
}

/** Less than this is dust of a scan. */
const leastCount = 6;
/** More of them than this is a picture in red, not a seal or two. */
const maxClusters = 20_000;

/** The runs of red points of a row, those that one white point parts joined. */
function redRuns(row: Uint8Array): [start: number, end: number][] {
  const runs: [number, number][] = [];
  for (let start = row.indexOf(red); start >= 0; ) {
    let end = start;
    while (row[end] === red) end += 1;
    const last = runs.at(-1);
    if (last && start - last[1] <= 1) last[1] = end;
    else runs.push([start, end]);
    start = row.indexOf(red, end);
  }
  return runs;
}

/** What is red on a map, in pieces that are more than one white point apart. Empty where there are too many to look at. */
export function redClusters(map: InkMap): InkCluster[] {
  const parents: number[] = [];
  const find = (label: number): number => {
    let root = label;
    while (parents[root] !== root) root = parents[root] ?? root;
    let at = label;
    while (parents[at] !== root) {
      const next = parents[at] ?? root;
      parents[at] = root;
      at = next;
    }
    return root;
  };
  const pieces: { row: number; start: number; end: number; label: number }[] = [];
  let earlier: (typeof pieces)[] = [];
  for (let row = 0; row < map.heightPx; row++) {
    const current: typeof pieces = [];
    for (const [start, end] of redRuns(map.ink.subarray(row * map.widthPx, (row + 1) * map.widthPx))) {
      const label = parents.length;
      parents.push(label);
      current.push({ row, start, end, label });
    }
    // The row before and the one before that: a gap of one point parts nothing.
    for (const before of earlier) {
      let at = 0;
      for (const run of current) {
        while (at < before.length && (before[at]?.end ?? 0) < run.start - 1) at += 1;
        for (let index = at; index < before.length; index++) {
          const touching = before[index];
          if (!touching || touching.start > run.end + 1) break;
          parents[find(run.label)] = find(touching.label);
        }
      }
    }
    pieces.push(...current);
    earlier = [current, ...earlier].slice(0, 2);
  }
  const clusters = new Map<number, { box: [number, number, number, number]; count: number; edge: number[] }>();
  for (const { row, start, end, label } of pieces) {
    const root = find(label);
    const known = clusters.get(root);
    if (!known)
      clusters.set(root, { box: [start, row, end, row + 1], count: end - start, edge: [start, row, end, row + 1] });
    else {
      const { box, edge } = known;
      known.box = [Math.min(box[0], start), Math.min(box[1], row), Math.max(box[2], end), row + 1];
      known.count += end - start;
      edge.push(start, row + 0.5, end, row + 0.5);
    }
  }
  if (clusters.size > maxClusters) return [];
  return [...clusters.values()].filter(({ count }) => count >= leastCount);
}

/** Big letters of a heading stand in a row; seals of several parties stand apart. */
export function standsInRow({ box }: InkCluster, clusters: readonly InkCluster[]): boolean {
  const height = box[3] - box[1];
  const middle = (box[1] + box[3]) / 2;
  const neighbours = clusters.filter(({ box: beside }) => {
    const tall = beside[3] - beside[1];
    const gap = Math.max(beside[0] - box[2], box[0] - beside[2]);
    return (
      tall > height * 0.6 &&
      tall < height * 1.6 &&
      Math.abs((beside[1] + beside[3]) / 2 - middle) < height * 0.3 &&
      gap > -height * 0.1 &&
      gap < height * 2.5
    );
  });
  return neighbours.length >= 3;
}

export const areaOf = ([left, top, right, bottom]: Box) => Math.max(0, right - left) * Math.max(0, bottom - top);
/** The area that two boxes share. */
export const overlap = (first: Box, second: Box) =>
  areaOf([
    Math.max(first[0], second[0]),
    Math.max(first[1], second[1]),
    Math.min(first[2], second[2]),
    Math.min(first[3], second[3]),
  ]);

/** Clusters whose boxes are less than `gapPx` apart, as one. */
export function joinNear(clusters: readonly InkCluster[], gapPx: number): InkCluster[] {
  const joined: InkCluster[] = [];
  const waiting = new Set(clusters);
  for (const first of waiting) {
    waiting.delete(first);
    let box = first.box;
    let count = first.count;
    const edge = [...first.edge];
    for (let grew = true; grew; ) {
      grew = false;
      for (const piece of waiting) {
        const near: Box = [box[0] - gapPx, box[1] - gapPx, box[2] + gapPx, box[3] + gapPx];
        if (overlap(near, piece.box) === 0) continue;
        waiting.delete(piece);
        box = [
          Math.min(box[0], piece.box[0]),
          Math.min(box[1], piece.box[1]),
          Math.max(box[2], piece.box[2]),
          Math.max(box[3], piece.box[3]),
        ];
        count += piece.count;
        for (const value of piece.edge) edge.push(value);
        grew = true;
      }
    }
    joined.push({ box, count, edge });
  }
  return joined;
}
