import type { DecodedPicture } from './decoded-picture.ts';

const largestPixels = 16_000_000;
const fileHeaderBytes = 14;
const infoHeaderBytes = 40;

/**
 * Decodes a Windows bitmap without compression, of a palette, or of 24 or 32 bits. Null for any other. The fourth byte of 32 bits
 * counts for nothing, as in most programs.
 */
export function decodeBmp(data: Uint8Array): DecodedPicture | null {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.length);
  if (bytes.length < fileHeaderBytes + infoHeaderBytes) return null;
  const headerBytes = bytes.readUInt32LE(14);
  const widthPx = bytes.readInt32LE(18);
  const storedHeight = bytes.readInt32LE(22);
  const heightPx = Math.abs(storedHeight);
  const bits = bytes.readUInt16LE(28);
  const isPlain = headerBytes >= infoHeaderBytes && bytes.readUInt16LE(26) === 1 && bytes.readUInt32LE(30) === 0;
  if (!isPlain || ![1, 4, 8, 24, 32].includes(bits) || widthPx <= 0 || heightPx === 0) return null;
  if (widthPx * heightPx > largestPixels) return null;
  const rowBytes = Math.ceil((widthPx * bits) / 32) * 4;
  const start = bytes.readUInt32LE(10);
  if (start + rowBytes * heightPx > bytes.length) return null;
  const palette = fileHeaderBytes + headerBytes;
  const rgb = new Uint8Array(widthPx * heightPx * 3);
  for (let y = 0; y < heightPx; y++) {
    // Rows stand from the lowest up, unless the height is negative.
    const row = start + (storedHeight > 0 ? heightPx - 1 - y : y) * rowBytes;
    for (let x = 0; x < widthPx; x++) {
      const at = bits <= 8 ? palette + indexAt(bytes, row, x, bits) * 4 : row + (x * bits) / 8;
      const to = (y * widthPx + x) * 3;
      rgb[to] = bytes[at + 2] ?? 0;
      rgb[to + 1] = bytes[at + 1] ?? 0;
      rgb[to + 2] = bytes[at] ?? 0;
    }
  }
  return { widthPx, heightPx, data: rgb, channels: 3 };
}

/** Several indices of fewer bits stand in one byte, the first in the highest. */
function indexAt(bytes: Buffer, row: number, x: number, bits: number): number {
  const byte = bytes[row + Math.floor((x * bits) / 8)] ?? 0;
  return (byte >> (8 - bits - ((x * bits) % 8))) & ((1 << bits) - 1);
}
