import { inflateSync } from 'node:zlib';

/** A PNG as PDF takes it without unpacking it: its rows are deflated and filtered alike (ISO 32000-2, 7.4.4.4). */
export interface PngStream {
  readonly data: Uint8Array;
  readonly bitsPerComponent: number;
  readonly colors: 1 | 3;
  /** Red, green and blue of each index; null where the samples are colours themselves. */
  readonly palette: Uint8Array | null;
}

const kinds: ReadonlyMap<number, 1 | 3> = new Map([
  [0, 1],
  [2, 3],
  [3, 1],
]);
const headBytes = 8;

/** Null for a PNG of another kind: with opacity, interlaced, of 16 bits, or damaged. */
export function pngStream(content: Uint8Array): PngStream | null {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.length);
  const parts: Buffer[] = [];
  let header: Buffer | null = null;
  let palette: Buffer | null = null;
  for (let at = headBytes; at + 12 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + 8);
    const data = bytes.subarray(at + 8, at + 8 + length);
    if (data.length !== length || type === 'tRNS') return null;
    if (type === 'IHDR') header = data;
    else if (type === 'PLTE') palette = data;
    else if (type === 'IDAT') parts.push(data);
    else if (type === 'IEND') break;
    at += 12 + length;
  }
  if (header === null || header.length < 13) return null;
  const [bitsPerComponent = 0, kind = 0] = header.subarray(8);
  const colors = kinds.get(kind);
  const isPlain = header[12] === 0 && bitsPerComponent <= 8 && colors !== undefined;
  if (!isPlain || (kind === 3 && palette === null)) return null;
  const data = Buffer.concat(parts);
  return startsDeflated(data) ? { data, bitsPerComponent, colors, palette: kind === 3 ? palette : null } : null;
}

/** What cannot be unpacked at all is no picture, and a PDF of it would show nothing. */
function startsDeflated(data: Uint8Array): boolean {
  try {
    inflateSync(data.subarray(0, 4096), { finishFlush: 2 });
    return true;
  } catch {
    return false;
  }
}
