import type { DecodedPicture } from './decoded-picture.ts';

const largestPixels = 16_000_000;
const largestCodeBits = 12;
const extensionBlock = 0x21;
const imageBlock = 0x2c;
const trailer = 0x3b;
const graphicControl = 0xf9;

/** Thrown inside only. */
class GifError extends Error {}

/** Reads bytes one after the other. */
class Cursor {
  readonly #bytes: Uint8Array;
  position: number;

  constructor(bytes: Uint8Array, position: number) {
    this.#bytes = bytes;
    this.position = position;
  }

  byte(): number {
    const value = this.#bytes[this.position++];
    if (value === undefined) throw new GifError('too short');
    return value;
  }

  word(): number {
    return this.byte() | (this.byte() << 8);
  }

  take(count: number): Uint8Array {
    const taken = this.#bytes.subarray(this.position, this.position + count);
    if (taken.length < count) throw new GifError('too short');
    this.position += count;
    return taken;
  }

  /** Sub-blocks up to the empty one, as one. */
  blocks(): Uint8Array {
    const parts: Uint8Array[] = [];
    for (let length = this.byte(); length > 0; length = this.byte()) parts.push(this.take(length));
    return Buffer.concat(parts);
  }
}

/** Undoes LZW with codes of growing length (GIF89a, appendix F). */
function unpack(data: Uint8Array, firstCodeBits: number, count: number): Uint8Array {
  if (firstCodeBits < 1 || firstCodeBits > 8) throw new GifError('a code size that is none');
  const clear = 1 << firstCodeBits;
  const indices = new Uint8Array(count);
  const prefixes = new Uint16Array(1 << largestCodeBits);
  const lasts = new Uint8Array(1 << largestCodeBits);
  const chain = new Uint8Array(1 << largestCodeBits);
  let [codeBits, next, previous, first] = [firstCodeBits + 1, clear + 2, -1, 0];
  let [buffer, buffered, at, written] = [0, 0, 0, 0];
  while (written < count) {
    while (buffered < codeBits) {
      const byte = data[at++];
      if (byte === undefined) throw new GifError('too few codes');
      buffer |= byte << buffered;
      buffered += 8;
    }
    const code = buffer & ((1 << codeBits) - 1);
    buffer >>>= codeBits;
    buffered -= codeBits;
    if (code === clear) {
      [codeBits, next, previous] = [firstCodeBits + 1, clear + 2, -1];
      continue;
    }
    if (code === clear + 1 || code > next || (code === next && previous < 0)) throw new GifError('a code out of place');
    let length = 0;
    let walked = code;
    if (code === next) {
      chain[length++] = first;
      walked = previous;
    }
    while (walked >= clear) {
      chain[length++] = lasts[walked] ?? 0;
      walked = prefixes[walked] ?? 0;
    }
    first = walked;
    chain[length++] = walked;
    while (length > 0 && written < count) indices[written++] = chain[--length] ?? 0;
    if (previous >= 0 && next < 1 << largestCodeBits) {
      prefixes[next] = previous;
      lasts[next++] = first;
      if (next === 1 << codeBits && codeBits < largestCodeBits) codeBits += 1;
    }
    previous = code;
  }
  return indices;
}

/** In which order the rows of an interlaced image stand (GIF89a, appendix E). */
function rowsOf(heightPx: number, isInterlaced: boolean): number[] {
  const passes = isInterlaced
    ? [
        [0, 8],
        [4, 8],
        [2, 4],
        [1, 2],
      ]
    : [[0, 1]];
  const rows: number[] = [];
  for (const [start = 0, step = 1] of passes) for (let row = start; row < heightPx; row += step) rows.push(row);
  return rows;
}

function decode(bytes: Uint8Array): DecodedPicture {
  const cursor = new Cursor(bytes, 6);
  const [widthPx, heightPx, flags] = [cursor.word(), cursor.word(), cursor.byte()];
  cursor.take(2);
  if (widthPx === 0 || heightPx === 0 || widthPx * heightPx > largestPixels) throw new GifError('a size that is none');
  const tableOf = (about: number) => ((about & 0x80) === 0 ? null : cursor.take(3 << ((about & 7) + 1)));
  const global = tableOf(flags);
  const rgba = new Uint8Array(widthPx * heightPx * 4);
  let transparent = -1;
  let hasImage = false;
  for (let block = cursor.byte(); block !== trailer; block = cursor.byte()) {
    if (block === extensionBlock) {
      const label = cursor.byte();
      const content = cursor.blocks();
      if (label === graphicControl && !hasImage) transparent = ((content[0] ?? 0) & 1) === 1 ? (content[3] ?? -1) : -1;
      continue;
    }
    // A second one would be shown after the first.
    if (block !== imageBlock || hasImage) throw new GifError('not one image');
    hasImage = true;
    const [left, top, across, down, about] = [
      cursor.word(),
      cursor.word(),
      cursor.word(),
      cursor.word(),
      cursor.byte(),
    ];
    const table = tableOf(about) ?? global;
    if (!table || left + across > widthPx || top + down > heightPx) throw new GifError('an image out of place');
    const codeBits = cursor.byte();
    const indices = unpack(cursor.blocks(), codeBits, across * down);
    for (const [stored, row] of rowsOf(down, (about & 0x40) !== 0).entries()) {
      for (let x = 0; x < across; x++) {
        const index = indices[stored * across + x] ?? 0;
        if (index === transparent) continue;
        const to = ((top + row) * widthPx + left + x) * 4;
        rgba.set(table.subarray(index * 3, index * 3 + 3), to);
        rgba[to + 3] = 255;
      }
    }
  }
  if (!hasImage) throw new GifError('no image');
  return { widthPx, heightPx, data: rgba, channels: 4 };
}

/** Decodes a GIF that shows one image. Null for one that is damaged, too large, or shows several in turn. */
export function decodeGif(data: Uint8Array): DecodedPicture | null {
  try {
    return decode(data);
  } catch (thrown) {
    if (thrown instanceof GifError) return null;
    throw thrown;
  }
}
