import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

/** RC4, which OpenSSL 3 and BoringSSL no longer offer; old PDFs still need it. Its own inverse. */
export function rc4(key: Uint8Array, data: Uint8Array): Uint8Array {
  const state = new Uint8Array(256);
  for (let index = 0; index < 256; index++) state[index] = index;
  let mixed = 0;
  for (let index = 0; index < 256; index++) {
    const current = state[index] ?? 0;
    mixed = (mixed + current + (key[index % key.length] ?? 0)) & 255;
    state[index] = state[mixed] ?? 0;
    state[mixed] = current;
  }
  const output = new Uint8Array(data.length);
  let first = 0;
  let second = 0;
  for (let position = 0; position < data.length; position++) {
    first = (first + 1) & 255;
    const one = state[first] ?? 0;
    second = (second + one) & 255;
    const other = state[second] ?? 0;
    state[first] = other;
    state[second] = one;
    output[position] = (data[position] ?? 0) ^ (state[(one + other) & 255] ?? 0);
  }
  return output;
}

const blockBytes = 16;
const cbcName = (key: Uint8Array) => (key.length === 32 ? 'aes-256-cbc' : 'aes-128-cbc');

/** AES-CBC with the initialisation vector before the data and PKCS #7 padding (ISO 32000-2, 7.6.3.1). */
export function encryptAes(key: Uint8Array, data: Uint8Array): Uint8Array {
  const vector = randomBytes(blockBytes);
  const cipher = createCipheriv(cbcName(key), key, vector);
  return Buffer.concat([vector, cipher.update(data), cipher.final()]);
}

/** The reverse of `encryptAes`. Throws when the padding or the length is wrong. */
export function decryptAes(key: Uint8Array, data: Uint8Array): Uint8Array {
  if (data.length === 0) return data;
  if (data.length < 2 * blockBytes) throw new Error('the encrypted data are too short');
  const decipher = createDecipheriv(cbcName(key), key, data.subarray(0, blockBytes));
  return Buffer.concat([decipher.update(data.subarray(blockBytes)), decipher.final()]);
}

/** AES-CBC over whole blocks without padding. */
export function aesBlocks(
  direction: 'encrypt' | 'decrypt',
  key: Uint8Array,
  vector: Uint8Array,
  data: Uint8Array,
): Uint8Array {
  const create = direction === 'encrypt' ? createCipheriv : createDecipheriv;
  const cipher = create(cbcName(key), key, vector);
  cipher.setAutoPadding(false);
  return Buffer.concat([cipher.update(data), cipher.final()]);
}

export function md5(...parts: Uint8Array[]): Uint8Array {
  const hash = createHash('md5');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

export function sha2(bits: 256 | 384 | 512, ...parts: Uint8Array[]): Uint8Array {
  const hash = createHash(`sha${bits}`);
  for (const part of parts) hash.update(part);
  return hash.digest();
}
