import type { Digest } from './running-digest.ts';

const blockBytes = 64;
/** GB/T 32905-2016, 4.1. */
const initialState = [0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e];

const rotate = (word: number, bits: number): number => (word << bits) | (word >>> (32 - bits));

/** The constants T of GB/T 32905-2016, 4.2, each already rotated by its round. */
const roundConstants = Int32Array.from({ length: 64 }, (_, round) =>
  rotate(round < 16 ? 0x79cc4519 : 0x7a879d8a, round % 32),
);

/** The expanded message of the block at hand: nothing in it outlives one call of `compress`. */
const words = new Int32Array(68);

/** The compression function (GB/T 32905-2016, 5.3.3) over every whole block of `bytes` from `offset` on. */
function compress(state: Int32Array, bytes: Uint8Array, offset: number, blockCount: number): void {
  // One by one: taken apart as a list, the loops below run three times slower.
  let s0 = at(state, 0);
  let s1 = at(state, 1);
  let s2 = at(state, 2);
  let s3 = at(state, 3);
  let s4 = at(state, 4);
  let s5 = at(state, 5);
  let s6 = at(state, 6);
  let s7 = at(state, 7);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let position = offset, end = offset + blockCount * blockBytes; position < end; position += blockBytes) {
    for (let index = 0; index < 16; index += 1) words[index] = view.getInt32(position + index * 4);
    for (let index = 16; index < 68; index += 1) {
      const mixed = at(words, index - 16) ^ at(words, index - 9) ^ rotate(at(words, index - 3), 15);
      const permuted = mixed ^ rotate(mixed, 15) ^ rotate(mixed, 23);
      words[index] = permuted ^ rotate(at(words, index - 13), 7) ^ at(words, index - 6);
    }
    let a = s0;
    let b = s1;
    let c = s2;
    let d = s3;
    let e = s4;
    let f = s5;
    let g = s6;
    let h = s7;
    for (let round = 0; round < 16; round += 1) {
      const a12 = rotate(a, 12);
      const ss1 = rotate((a12 + e + at(roundConstants, round)) | 0, 7);
      const word = at(words, round);
      const tt1 = ((a ^ b ^ c) + d + (ss1 ^ a12) + (word ^ at(words, round + 4))) | 0;
      const tt2 = ((e ^ f ^ g) + h + ss1 + word) | 0;
      d = c;
      c = rotate(b, 9);
      b = a;
      a = tt1;
      h = g;
      g = rotate(f, 19);
      f = e;
      e = tt2 ^ rotate(tt2, 9) ^ rotate(tt2, 17);
    }
    for (let round = 16; round < 64; round += 1) {
      const a12 = rotate(a, 12);
      const ss1 = rotate((a12 + e + at(roundConstants, round)) | 0, 7);
      const word = at(words, round);
      const tt1 = (((a & b) | (a & c) | (b & c)) + d + (ss1 ^ a12) + (word ^ at(words, round + 4))) | 0;
      const tt2 = (((e & f) | (~e & g)) + h + ss1 + word) | 0;
      d = c;
      c = rotate(b, 9);
      b = a;
      a = tt1;
      h = g;
      g = rotate(f, 19);
      f = e;
      e = tt2 ^ rotate(tt2, 9) ^ rotate(tt2, 17);
    }
    s0 ^= a;
    s1 ^= b;
    s2 ^= c;
    s3 ^= d;
    s4 ^= e;
    s5 ^= f;
    s6 ^= g;
    s7 ^= h;
  }
  state.set([s0, s1, s2, s3, s4, s5, s6, s7]);
}

/** An index that is known to be inside. */
function at(array: Int32Array, index: number): number {
  return array[index] ?? 0;
}

/** Starts a streamed SM3 digest (GB/T 32905-2016) that needs nothing of the platform. */
export function createSm3(): Digest {
  return makeSm3(Int32Array.from(initialState), new Uint8Array(blockBytes), 0, 0);
}

function makeSm3(state: Int32Array, pending: Uint8Array, pendingStart: number, lengthStart: number): Digest {
  let pendingBytes = pendingStart;
  let lengthBytes = lengthStart;
  return {
    update: (chunk) => {
      lengthBytes += chunk.length;
      let offset = 0;
      if (pendingBytes > 0) {
        offset = Math.min(blockBytes - pendingBytes, chunk.length);
        pending.set(chunk.subarray(0, offset), pendingBytes);
        pendingBytes += offset;
        if (pendingBytes < blockBytes) return;
        compress(state, pending, 0, 1);
      }
      const blockCount = Math.floor((chunk.length - offset) / blockBytes);
      compress(state, chunk, offset, blockCount);
      const rest = chunk.subarray(offset + blockCount * blockBytes);
      pending.set(rest);
      pendingBytes = rest.length;
    },
    copy: () => makeSm3(state.slice(), pending.slice(), pendingBytes, lengthBytes),
    digest: () => {
      // GB/T 32905-2016, 5.2: a one bit, zeros, and the length in bits as 64 bits.
      const last = new Uint8Array(pendingBytes < 56 ? blockBytes : 2 * blockBytes);
      last.set(pending.subarray(0, pendingBytes));
      last[pendingBytes] = 0x80;
      new DataView(last.buffer).setBigUint64(last.length - 8, BigInt(lengthBytes) * 8n);
      compress(state, last, 0, last.length / blockBytes);
      const digest = new Uint8Array(32);
      const view = new DataView(digest.buffer);
      for (const [index, word] of state.entries()) view.setInt32(index * 4, word);
      return digest;
    },
  };
}
