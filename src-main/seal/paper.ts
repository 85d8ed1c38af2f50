import type { Pixels } from './png.ts';

/** Tiles along the longer side of the picture. */
const tilesAlong = 24;
const leastTilePx = 8;
/** How far, in the ratio of its channels, a tile may be off the paper's tint; past it, the tile is covered with ink. */
const tintTolerance = 1.18;
/** A tile with less of the paper's light than this is dark ink, not shade. */
const deepestShade = 0.5;

const median = (values: number[]) => values.sort((first, second) => first - second)[values.length >> 1] ?? 255;

/** The colour of the paper along the picture's edge, where there is no ink. */
function edgeColour({ data, width, height }: Pixels): number[] {
  const edge: number[] = [];
  for (let x = 0; x < width; x++) edge.push(x, (height - 1) * width + x);
  for (let y = 0; y < height; y++) edge.push(y * width, y * width + width - 1);
  return [0, 1, 2].map((channel) => Math.max(1, median(edge.map((pixel) => data[pixel * 4 + channel] ?? 255))));
}

interface Tiles {
  sizePx: number;
  columns: number;
  rows: number;
}

/** The bright side of a tile in one channel: the 70th percentile, above thin strokes and below the sparkle of noise. */
function brightOf({ data, width, height }: Pixels, tiles: Tiles, column: number, row: number, channel: number): number {
  const counts = new Uint32Array(256);
  let total = 0;
  for (let y = row * tiles.sizePx; y < Math.min(height, (row + 1) * tiles.sizePx); y++) {
    for (let x = column * tiles.sizePx; x < Math.min(width, (column + 1) * tiles.sizePx); x++) {
      const value = data[(y * width + x) * 4 + channel] ?? 255;
      counts[value] = (counts[value] ?? 0) + 1;
      total++;
    }
  }
  let seen = 0;
  return Math.max(
    1,
    counts.findIndex((count) => {
      seen += count;
      return seen >= total * 0.7;
    }),
  );
}

function isPaper(colour: readonly number[], edge: readonly number[]): boolean {
  const ratios = colour.map((value, channel) => value / (edge[channel] ?? 255));
  return Math.min(...ratios) >= deepestShade && Math.max(...ratios) / Math.min(...ratios) <= tintTolerance;
}

/** Gives tiles covered with ink the mean of their neighbours, from the rim of the ink inwards. */
function fillInked(colours: (number[] | null)[], { columns, rows }: Tiles, edge: number[]): number[][] {
  let known = colours;
  while (known.some((colour) => colour === null)) {
    const before = known;
    known = before.map((colour, index) => {
      if (colour) return colour;
      const [column, row] = [index % columns, Math.floor(index / columns)];
      const near = [
        [column - 1, row],
        [column + 1, row],
        [column, row - 1],
        [column, row + 1],
      ].flatMap(([x = 0, y = 0]) => {
        const neighbour = x >= 0 && y >= 0 && x < columns && y < rows ? before[y * columns + x] : null;
        return neighbour ? [neighbour] : [];
      });
      if (near.length === 0) return null;
      return [0, 1, 2].map((channel) => near.reduce((sum, one) => sum + (one[channel] ?? 255), 0) / near.length);
    });
    if (known.every((colour) => colour === null)) return known.map(() => edge);
  }
  return known.map((colour) => colour ?? edge);
}

/**
 * Makes the paper of a scanned or photographed sheet white, shade and tint taken out, and with them the light that fell on the ink. The
 * paper under the ink is estimated from the paper around it.
 */
export function whitenPaper(image: Pixels): Pixels {
  const { width, height } = image;
  const sizePx = Math.max(leastTilePx, Math.ceil(Math.max(width, height) / tilesAlong));
  const tiles: Tiles = { sizePx, columns: Math.ceil(width / sizePx), rows: Math.ceil(height / sizePx) };
  const edge = edgeColour(image);
  const colours = Array.from({ length: tiles.columns * tiles.rows }, (_, index) => {
    const [column, row] = [index % tiles.columns, Math.floor(index / tiles.columns)];
    const colour = [0, 1, 2].map((channel) => brightOf(image, tiles, column, row, channel));
    return isPaper(colour, edge) ? colour : null;
  });
  const paper = Float32Array.from(fillInked(colours, tiles, edge).flat());
  const data = new Uint8Array(image.data.length);
  const perRow = tiles.columns * 3;
  const blended = new Float32Array(perRow);
  for (let y = 0; y < height; y++) {
    const down = between(y, sizePx, tiles.rows);
    for (let at = 0; at < perRow; at++) {
      const upper = paper[down.first * perRow + at] ?? 255;
      blended[at] = upper + ((paper[down.second * perRow + at] ?? 255) - upper) * down.share;
    }
    for (let x = 0; x < width; x++) {
      const across = between(x, sizePx, tiles.columns);
      const at = (y * width + x) * 4;
      for (let channel = 0; channel < 3; channel++) {
        const left = blended[across.first * 3 + channel] ?? 255;
        const light = left + ((blended[across.second * 3 + channel] ?? 255) - left) * across.share;
        data[at + channel] = Math.min(255, Math.round(((image.data[at + channel] ?? 255) * 255) / light));
      }
      data[at + 3] = 255;
    }
  }
  return { data, width, height };
}

/** The two tiles whose middles lie around a pixel, and how far it is on the way from the first to the second. */
function between(pixel: number, sizePx: number, count: number): { first: number; second: number; share: number } {
  const position = Math.min(count - 1, Math.max(0, (pixel + 0.5) / sizePx - 0.5));
  const first = Math.floor(position);
  return { first, second: Math.min(count - 1, first + 1), share: position - first };
}
