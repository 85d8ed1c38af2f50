import { createHash, getHashes, type Hash, type HashOptions } from 'node:crypto';
import type { Digest } from './running-digest.ts';
import { createSm3 } from './sm3.ts';

/** The digests that new signatures are made with. */
export type DigestAlgorithm = 'sha256' | 'sha384' | 'sha512' | 'sm3';
/**
 * The digests that others' signatures may have: SHA-1 is read, and named weak; SHAKE256 gives 64 bytes, as Ed448 asks (RFC 8419,
 * 2.3).
 */
export type ReadableDigestAlgorithm = DigestAlgorithm | 'sha1' | 'sha224' | 'shake256';

/** Beside those, what an Ed448 signature digests its message with: SHAKE256 of 114 bytes (RFC 8032, 5.2). */
export type PrefixedDigestAlgorithm = ReadableDigestAlgorithm | 'shake256-912';

const platformDigests: ReadonlySet<string> = new Set(getHashes());
/** OpenSSL has SM3 and is twice as fast as this program's own; Electron's BoringSSL has none. */
const platformHasSm3 = platformDigests.has('sm3');
/** Electron's BoringSSL has none, nor Ed448, the only signature that asks for it. */
export const platformHasShake256 = platformDigests.has('shake256');
const shakeOptions = { shake256: { outputLength: 64 }, 'shake256-912': { outputLength: 114 } };

/** Starts a streamed digest: memory stays constant whatever the length. */
export function createDigest(algorithm: PrefixedDigestAlgorithm): Digest {
  if (algorithm === 'sm3' && !platformHasSm3) return createSm3();
  if (algorithm !== 'shake256' && algorithm !== 'shake256-912') return wrap(createHash(algorithm));
  const options = shakeOptions[algorithm];
  return wrap(createHash('shake256', options), options);
}

/** The digest of bytes that are at hand. */
export function digestOf(algorithm: ReadableDigestAlgorithm, ...parts: Uint8Array[]): Uint8Array {
  const digest = createDigest(algorithm);
  for (const part of parts) digest.update(part);
  return digest.digest();
}

function wrap(hash: Hash, options?: HashOptions): Digest {
  return {
    update: (chunk) => {
      hash.update(chunk);
    },
    copy: () => wrap(hash.copy(options), options),
    digest: () => new Uint8Array(hash.digest()),
  };
}
