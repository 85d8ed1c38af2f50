import { timingSafeEqual } from 'node:crypto';
import { digestOf, type ReadableDigestAlgorithm } from './digest.ts';

/**
 * EMSA-PSS-VERIFY (RFC 8017, 9.1.2), MGF1 with the same hash: whether `block`, as long as the modulus of `modulusBits`, encodes this
 * digest.
 */
export function encodesDigest(
  block: Uint8Array,
  modulusBits: number,
  { hash, saltLengthBytes }: { hash: ReadableDigestAlgorithm; saltLengthBytes: number },
  digest: Uint8Array,
): boolean {
  const bits = modulusBits - 1;
  const length = Math.ceil(bits / 8);
  // Of a modulus of 8k + 1 bits the block is a byte longer than the encoding.
  if (block.length > length && block.some((byte, index) => index < block.length - length && byte !== 0)) return false;
  const encoded = block.subarray(block.length - length);
  const hashLength = digest.length;
  const maskedLength = length - hashLength - 1;
  if (maskedLength < saltLengthBytes + 1 || encoded.at(-1) !== 0xbc) return false;
  const unusedBits = 8 * length - bits;
  const first = encoded[0] ?? 0xff;
  if (unusedBits > 0 && first >> (8 - unusedBits) !== 0) return false;
  const seed = encoded.subarray(maskedLength, maskedLength + hashLength);
  const mask = generateMask(hash, seed, maskedLength);
  const data = encoded.subarray(0, maskedLength).map((byte, index) => byte ^ (mask[index] ?? 0));
  data[0] = (data[0] ?? 0) & (0xff >> unusedBits);
  const padding = maskedLength - saltLengthBytes - 1;
  if (data.subarray(0, padding).some((byte) => byte !== 0) || data[padding] !== 1) return false;
  const again = digestOf(hash, new Uint8Array(8), digest, data.subarray(padding + 1));
  return again.length === seed.length && timingSafeEqual(again, seed);
}

/** MGF1 (RFC 8017, B.2.1). */
function generateMask(hash: ReadableDigestAlgorithm, seed: Uint8Array, length: number): Uint8Array {
  const blocks: Uint8Array[] = [];
  for (let made = 0, counter = 0; made < length; counter += 1) {
    const number = Buffer.alloc(4);
    number.writeUInt32BE(counter);
    const block = digestOf(hash, seed, number);
    blocks.push(block);
    made += block.length;
  }
  return Buffer.concat(blocks).subarray(0, length);
}
