import {
  type ByteSource,
  type CoveredBytes,
  type CoveredDigests,
  digestByteRanges,
  digestsOf,
  type KnownDigests,
} from '../pdf/index.ts';
import { createDigest, type PrefixedDigestAlgorithm, type ReadableDigestAlgorithm } from '../x509/index.ts';

export interface DigestRequest {
  readonly source: ByteSource;
  /** The digests of what signatures cover and of the whole file, from who has read the file already; without them it is read here. */
  readonly knownDigests?: ReadonlyMap<ReadableDigestAlgorithm, KnownDigests>;
  readonly signal?: AbortSignal;
  readonly onProgress?: (fraction: number) => void;
}

/** Digests of what the signatures cover: the file is read once per digest algorithm, however many signatures it has. */
export class DocumentDigests {
  readonly #request: DigestRequest;
  readonly #ranges: readonly CoveredBytes[];
  readonly #positions: ReadonlyMap<number, number>;
  readonly #passes = new Map<ReadableDigestAlgorithm, Promise<CoveredDigests>>();

  /** @param covered what each signature covers, null where that cannot be said */
  constructor(request: DigestRequest, covered: readonly (CoveredBytes | null)[]) {
    this.#request = request;
    const ranges: CoveredBytes[] = [];
    const positions = new Map<number, number>();
    for (const [index, bytes] of covered.entries()) {
      if (bytes) positions.set(index, ranges.push(bytes) - 1);
    }
    this.#ranges = ranges;
    this.#positions = positions;
  }

  #pass(algorithm: ReadableDigestAlgorithm) {
    const earlier = this.#passes.get(algorithm);
    if (earlier) return earlier;
    const { source, signal, onProgress, knownDigests } = this.#request;
    const known = knownDigests?.get(algorithm);
    const digests = known && digestsOf(known, this.#ranges);
    const pass = digests
      ? Promise.resolve(digests)
      : digestByteRanges(source, createDigest(algorithm), this.#ranges, { signal, onProgress });
    this.#passes.set(algorithm, pass);
    return pass;
  }

  async covered(index: number, algorithm: ReadableDigestAlgorithm): Promise<Uint8Array> {
    const position = this.#positions.get(index);
    const digest = position === undefined ? undefined : (await this.#pass(algorithm)).covered[position];
    // Without a sound byteRange there is nothing to compare with: an empty digest equals none.
    return digest ?? new Uint8Array();
  }

  /** Of a prefix and what the signature covers together (GB/T 32918.2-2016, 6.1: Z before the message; RFC 8032: two points). */
  async prefixed(index: number, algorithm: PrefixedDigestAlgorithm, prefix: Uint8Array): Promise<Uint8Array> {
    const position = this.#positions.get(index);
    const range = position === undefined ? undefined : this.#ranges[position];
    if (!range) return new Uint8Array();
    const { source, signal } = this.#request;
    const digest = createDigest(algorithm);
    digest.update(prefix);
    const { covered } = await digestByteRanges(source, digest, [range], { signal });
    return covered[0] ?? new Uint8Array();
  }

  async whole(): Promise<Uint8Array> {
    return (await this.#pass('sha256')).whole;
  }
}
