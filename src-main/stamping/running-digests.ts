import { ByteRangeDigester, type CoveredBytes, type CoveredDigests, type RunningDigest } from '../pdf/index.ts';
import { createDigest, type DigestAlgorithm } from '../signature/index.ts';

/** Digests of the growing output: one for each algorithm that its signatures need, and SHA-256 for the record. */
export class RunningDigests {
  readonly #sha256: ByteRangeDigester;
  readonly #others = new Map<DigestAlgorithm, RunningDigest>();

  /** `covered`: what the signatures cover that the original has already. */
  constructor(algorithms: Iterable<DigestAlgorithm>, covered: readonly CoveredBytes[]) {
    this.#sha256 = new ByteRangeDigester(createDigest('sha256'), covered);
    for (const algorithm of algorithms) {
      if (algorithm !== 'sha256') this.#others.set(algorithm, createDigest(algorithm));
    }
  }

  update(chunk: Uint8Array): void {
    this.#sha256.update(chunk);
    for (const digest of this.#others.values()) digest.update(chunk);
  }

  /** The digest of all so far, then `more`. */
  after(algorithm: DigestAlgorithm, ...more: Uint8Array[]): Uint8Array {
    const digest = algorithm === 'sha256' ? this.#sha256.wholeSoFar() : this.#others.get(algorithm)?.copy();
    if (!digest) throw new Error(`no running digest for ${algorithm}`);
    for (const part of more) digest.update(part);
    return digest.digest();
  }

  /** SHA-256 of all so far and of what these signatures cover; undefined when one of them was not named at the start. */
  covered(asked: readonly CoveredBytes[]): CoveredDigests | undefined {
    return this.#sha256.digests(asked);
  }
}
