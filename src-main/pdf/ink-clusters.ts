import { type InkMap, red } from './ink-map.ts';
import type { Box } from './pages.ts';

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
const clusterLimit = 20_000;

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
  if (clusters.size > clusterLimit) return [];
  return [...clusters.values()].filter(({ count }) => count >= leastCount);
}
