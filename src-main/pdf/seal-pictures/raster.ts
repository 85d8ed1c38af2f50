import type { Colour } from '../content/colour-space.ts';
import type { ImageSamples } from '../content/image-samples.ts';
import { crossings, type Polyline } from '../content/path-geometry.ts';
import { invert, type Matrix, transformBox } from '../pages/matrix.ts';
import type { Box } from '../pages/pages.ts';

/** A picture on white paper: red, green and blue for each pixel, row by row from the top. */
export interface Raster {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly rgb: Uint8Array;
}

/** How something is put on what is there already. */
export interface Ink {
  readonly opacity: number;
  /** As ink is: darker, never lighter (/Multiply). */
  readonly blends: boolean;
  readonly clip: Box | null;
}

/** Points of the drawing on each side of a pixel of the result, for smooth edges. */
const fine = 2;
/** How much may be painted before it counts as made to wear the reader out. */
const maxWork = 80_000_000;

/** On each side of such a point, of an image: as many as it has samples there, so that none is left out. */
const leastLooks = 2;
const mostLooks = 8;
/** An image with more samples than this for a pixel of the result is not drawn. */
export const mostSamplesAcross = fine * mostLooks;

/** The samples of an image that lie side by side under a pixel of the result. */
function samplesAcross({ widthPx, heightPx }: ImageSamples, [a, b, c, d]: Matrix): number {
  return Math.max((Math.abs(a) + Math.abs(c)) * widthPx, (Math.abs(b) + Math.abs(d)) * heightPx);
}

type FineBox = readonly [left: number, top: number, right: number, bottom: number];

const isEmpty = ([left, top, right, bottom]: FineBox) => left === right || top === bottom;

/** The box around lines, and some more. */
function boundsOf(lines: readonly Polyline[], margin: number): Box {
  let [left, top, right, bottom] = [0, 0, 0, 0];
  let isFirst = true;
  for (const line of lines) {
    for (let index = 0; index + 1 < line.length; index += 2) {
      const [x = 0, y = 0] = [line[index], line[index + 1]];
      left = isFirst ? x : Math.min(left, x);
      top = isFirst ? y : Math.min(top, y);
      right = isFirst ? x : Math.max(right, x);
      bottom = isFirst ? y : Math.max(bottom, y);
      isFirst = false;
    }
  }
  return [left - margin, top - margin, right + margin, bottom + margin];
}

/** Draws a small picture with smooth edges; coordinates are those of the result, y down. */
export class RasterPainter {
  readonly #width: number;
  readonly #height: number;
  readonly #rgb: Uint8ClampedArray;
  readonly #mask: Uint8Array;
  #work = 0;
  #isTooFine = false;

  constructor(widthPx: number, heightPx: number) {
    this.#width = Math.max(1, Math.round(widthPx)) * fine;
    this.#height = Math.max(1, Math.round(heightPx)) * fine;
    this.#rgb = new Uint8ClampedArray(this.#width * this.#height * 3).fill(255);
    this.#mask = new Uint8Array(this.#width * this.#height);
  }

  /** Whether everything was drawn. */
  get isComplete(): boolean {
    return this.#work <= maxWork && !this.#isTooFine;
  }

  /** Whether anything of what is filled in a box would be seen. */
  shows([left, top, right, bottom]: Box, clip: Box | null): boolean {
    const margin = 2;
    return !isEmpty(this.#within([left - margin, top - margin, right + margin, bottom + margin], clip));
  }

  fill(lines: readonly Polyline[], evenOdd: boolean, colour: Colour, ink: Ink): void {
    const bounds = this.#within(boundsOf(lines, 0), ink.clip);
    if (isEmpty(bounds)) return;
    const scaled = lines.map((line) => line.map((value) => value * fine));
    this.#clearMask(bounds);
    const [left, top, right, bottom] = bounds;
    const rows = crossings(scaled, top, bottom, () => {
      this.#work += 1;
      return this.isComplete;
    });
    for (const [y, row] of rows) {
      row.sort((first, second) => first.x - second.x);
      let winding = 0;
      for (const [index, { x, direction }] of row.entries()) {
        winding += evenOdd ? 1 : direction;
        const next = row[index + 1];
        if (!next || (evenOdd ? winding % 2 === 0 : winding === 0)) continue;
        const start = Math.max(left, Math.round(x));
        const end = Math.min(right, Math.round(next.x));
        if (end > start) this.#mask.fill(1, y * this.#width + start, y * this.#width + end);
      }
    }
    this.#paintMask(bounds, colour, ink);
  }

  stroke(lines: readonly Polyline[], widthPx: number, colour: Colour, ink: Ink): void {
    // The thinnest line that a device can draw is drawn (ISO 32000-2, 8.4.3.2).
    const radius = Math.max((widthPx * fine) / 2, 0.5);
    const bounds = this.#within(boundsOf(lines, radius / fine + 1), ink.clip);
    if (isEmpty(bounds)) return;
    this.#clearMask(bounds);
    for (const line of lines) {
      for (let index = 0; index + 3 < line.length; index += 2) {
        const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = line.slice(index, index + 4).map((value) => value * fine);
        this.#markSegment([x0, y0], [x1, y1], radius);
        if (!this.isComplete) return;
      }
    }
    this.#paintMask(bounds, colour, ink);
  }

  /** An image in the unit square that `matrix` places. */
  image(samples: ImageSamples, matrix: Matrix, ink: Ink): void {
    const toImage = invert(matrix);
    if (!toImage) return;
    const [a, b, c, d, e, f] = toImage;
    const [left, top, right, bottom] = this.#within(transformBox([0, 0, 1, 1], matrix), ink.clip);
    const looks = Math.max(leastLooks, Math.ceil(samplesAcross(samples, toImage) / fine));
    this.#isTooFine ||= looks > mostLooks;
    const pixel = new Uint8ClampedArray(4);
    for (let y = top; y < bottom; y++) {
      this.#work += (right - left) * looks ** 2;
      if (!this.isComplete) return;
      for (let x = left; x < right; x++) {
        const sum = [0, 0, 0, 0];
        for (let look = 0; look < looks ** 2; look++) {
          const atX = (x + ((look % looks) + 0.5) / looks) / fine;
          const atY = (y + (Math.floor(look / looks) + 0.5) / looks) / fine;
          const u = a * atX + c * atY + e;
          const v = 1 - (b * atX + d * atY + f);
          if (u < 0 || u >= 1 || v < 0 || v >= 1) continue;
          samples.read(u, v, pixel);
          const alpha = (pixel[3] ?? 0) / 255;
          for (let part = 0; part < 3; part++) sum[part] = (sum[part] ?? 0) + (pixel[part] ?? 0) * alpha;
          sum[3] = (sum[3] ?? 0) + alpha;
        }
        const [red = 0, green = 0, blue = 0, alpha = 0] = sum;
        if (alpha === 0) continue;
        const colour: Colour = [red / alpha / 255, green / alpha / 255, blue / alpha / 255];
        this.#put(y * this.#width + x, colour, (ink.opacity * alpha) / looks ** 2, ink.blends);
      }
    }
  }

  raster(): Raster {
    const [widthPx, heightPx] = [this.#width / fine, this.#height / fine];
    const rgb = new Uint8Array(widthPx * heightPx * 3);
    for (let y = 0; y < heightPx; y++) {
      for (let x = 0; x < widthPx; x++) {
        for (let part = 0; part < 3; part++) {
          let sum = 0;
          for (let row = 0; row < fine; row++) {
            const start = ((y * fine + row) * this.#width + x * fine) * 3 + part;
            for (let column = 0; column < fine; column++) sum += this.#rgb[start + column * 3] ?? 0;
          }
          rgb[(y * widthPx + x) * 3 + part] = Math.round(sum / (fine * fine));
        }
      }
    }
    return { widthPx, heightPx, rgb };
  }

  #markSegment([x0, y0]: readonly [number, number], [x1, y1]: readonly [number, number], radius: number): void {
    const left = Math.max(0, Math.floor(Math.min(x0, x1) - radius));
    const right = Math.min(this.#width, Math.ceil(Math.max(x0, x1) + radius));
    const top = Math.max(0, Math.floor(Math.min(y0, y1) - radius));
    const bottom = Math.min(this.#height, Math.ceil(Math.max(y0, y1) + radius));
    this.#work += Math.max(0, right - left) * Math.max(0, bottom - top);
    if (!this.isComplete) return;
    const [acrossX, acrossY] = [x1 - x0, y1 - y0];
    const square = acrossX * acrossX + acrossY * acrossY;
    for (let y = top; y < bottom; y++) {
      for (let x = left; x < right; x++) {
        const [fromX, fromY] = [x + 0.5 - x0, y + 0.5 - y0];
        const along = square === 0 ? 0 : Math.min(1, Math.max(0, (fromX * acrossX + fromY * acrossY) / square));
        const distance = Math.hypot(fromX - along * acrossX, fromY - along * acrossY);
        if (distance <= radius) this.#mask[y * this.#width + x] = 1;
      }
    }
  }

  #clearMask([left, top, right, bottom]: FineBox): void {
    for (let y = top; y < bottom; y++) this.#mask.fill(0, y * this.#width + left, y * this.#width + right);
  }

  #paintMask([left, top, right, bottom]: FineBox, colour: Colour, { opacity, blends }: Ink): void {
    this.#work += (right - left) * (bottom - top);
    if (!this.isComplete) return;
    for (let y = top; y < bottom; y++) {
      for (let at = y * this.#width + left; at < y * this.#width + right; at++) {
        if (this.#mask[at] === 1) this.#put(at, colour, opacity, blends);
      }
    }
  }

  #put(at: number, colour: Colour, opacity: number, blends: boolean): void {
    for (let part = 0; part < 3; part++) {
      const below = this.#rgb[at * 3 + part] ?? 0;
      const source = (colour[part] ?? 0) * (blends ? below : 255);
      this.#rgb[at * 3 + part] = below + (source - below) * opacity;
    }
  }

  /** The fine points of a box that are on the picture. */
  #within(box: Box, clip: Box | null): FineBox {
    const left = Math.max(0, Math.floor(Math.max(box[0], clip?.[0] ?? box[0]) * fine));
    const top = Math.max(0, Math.floor(Math.max(box[1], clip?.[1] ?? box[1]) * fine));
    const right = Math.min(this.#width, Math.ceil(Math.min(box[2], clip?.[2] ?? box[2]) * fine));
    const bottom = Math.min(this.#height, Math.ceil(Math.min(box[3], clip?.[3] ?? box[3]) * fine));
    return [left, top, Math.max(left, right), Math.max(top, bottom)];
  }
}
