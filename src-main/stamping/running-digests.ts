import { ByteRangeDigester, type CoveredBytes, type KnownDigests } from '../pdf/index.ts';
import { createDigest, type DigestAlgorithm, type ReadableDigestAlgorithm } from '../x509/index.ts';

/** Digests of the growing output: one for each algorithm that its signatures need, and SHA-256 for the record. */
export class RunningDigests {
  readonly #digesters = new Map<ReadableDigestAlgorithm, ByteRangeDigester>();

  /** `covered`: what the signatures cover that the original has already. */
  constructor(algorithms: Iterable<DigestAlgorithm>, covered: readonly CoveredBytes[]) {
    for (const algorithm of ['sha256' as const, ...algorithms]) {
      this.#digesters.set(algorithm, new ByteRangeDigester(createDigest(algorithm), covered));
    }
  }

  /** What another signature covers, of which the gap is still to come. */
  follow(covered: CoveredBytes): void {
    for (const digester of this.#digesters.values()) {
      if (!digester.add(covered)) throw new Error('the gap of the signature is passed already');
    }
  }

  update(chunk: Uint8Array): void {
    for (const digester of this.#digesters.values()) digester.update(chunk);
  }

  /** The digest of all so far, then `more`. */
  after(algorithm: DigestAlgorithm, ...more: Uint8Array[]): Uint8Array {
    const digest = this.#digesters.get(algorithm)?.wholeSoFar();
    if (!digest) throw new Error(`no running digest for ${algorithm}`);
    for (const part of more) digest.update(part);
    return digest.digest();
  }

  /** The digests of all so far and of what the signatures in it cover. */
  known(): ReadonlyMap<ReadableDigestAlgorithm, KnownDigests> {
    return new Map([...this.#digesters].map(([algorithm, digester]) => [algorithm, digester.known()]));
  }
}
