import { createHash, getHashes, type Hash } from 'node:crypto';
import { createSm3 } from './sm3.ts';

/** The digests that new signatures are made with. */
export type DigestAlgorithm = 'sha256' | 'sha384' | 'sha512' | 'sm3';
/** The digests that old signatures may have: SHA-1 is read, and named weak. */
export type ReadableDigestAlgorithm = DigestAlgorithm | 'sha1' | 'sha224';

/** A digest in the making. */
export interface Digest {
  /** Takes the next bytes. */
  update(chunk: Uint8Array): void;
  /** A second digest in the same state; each goes on without the other. */
  copy(): Digest;
  /** The digest of all bytes taken. Ends this one: neither `update` nor `copy` may follow. */
  digest(): Uint8Array;
}

/** OpenSSL has SM3 and is twice as fast as this program's own; Electron's BoringSSL has none. */
const platformHasSm3 = getHashes().includes('sm3');

/** Starts a streamed digest: memory stays constant whatever the length. */
export function createDigest(algorithm: ReadableDigestAlgorithm): Digest {
  return algorithm === 'sm3' && !platformHasSm3 ? createSm3() : wrap(createHash(algorithm));
}

/** The digest of bytes that are at hand. */
export function digestOf(algorithm: ReadableDigestAlgorithm, ...parts: Uint8Array[]): Uint8Array {
  const digest = createDigest(algorithm);
  for (const part of parts) digest.update(part);
  return digest.digest();
}

function wrap(hash: Hash): Digest {
  return {
    update: (chunk) => {
      hash.update(chunk);
    },
    copy: () => wrap(hash.copy()),
    digest: () => new Uint8Array(hash.digest()),
  };
}
