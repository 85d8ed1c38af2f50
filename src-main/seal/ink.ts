import { whitenPaper } from './paper.ts';
import { artworkInvalid, type Pixels } from './png.ts';

/** Strength is the light that ink takes from white, 0 to 255. Below this one it is the grain of the paper. */
const grain = 33;
/** From this strength on a pixel counts when the ink's own strength and colour are measured. */
const surelyInk = 90;
/** Share of the ink's usual strength from which on it lets no paper through. */
const fullFrom = 0.85;
/** Ink whose channels differ by this share of the light it takes is coloured. */
const colouredShare = 0.4;
const inkOpacity = 80;
/** A row or column with fewer inked pixels is a speck of dust. */
const leastInkedPixels = 3;
const marginShare = 0.005;

/** The picture on white, since a transparent pixel has no colour of its own. */
function onWhite({ data, width, height }: Pixels): Pixels {
  const flat = new Uint8Array(data.length);
  for (let at = 0; at < data.length; at += 4) {
    const opacity = (data[at + 3] ?? 255) / 255;
    for (let channel = 0; channel < 3; channel++) {
      flat[at + channel] = Math.round((data[at + channel] ?? 255) * opacity + 255 * (1 - opacity));
    }
    flat[at + 3] = 255;
  }
  return { data: flat, width, height };
}

/** The light that each pixel of a white sheet takes away, 0 to 255: in the channel it takes most of, and in the one it takes least of. */
function absorption({ data, width, height }: Pixels): { most: Uint8Array; least: Uint8Array } {
  const most = new Uint8Array(width * height);
  const least = new Uint8Array(width * height);
  for (let pixel = 0; pixel < most.length; pixel++) {
    const red = data[pixel * 4] ?? 255;
    const green = data[pixel * 4 + 1] ?? 255;
    const blue = data[pixel * 4 + 2] ?? 255;
    most[pixel] = 255 - Math.min(red, green, blue);
    least[pixel] = 255 - Math.max(red, green, blue);
  }
  return { most, least };
}

/**
 * How much ink is on each pixel, 0 to 255. Where most of the ink is coloured, as that of seals is, only its colour counts: folds and
 * printed text are grey and vanish with the paper.
 */
function inkStrength({ most, least }: { most: Uint8Array; least: Uint8Array }): Uint8Array {
  let inked = 0;
  let coloured = 0;
  for (let pixel = 0; pixel < most.length; pixel++) {
    const high = most[pixel] ?? 0;
    if (high < surelyInk) continue;
    inked++;
    if (high - (least[pixel] ?? 0) > high * colouredShare) coloured++;
  }
  return coloured * 2 > inked ? most.map((high, pixel) => high - (least[pixel] ?? 0)) : most;
}

function percentile(counts: Uint32Array, share: number): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  let seen = 0;
  return Math.max(
    0,
    counts.findIndex((count) => {
      seen += count;
      return seen > total * share;
    }),
  );
}

/** Strength and colour of the ink where it is full: the middle of the pixels that are surely inked. */
function measureInk({ data }: Pixels, strength: Uint8Array): { full: number; colour: number[] } {
  const strengths = new Uint32Array(256);
  for (const value of strength) if (value >= surelyInk) strengths[value] = (strengths[value] ?? 0) + 1;
  if (strengths.every((count) => count === 0)) throw artworkInvalid('没有找到印迹 / no ink found');
  const full = percentile(strengths, 0.5);
  const colour = [0, 1, 2].map((channel) => {
    const counts = new Uint32Array(256);
    for (let pixel = 0; pixel < strength.length; pixel++) {
      if ((strength[pixel] ?? 0) < full) continue;
      const shade = data[pixel * 4 + channel] ?? 0;
      counts[shade] = (counts[shade] ?? 0) + 1;
    }
    return percentile(counts, 0.5);
  });
  return { full: full * fullFrom, colour };
}

/**
 * Turns the paper of a scanned or photographed impression transparent. Edges stay soft, and their colour is the ink's with the paper
 * taken out, so that no white fringe shows on another ground. Throws SEAL_ARTWORK_INVALID when there is no ink.
 */
export function liftInk(scan: Pixels): Pixels {
  const image = whitenPaper(onWhite(scan));
  const strength = inkStrength(absorption(image));
  const { full, colour } = measureInk(image, strength);
  const data = new Uint8Array(image.data.length);
  for (let pixel = 0; pixel < strength.length; pixel++) {
    const opacity = Math.min(1, ((strength[pixel] ?? 0) - grain) / (full - grain));
    if (opacity <= 0) continue;
    for (let channel = 0; channel < 3; channel++) {
      const seen = image.data[pixel * 4 + channel] ?? 255;
      const own = Math.min(255, Math.max(0, (seen - 255 * (1 - opacity)) / opacity));
      // The fainter the ink, the more its own colour drowns in the paper's grain.
      data[pixel * 4 + channel] = Math.round(own * opacity + (colour[channel] ?? 0) * (1 - opacity));
    }
    data[pixel * 4 + 3] = Math.round(opacity * 255);
  }
  return { ...image, data };
}

/** Cuts to the ink with a narrow margin, so that a width in millimetres is the width of the impression and not of the sheet. */
export function cropToInk({ data, width, height }: Pixels): Pixels {
  const columns = new Uint32Array(width);
  const rows = new Uint32Array(height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if ((data[(y * width + x) * 4 + 3] ?? 0) < inkOpacity) continue;
      columns[x] = (columns[x] ?? 0) + 1;
      rows[y] = (rows[y] ?? 0) + 1;
    }
  }
  const isInked = (count: number) => count >= leastInkedPixels;
  const [left, right] = [columns.findIndex(isInked), columns.findLastIndex(isInked)];
  const [top, bottom] = [rows.findIndex(isInked), rows.findLastIndex(isInked)];
  if (left < 0 || top < 0) throw artworkInvalid('没有找到印迹 / no ink found');
  const margin = Math.max(1, Math.round((right - left) * marginShare));
  const from = { x: Math.max(0, left - margin), y: Math.max(0, top - margin) };
  const croppedWidth = Math.min(width - 1, right + margin) - from.x + 1;
  const croppedHeight = Math.min(height - 1, bottom + margin) - from.y + 1;
  const cropped = new Uint8Array(croppedWidth * croppedHeight * 4);
  for (let y = 0; y < croppedHeight; y++) {
    const start = ((from.y + y) * width + from.x) * 4;
    cropped.set(data.subarray(start, start + croppedWidth * 4), y * croppedWidth * 4);
  }
  return { data: cropped, width: croppedWidth, height: croppedHeight };
}

/** Reduces a picture to at most `longestPx` on its longer side; each new pixel is the mean of those it covers. */
export function fitPixels(image: Pixels, longestPx: number): Pixels {
  const scale = longestPx / Math.max(image.width, image.height);
  if (scale >= 1) return image;
  const width = Math.max(1, Math.round(image.width * scale));
  const height = Math.max(1, Math.round(image.height * scale));
  const data = new Uint8Array(width * height * 4);
  const bound = (index: number, count: number, total: number) => Math.floor((index * total) / count);
  for (let y = 0; y < height; y++) {
    const [top, bottom] = [bound(y, height, image.height), bound(y + 1, height, image.height)];
    for (let x = 0; x < width; x++) {
      const [left, right] = [bound(x, width, image.width), bound(x + 1, width, image.width)];
      const sums = [0, 0, 0];
      let opacity = 0;
      for (let fromY = top; fromY < bottom; fromY++) {
        for (let at = (fromY * image.width + left) * 4; at < (fromY * image.width + right) * 4; at += 4) {
          const weight = image.data[at + 3] ?? 0;
          opacity += weight;
          for (let channel = 0; channel < 3; channel++) {
            sums[channel] = (sums[channel] ?? 0) + (image.data[at + channel] ?? 0) * weight;
          }
        }
      }
      const to = (y * width + x) * 4;
      for (let channel = 0; channel < 3 && opacity > 0; channel++) {
        data[to + channel] = Math.round((sums[channel] ?? 0) / opacity);
      }
      data[to + 3] = Math.round(opacity / ((bottom - top) * (right - left)));
    }
  }
  return { data, width, height };
}
