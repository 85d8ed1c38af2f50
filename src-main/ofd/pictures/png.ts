import { crc32, deflateSync } from 'node:zlib';
import type { DecodedPicture } from './decoded-picture.ts';

const signature = Buffer.from('89504e470d0a1a0a', 'hex');
const colorTypes = { 3: 2, 4: 6 } as const;
/** Pictures are shown once: how fast matters more than how small. */
const level = 2;

function chunk(type: string, data: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(named.length + 8);
  framed.writeUInt32BE(data.length, 0);
  named.copy(framed, 4);
  framed.writeUInt32BE(crc32(named), named.length + 4);
  return framed;
}

/** A PNG of what was decoded from another kind. */
export function encodePng({ widthPx, heightPx, data, channels }: DecodedPicture): Uint8Array {
  const rowBytes = widthPx * channels;
  const rows = Buffer.alloc((rowBytes + 1) * heightPx);
  for (let y = 0; y < heightPx; y++) rows.set(data.subarray(y * rowBytes, (y + 1) * rowBytes), y * (rowBytes + 1) + 1);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(widthPx, 0);
  header.writeUInt32BE(heightPx, 4);
  header.set([8, colorTypes[channels], 0, 0, 0], 8);
  const pixels = deflateSync(rows, { level });
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))]);
}
