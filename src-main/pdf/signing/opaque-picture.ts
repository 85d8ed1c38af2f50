import { deflateSync } from 'node:zlib';
import type { Artwork } from './artwork.ts';

type Picture = Extract<Artwork, { kind: 'image' }>;
type Rgb = readonly [red: number, green: number, blue: number];

/** A picture that needs no transparency: every sample covers, or those of a stencil cover with one ink and the others not at all. */
export type OpaquePicture =
  | { readonly kind: 'opaque' }
  | {
      readonly kind: 'stencil';
      readonly ink: Rgb;
      readonly widthPx: number;
      readonly heightPx: number;
      /** One bit a sample, 0 painted, Flate-compressed. */
      readonly bits: Uint8Array;
    };

/** From this opacity on the ink covers. */
const halfCovered = 128;
/** Softened edges are brought to this resolution first, so that none shows steps on paper. */
const wantedDpi = 600;
const maxEnlargement = 4;
const maxSamples = 4_000_000;
/** A sample whose colour is further than this from the ink, in any channel, is of another ink. */
const sameInk = 80;
const otherInkShare = 0.02;

const known = new WeakMap<Picture, OpaquePicture | null>();

/** The picture without its soft mask (ISO 19005-1, 6.4), as it is on white paper; null where it is of several inks. */
export function opaquePicture(picture: Picture): OpaquePicture | null {
  const cached = known.get(picture);
  if (cached !== undefined) return cached;
  const made = isOpaque(picture) ? { kind: 'opaque' as const } : stencilOf(picture);
  known.set(picture, made);
  return made;
}

function isOpaque({ rgba }: Picture): boolean {
  for (let at = 3; at < rgba.length; at += 4) if (rgba[at] !== 255) return false;
  return true;
}

function stencilOf(picture: Picture): OpaquePicture | null {
  const ink = inkOf(picture);
  if (ink === null) return null;
  const { widthPx, heightPx, rgba } = picture;
  const dpi = widthPx / (picture.widthMm / 25.4);
  const most = Math.floor(Math.sqrt(maxSamples / (widthPx * heightPx)));
  const times = Math.max(1, Math.min(Math.ceil(wantedDpi / dpi), maxEnlargement, most));
  const [width, height] = [widthPx * times, heightPx * times];
  const rowBytes = Math.ceil(width / 8);
  const bits = new Uint8Array(rowBytes * height).fill(0xff);
  const opacityAt = (x: number, y: number) => {
    const [column, row] = [Math.max(0, Math.min(x, widthPx - 1)), Math.max(0, Math.min(y, heightPx - 1))];
    return rgba[(row * widthPx + column) * 4 + 3] ?? 0;
  };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (between(opacityAt, (x + 0.5) / times - 0.5, (y + 0.5) / times - 0.5) < halfCovered) continue;
      const at = y * rowBytes + (x >> 3);
      bits[at] = (bits[at] ?? 0) & ~(0x80 >> (x & 7));
    }
  }
  return { kind: 'stencil', ink, widthPx: width, heightPx: height, bits: deflateSync(bits) };
}

/** What is between samples, weighted by how near each is. */
function between(valueAt: (x: number, y: number) => number, x: number, y: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [right, below] = [x - left, y - top];
  const above = valueAt(left, top) * (1 - right) + valueAt(left + 1, top) * right;
  return above * (1 - below) + (valueAt(left, top + 1) * (1 - right) + valueAt(left + 1, top + 1) * right) * below;
}

/** The colour of the one ink that covers; null where there are several, or none. */
function inkOf({ rgba }: Picture): Rgb | null {
  const sums = [0, 0, 0];
  let count = 0;
  forEachCovered(rgba, (at) => {
    for (const channel of [0, 1, 2]) sums[channel] = (sums[channel] ?? 0) + (rgba[at + channel] ?? 0);
    count += 1;
  });
  if (count === 0) return null;
  const [red = 0, green = 0, blue = 0] = sums.map((sum) => Math.round(sum / count));
  const ink: Rgb = [red, green, blue];
  let others = 0;
  forEachCovered(rgba, (at) => {
    if (ink.some((value, channel) => Math.abs((rgba[at + channel] ?? 0) - value) > sameInk)) others += 1;
  });
  return others > count * otherInkShare ? null : ink;
}

function forEachCovered(rgba: Uint8Array, visit: (at: number) => void): void {
  for (let at = 0; at < rgba.length; at += 4) if ((rgba[at + 3] ?? 0) >= halfCovered) visit(at);
}
