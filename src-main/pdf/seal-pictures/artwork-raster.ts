import type { Colour } from '../content/colour-space.ts';
import type { ImageSamples } from '../content/image-samples.ts';
import type { PathStep } from '../content/painting.ts';
import { flatten } from '../content/path-geometry.ts';
import type { Matrix } from '../pages/matrix.ts';
import type { Artwork } from '../signing/artwork.ts';
import { type Raster, RasterPainter } from './raster.ts';

/** A decoded picture; `channels` is 3 for red, green, blue, and 4 where alpha follows. */
export interface DecodedImage {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly data: Uint8Array | Uint8ClampedArray;
  readonly channels: 3 | 4;
}

const opaque = { opacity: 1, blends: false, clip: null };
const sizeWithin = (widthPx: number, heightPx: number, longestPx: number) => {
  const scale = longestPx / Math.max(widthPx, heightPx);
  return { widthPx: Math.max(1, Math.round(widthPx * scale)), heightPx: Math.max(1, Math.round(heightPx * scale)) };
};

/** A picture on white paper in another size. Null where it is too fine to be looked at wholly. */
export function rasterOfImage(image: DecodedImage, longestPx: number): Raster | null {
  const { widthPx, heightPx } = sizeWithin(image.widthPx, image.heightPx, longestPx);
  const painter = new RasterPainter(widthPx, heightPx);
  // The unit square of an image has its first row at the top.
  painter.image(samplesOf(image), [widthPx, 0, 0, -heightPx, 0, heightPx], opaque);
  return painter.isComplete ? painter.raster() : null;
}

function samplesOf({ widthPx, heightPx, data, channels }: DecodedImage): ImageSamples {
  const indexAt = (share: number, count: number) => Math.min(count - 1, Math.max(0, Math.floor(share * count)));
  return {
    widthPx,
    heightPx,
    read(u, v, pixel) {
      const at = (indexAt(v, heightPx) * widthPx + indexAt(u, widthPx)) * channels;
      pixel[0] = data[at] ?? 0;
      pixel[1] = data[at + 1] ?? 0;
      pixel[2] = data[at + 2] ?? 0;
      pixel[3] = channels === 4 ? (data[at + 3] ?? 0) : 255;
    },
  };
}

/** A seal's artwork on white paper. Null where it takes too long. */
export function rasterOfArtwork(artwork: Artwork, longestPx: number): Raster | null {
  if (artwork.kind === 'image') return rasterOfImage({ ...artwork, data: artwork.rgba, channels: 4 }, longestPx);
  const { widthPx, heightPx } = sizeWithin(artwork.widthMm, artwork.heightMm, longestPx);
  const painter = new RasterPainter(widthPx, heightPx);
  const matrix: Matrix = [widthPx / artwork.widthMm, 0, 0, heightPx / artwork.heightMm, 0, 0];
  for (const { d, fill, evenOdd } of artwork.paths) {
    painter.fill(flatten(pathSteps(d), matrix), evenOdd, colourOf(fill), opaque);
  }
  return painter.isComplete ? painter.raster() : null;
}

/** SVG path data with absolute M L C Z only. */
function pathSteps(d: string): PathStep[] {
  const tokens = d.match(/[MLCZ]|-?(?:\d+\.?\d*|\.\d+)(?:e-?\d+)?/gi) ?? [];
  const steps: PathStep[] = [];
  for (let at = 0; at < tokens.length; ) {
    const command = tokens[at] ?? '';
    const [a = 0, b = 0, c = 0, e = 0, f = 0, g = 0] = tokens.slice(at + 1, at + 7).map(Number);
    if (command === 'M') steps.push(['m', a, b]);
    else if (command === 'L') steps.push(['l', a, b]);
    else if (command === 'C') steps.push(['c', a, b, c, e, f, g]);
    else steps.push(['h']);
    at += command === 'C' ? 7 : command === 'M' || command === 'L' ? 3 : 1;
  }
  return steps;
}

function colourOf(fill: string): Colour {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => Number.parseInt(fill.slice(at, at + 2), 16) / 255);
  return [red, green, blue];
}
