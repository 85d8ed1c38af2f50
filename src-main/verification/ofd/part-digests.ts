import { AppError } from '../../contract/index.ts';
import type { OfdPackage } from '../../ofd/index.ts';
import { createDigest, type ReadableDigestAlgorithm } from '../../x509/index.ts';

/** Digests of parts as they are when unpacked: each is unpacked once, however many signatures protect it. */
export class PartDigests {
  readonly #pack: OfdPackage;
  readonly #known = new Map<string, Promise<Uint8Array>>();
  readonly #signal: AbortSignal | undefined;
  readonly #onProgress: ((fraction: number) => void) | undefined;
  readonly #totalBytes: number;
  readonly #given: ReadonlyMap<string, Uint8Array>;
  #doneBytes = 0;

  constructor(
    pack: OfdPackage,
    options: {
      signal?: AbortSignal;
      onProgress?: (fraction: number) => void;
      knownParts?: ReadonlyMap<string, Uint8Array>;
    },
  ) {
    this.#pack = pack;
    this.#given = options.knownParts ?? new Map();
    this.#signal = options.signal;
    this.#onProgress = options.onProgress;
    this.#totalBytes = pack.entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  }

  /** Null where there is no such part. @throws AppError OFD_DAMAGED, CANCELLED */
  async of(path: string, algorithm: ReadableDigestAlgorithm | 'md5'): Promise<Uint8Array | null> {
    const found = this.#pack.find(path);
    if (!found) return null;
    const given = algorithm === 'sm3' ? this.#given.get(found.entry.name) : undefined;
    if (given) return given;
    const key = `${algorithm} ${found.entry.name}`;
    const digest = this.#known.get(key) ?? this.#make(path, algorithm);
    this.#known.set(key, digest);
    return digest;
  }

  async #make(path: string, algorithm: ReadableDigestAlgorithm | 'md5'): Promise<Uint8Array> {
    const found = this.#pack.find(path);
    // Nothing is confirmed by MD5, and so it need not be made.
    if (!found || algorithm === 'md5') return new Uint8Array();
    const digest = createDigest(algorithm);
    for await (const chunk of this.#pack.chunks(found.entry)) {
      if (this.#signal?.aborted) throw new AppError('CANCELLED');
      digest.update(chunk);
      this.#doneBytes += chunk.length;
      this.#onProgress?.(Math.min(1, this.#doneBytes / this.#totalBytes));
    }
    return digest.digest();
  }
}
