import { constants, inflateSync } from 'node:zlib';
import { PNG } from 'pngjs';
import { AppError } from '../contract/index.ts';

/** A picture: `data` holds red, green, blue, alpha for each pixel, row by row, not premultiplied. */
export interface Pixels {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

const largestPixels = 40_000_000;
const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** The artwork cannot be used; `detail` says why in both languages, since it stands in the person's sentence. */
export function artworkInvalid(detail: string, cause?: unknown): AppError {
  return new AppError('SEAL_ARTWORK_INVALID', { detail }, { cause });
}

interface Header {
  width: number;
  height: number;
  bitsPerPixel: number;
  interlaced: boolean;
}

const samplesByColourType = new Map([
  [0, 1],
  [2, 3],
  [3, 1],
  [4, 2],
  [6, 4],
]);

function readHeader(bytes: Buffer): Header {
  const startsRight = bytes.length > 33 && bytes.subarray(0, 8).equals(signature);
  if (!startsRight || bytes.toString('latin1', 12, 16) !== 'IHDR') throw artworkInvalid('不是 PNG / not a PNG');
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  if (width === 0 || height === 0 || width * height > largestPixels) throw artworkInvalid(`${width} × ${height} px`);
  const bitsPerPixel = bytes.readUInt8(24) * (samplesByColourType.get(bytes.readUInt8(25)) ?? 4);
  return { width, height, bitsPerPixel, interlaced: bytes.readUInt8(28) !== 0 };
}

/** The compressed pixels: the data of all IDAT chunks (PNG specification, 11.2.3). */
function compressedPixels(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    if (bytes.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(bytes.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  return Buffer.concat(parts);
}

/** A small file may claim few pixels and unfold to gigabytes; the decoder unfolds an interlaced one without limit. */
function refuseBomb(bytes: Buffer, { width, height, bitsPerPixel, interlaced }: Header): void {
  if (!interlaced) return;
  // Each of the seven passes has a filter byte for each row and pads the row to a byte.
  const unfolded = Math.ceil((width * height * bitsPerPixel) / 8) + 2 * 7 * (height + 1) + 64;
  inflateSync(compressedPixels(bytes), { maxOutputLength: unfolded, finishFlush: constants.Z_SYNC_FLUSH });
}

/** Decodes a PNG of any colour type. Throws SEAL_ARTWORK_INVALID when it is no PNG, is damaged, or has more than 40 million pixels. */
export function decodePng(png: Uint8Array): Pixels {
  const bytes = Buffer.from(png.buffer, png.byteOffset, png.length);
  const header = readHeader(bytes);
  try {
    refuseBomb(bytes, header);
    const { data, width, height } = PNG.sync.read(bytes);
    return { data, width, height };
  } catch (cause) {
    throw artworkInvalid('PNG 已损坏 / damaged PNG', cause);
  }
}

/** Encodes a picture as a PNG with transparency. */
export function encodePng({ data, width, height }: Pixels): Uint8Array {
  const image = new PNG({ width, height });
  image.data = Buffer.from(data.buffer, data.byteOffset, data.length);
  return new Uint8Array(PNG.sync.write(image));
}
