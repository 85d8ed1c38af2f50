import { invert, type Matrix, scaleOf, transformBox } from '../pages/matrix.ts';
import type { Box } from '../pages/pages.ts';
import type { Colour } from './colour-space.ts';
import type { ImageSamples } from './image-samples.ts';
import type { Painting } from './painting.ts';
import { crossings, flatten, outlineSteps, type Polyline } from './path-geometry.ts';

/** What one point of a page looks like; `redText` is text in a font, which draws no outline. */
export const paper = 0;
export const red = 1;
export const redText = 2;
export const other = 3;
type Ink = typeof paper | typeof red | typeof redText | typeof other;

/** What a red point was painted by. */
export const paintSources = ['drawing', 'image', 'scan', 'annotation'] as const;
export type PaintSource = (typeof paintSources)[number];

/** A page as displayed, in points that know only red, paper and other ink. The first row is the upper one. */
export interface InkMap {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly pxPerMm: number;
  readonly ink: Uint8Array;
  /** For each red point, its place in `paintSources`. */
  readonly source: Uint8Array;
  /** Red text by its box in points. */
  readonly texts: readonly Box[];
}

/** Red as ink and vermilion are, from a deep to a worn impression; neither orange nor violet, nor the tint of aged paper. */
function inkOf(redPart: number, greenPart: number, bluePart: number): Ink {
  const most = Math.max(greenPart, bluePart);
  const least = Math.min(redPart, greenPart, bluePart);
  const chroma = redPart - least;
  if (redPart >= 100 && redPart - most >= 45 && redPart - most >= redPart * 0.22) {
    const hue = (greenPart - bluePart) / chroma;
    if (hue > -0.6 && hue < 0.36) return red;
  }
  const brightest = Math.max(redPart, most);
  return least >= 165 || (least >= 125 && brightest - least < 40) ? paper : other;
}

export function inkOfColour(colour: Colour | null): Ink {
  return colour ? inkOf(colour[0] * 255, colour[1] * 255, colour[2] * 255) : other;
}

/** How much may be painted on one page before it counts as made to wear the reader out. */
const maxWork = 60_000_000;
const visibleAlpha = 80;
const visibleOpacity = 0.25;

/** Fewer looks than these along a side miss the ring of a seal on a large picture; more find nothing that these do not. */
const [minLooks, maxLooks] = [128, 600];

/** Whether a picture that is `widthPx` wide on the map has anything red, by looks half as dense as the map is. */
export function showsRed(samples: ImageSamples, widthPx: number, heightPx: number): boolean {
  const count = (sidePx: number) => Math.min(maxLooks, Math.max(minLooks, Math.ceil(sidePx / 2)));
  const [columns, rows] = [count(widthPx), count(heightPx)];
  const pixel = new Uint8ClampedArray(4);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      samples.read((column + 0.5) / columns, (row + 0.5) / rows, pixel);
      const isSeen = (pixel[3] ?? 0) >= visibleAlpha;
      if (isSeen && inkOf(pixel[0] ?? 0, pixel[1] ?? 0, pixel[2] ?? 0) === red) return true;
    }
  }
  return false;
}

/** Paints on an ink map what `followContent` hands over in the map's own points. */
export class InkPainter implements InkMap {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly pxPerMm: number;
  readonly ink: Uint8Array;
  readonly source: Uint8Array;
  readonly texts: Box[] = [];
  /** Whether anything red was painted so far. */
  hasRed = false;
  #work = 0;

  constructor(widthPx: number, heightPx: number, pxPerMm: number) {
    this.widthPx = widthPx;
    this.heightPx = heightPx;
    this.pxPerMm = pxPerMm;
    this.ink = new Uint8Array(widthPx * heightPx);
    this.source = new Uint8Array(widthPx * heightPx);
  }

  /** Whether everything could be painted. */
  get isComplete(): boolean {
    return this.#work <= maxWork;
  }

  /** A fill, a stroke or text. Of text and strokes only what is red counts: what is written over a seal does not hide it. */
  paint(painting: Painting, source: PaintSource): void {
    const { kind, matrix, colour, opacity } = painting;
    if (opacity < visibleOpacity || painting.isInvisible) return;
    const ink = inkOfColour(colour);
    const put = this.#writer(painting, source, ink === red && kind === 'text' ? redText : ink);
    if (kind === 'fill') {
      const lines = flatten(painting.path, matrix);
      this.#fill(lines, painting.evenOdd, painting.clip, put);
      // Lines thinner than a point are lines all the same.
      if (ink === red) this.#stroke(lines, 1, painting.clip, put);
    } else if (kind === 'stroke' && ink === red) {
      this.#stroke(flatten(painting.path, matrix), painting.lineWidth * scaleOf(matrix), painting.clip, put);
    } else if (kind === 'text' && ink === red) {
      const [left, bottom, right, top] = painting.box;
      const body: Box = [left, bottom + (top - bottom) * 0.15, right, top];
      this.#fill(flatten(outlineSteps(body), matrix), false, painting.clip, put);
      this.texts.push(transformBox(body, matrix));
    }
  }

  paintImage(painting: Painting, samples: ImageSamples, source: PaintSource): void {
    const toImage = invert(painting.matrix);
    if (!toImage) return;
    const puts = ([paper, red, other] as const).map((ink) => this.#writer(painting, source, ink));
    const [left, top, right, bottom] = this.#within(transformBox([0, 0, 1, 1], painting.matrix), painting.clip);
    const pixel = new Uint8ClampedArray(4);
    for (let y = top; y < bottom; y++) {
      this.#work += (right - left) * 4;
      if (!this.isComplete) return;
      for (let x = left; x < right; x++) {
        const ink = this.#look(samples, toImage, x, y, pixel);
        if (ink === null) continue;
        puts[ink === other ? 2 : ink]?.(y * this.widthPx + x);
      }
    }
  }

  /** What an image has at a point, by four looks; null where it lets through what is under it. */
  #look(
    samples: ImageSamples,
    [a, b, c, d, e, f]: Matrix,
    x: number,
    y: number,
    pixel: Uint8ClampedArray,
  ): 0 | 1 | 3 | null {
    let [papers, reds, others] = [0, 0, 0];
    for (let look = 0; look < 4; look++) {
      const atX = x + (look & 1 ? 0.75 : 0.25);
      const atY = y + (look & 2 ? 0.75 : 0.25);
      const u = a * atX + c * atY + e;
      const v = 1 - (b * atX + d * atY + f);
      if (u < 0 || u >= 1 || v < 0 || v >= 1) continue;
      samples.read(u, v, pixel);
      if ((pixel[3] ?? 0) < visibleAlpha) continue;
      const ink = inkOf(pixel[0] ?? 0, pixel[1] ?? 0, pixel[2] ?? 0);
      if (ink === red) reds += 1;
      else if (ink === paper) papers += 1;
      else others += 1;
    }
    if (reds >= 2) return red;
    if (others >= 2) return other;
    return papers + reds + others >= 3 ? paper : null;
  }

  /** What is opaque hides what it is painted over; what blends or lets light through adds to it. */
  #writer({ blends, opacity }: Painting, source: PaintSource, ink: Ink): (at: number) => void {
    const { ink: map, source: sources } = this;
    const number = paintSources.indexOf(source);
    const isOpaque = !blends && opacity > 0.9;
    if (ink === red) {
      return (at) => {
        this.hasRed = true;
        map[at] = red;
        sources[at] = number;
      };
    }
    if (ink === redText) {
      return (at) => {
        if (map[at] !== red) map[at] = redText;
      };
    }
    return (at) => {
      if (isOpaque || (ink === other && map[at] === paper)) map[at] = ink;
    };
  }

  /** The points of a box that are on the map. */
  #within(box: Box, clip: Box | null): [left: number, top: number, right: number, bottom: number] {
    const left = Math.max(0, Math.floor(Math.max(box[0], clip?.[0] ?? 0)));
    const top = Math.max(0, Math.floor(Math.max(box[1], clip?.[1] ?? 0)));
    const right = Math.min(this.widthPx, Math.ceil(Math.min(box[2], clip?.[2] ?? this.widthPx)));
    const bottom = Math.min(this.heightPx, Math.ceil(Math.min(box[3], clip?.[3] ?? this.heightPx)));
    return [left, top, Math.max(left, right), Math.max(top, bottom)];
  }

  #fill(lines: readonly Polyline[], evenOdd: boolean, clip: Box | null, put: (at: number) => void): void {
    const [left, top, right, bottom] = this.#within([0, 0, this.widthPx, this.heightPx], clip);
    const rows = crossings(lines, top, bottom, () => {
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
        const end = Math.min(right, Math.round(next.x));
        const start = Math.max(left, Math.round(x));
        this.#work += Math.max(0, end - start);
        for (let at = start; at < end; at++) put(y * this.widthPx + at);
      }
    }
  }

  #stroke(lines: readonly Polyline[], widthPx: number, clip: Box | null, put: (at: number) => void): void {
    const [left, top, right, bottom] = this.#within([0, 0, this.widthPx, this.heightPx], clip);
    const radius = Math.min(100, Math.max(0, widthPx / 2 - 0.25));
    for (const line of lines) {
      for (let index = 0; index + 3 < line.length; index += 2) {
        const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = line.slice(index, index + 4);
        const isApart =
          Math.max(x0, x1) + radius < left ||
          Math.min(x0, x1) - radius > right ||
          Math.max(y0, y1) + radius < top ||
          Math.min(y0, y1) - radius > bottom;
        if (isApart) continue;
        const length = Math.hypot(x1 - x0, y1 - y0);
        const steps = Math.max(1, Math.ceil(length / Math.max(0.5, radius / 2)));
        this.#work += Math.min(maxWork, steps * (2 * radius + 1) ** 2);
        if (!this.isComplete) return;
        for (let step = 0; step <= steps; step++) {
          const x = x0 + ((x1 - x0) * step) / steps;
          const y = y0 + ((y1 - y0) * step) / steps;
          const lastRow = Math.min(bottom - 1, Math.floor(y + radius));
          const lastColumn = Math.min(right - 1, Math.floor(x + radius));
          for (let row = Math.max(top, Math.floor(y - radius)); row <= lastRow; row++) {
            for (let at = Math.max(left, Math.floor(x - radius)); at <= lastColumn; at++) put(row * this.widthPx + at);
          }
        }
      }
    }
  }
}
