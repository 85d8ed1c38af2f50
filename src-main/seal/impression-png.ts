import { PNG } from 'pngjs';
import { AppError } from '../contract/index.ts';

/** A picture of an impression, ready to be used: `rgba` is row by row, not premultiplied; `png` is the same encoded. */
export interface ImpressionPng {
  readonly png: Uint8Array;
  readonly rgba: Uint8Array;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly hasTransparency: boolean;
}

interface Pixels {
  data: Uint8Array;
  width: number;
  height: number;
}

const largestPixels = 40_000_000;
const pngSignature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

function invalid(detail: string, cause?: unknown): AppError {
  return new AppError('SEAL_ARTWORK_INVALID', { detail }, { cause });
}

function decode(png: Uint8Array): Pixels {
  const bytes = Buffer.from(png.buffer, png.byteOffset, png.length);
  if (!pngSignature.every((byte, index) => bytes[index] === byte) || bytes.length < 33)
    throw invalid('不是 PNG / not a PNG');
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  if (width * height > largestPixels || width === 0 || height === 0) throw invalid(`${width} × ${height} px`);
  try {
    const image = PNG.sync.read(bytes);
    return { data: image.data, width: image.width, height: image.height };
  } catch (cause) {
    throw invalid('PNG 已损坏 / damaged PNG', cause);
  }
}

/** The colour of the paper: the median of each channel along the picture's edge, where there is no ink. */
function paperColour({ data, width, height }: Pixels): [number, number, number] {
  const channels: number[][] = [[], [], []];
  const look = (x: number, y: number) => {
    for (const [channel, values] of channels.entries()) values.push(data[(y * width + x) * 4 + channel] ?? 255);
  };
  for (let x = 0; x < width; x++) {
    look(x, 0);
    look(x, height - 1);
  }
  for (let y = 0; y < height; y++) {
    look(0, y);
    look(width - 1, y);
  }
  const median = (values: number[]) => values.sort((first, second) => first - second)[values.length >> 1] ?? 255;
  const [red = [], green = [], blue = []] = channels;
  return [Math.max(1, median(red)), Math.max(1, median(green)), Math.max(1, median(blue))];
}

/** Light that the paper gives back and the ink does not: below `noise` it is grain of the paper, above `solid` it is full ink. */
const noise = 0.14;
const solid = 0.55;

/** Turns the paper of a scan transparent: the more light the ink takes away, the more opaque; the ink keeps its own colour. */
function removePaper(image: Pixels): Pixels {
  const paper = paperColour(image);
  const data = new Uint8Array(image.data.length);
  for (let at = 0; at < data.length; at += 4) {
    let absorbed = 0;
    for (let channel = 0; channel < 3; channel++) {
      const back = paper[channel] ?? 255;
      absorbed = Math.max(absorbed, (back - (image.data[at + channel] ?? 255)) / back);
    }
    const opacity = Math.min(1, Math.max(0, (absorbed - noise) / (solid - noise)));
    if (opacity === 0) continue;
    for (let channel = 0; channel < 3; channel++) {
      const back = paper[channel] ?? 255;
      const ink = ((image.data[at + channel] ?? 255) - back * (1 - opacity)) / opacity;
      data[at + channel] = Math.min(255, Math.max(0, Math.round(ink)));
    }
    data[at + 3] = Math.round(opacity * (image.data[at + 3] ?? 255));
  }
  return { ...image, data };
}

const inkOpacity = 80;
/** A row or column with fewer inked pixels is a speck of dust. */
const leastInkedPixels = 3;
const marginShare = 0.005;

/** Cuts to the ink, so that the width in millimetres is the width of the impression and not of the scanned paper. */
function cropToInk({ data, width, height }: Pixels): Pixels {
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
  if (left < 0 || top < 0) throw invalid('没有找到印迹 / no ink found');
  const margin = Math.round((right - left) * marginShare);
  const box = {
    left: Math.max(0, left - margin),
    top: Math.max(0, top - margin),
    right: Math.min(width - 1, right + margin),
    bottom: Math.min(height - 1, bottom + margin),
  };
  const cropped: Pixels = { width: box.right - box.left + 1, height: box.bottom - box.top + 1, data: new Uint8Array() };
  cropped.data = new Uint8Array(cropped.width * cropped.height * 4);
  for (let y = 0; y < cropped.height; y++) {
    const start = ((box.top + y) * width + box.left) * 4;
    cropped.data.set(data.subarray(start, start + cropped.width * 4), y * cropped.width * 4);
  }
  return cropped;
}

function isTransparent({ data }: Pixels): boolean {
  for (let at = 3; at < data.length; at += 4) if ((data[at] ?? 255) < 250) return true;
  return false;
}

/** Reads a PNG and, when asked, takes the paper away and cuts to the ink. Throws SEAL_ARTWORK_INVALID. */
export function readImpressionPng(png: Uint8Array, options: { removeBackground: boolean }): ImpressionPng {
  const original = decode(png);
  const image = options.removeBackground ? cropToInk(removePaper(original)) : original;
  const encoded = options.removeBackground
    ? PNG.sync.write(
        Object.assign(new PNG({ width: image.width, height: image.height }), { data: Buffer.from(image.data) }),
      )
    : png;
  return {
    png: new Uint8Array(encoded),
    rgba: image.data,
    widthPx: image.width,
    heightPx: image.height,
    hasTransparency: isTransparent(image),
  };
}
