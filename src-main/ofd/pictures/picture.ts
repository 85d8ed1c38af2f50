import { decodeBmp } from './bmp.ts';
import type { DecodedPicture } from './decoded-picture.ts';
import { decodeGif } from './gif.ts';
import { type Jbig2Picture, readJbig2 } from './jbig2.ts';
import { encodePng } from './png.ts';
import { decodeTiff } from './tiff.ts';

/** A picture of one of the kinds that windows and PDF have in common. */
export type OfdPicture =
  | { readonly kind: 'png' | 'jpeg'; readonly widthPx: number; readonly heightPx: number; readonly content: Uint8Array }
  | ({ readonly kind: 'jbig2' } & Jbig2Picture);

/** Why a picture cannot be drawn. */
export interface UndrawnPicture {
  readonly fault: 'image-kind' | 'image-too-large' | 'part-missing' | 'part-unreadable';
}

/** As of a window: a page on A3 scanned with 600 dpi. */
const largestPixels = 70_000_000;

interface Size {
  readonly widthPx: number;
  readonly heightPx: number;
}

function pngSize(bytes: Buffer): Size | null {
  const isWhole = bytes.length >= 33 && bytes.toString('latin1', 12, 16) === 'IHDR';
  return isWhole ? { widthPx: bytes.readUInt32BE(16), heightPx: bytes.readUInt32BE(20) } : null;
}

/** The size in the frame of a JPEG (ITU-T T.81, B.2.2). */
function jpegSize(bytes: Buffer): Size | null {
  for (let at = 2; at + 9 < bytes.length; ) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) at += 1;
    else if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      return { heightPx: bytes.readUInt16BE(at + 5), widthPx: bytes.readUInt16BE(at + 7) };
    } else at += 2 + bytes.readUInt16BE(at + 2);
  }
  return null;
}

const startsWith = (bytes: Buffer, hexadecimal: string): boolean =>
  bytes.subarray(0, hexadecimal.length / 2).toString('hex') === hexadecimal;

const asPng = (decoded: DecodedPicture | null): OfdPicture | UndrawnPicture =>
  decoded === null
    ? { fault: 'image-kind' }
    : { kind: 'png', widthPx: decoded.widthPx, heightPx: decoded.heightPx, content: encodePng(decoded) };

/** Reads a picture by its first bytes: what a file says of its kind is often wrong. Never throws on hostile bytes. */
export function readPicture(data: Uint8Array): OfdPicture | UndrawnPicture {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.length);
  if (startsWith(bytes, '89504e470d0a1a0a')) return bounded('png', pngSize(bytes), data);
  if (startsWith(bytes, 'ffd8ff')) return bounded('jpeg', jpegSize(bytes), data);
  if (startsWith(bytes, '47494638')) return asPng(decodeGif(data));
  if (startsWith(bytes, '424d')) return asPng(decodeBmp(data));
  if (startsWith(bytes, '49492a00') || startsWith(bytes, '4d4d002a')) return asPng(decodeTiff(data));
  const isJbig2 = startsWith(bytes, '974a4232') || (startsWith(bytes, '00000000') && bytes.length > 30);
  const jbig2 = isJbig2 ? readJbig2(data) : null;
  if (jbig2 === null) return { fault: 'image-kind' };
  return isBounded(jbig2) ? { kind: 'jbig2', ...jbig2 } : { fault: 'image-too-large' };
}

const isBounded = ({ widthPx, heightPx }: Size): boolean =>
  widthPx > 0 && heightPx > 0 && widthPx * heightPx <= largestPixels;

function bounded(kind: 'png' | 'jpeg', size: Size | null, content: Uint8Array): OfdPicture | UndrawnPicture {
  if (size === null) return { fault: 'part-unreadable' };
  return isBounded(size) ? { kind, ...size, content } : { fault: 'image-too-large' };
}
