import { AppError } from '../contract/index.ts';
import { type ByteSource, readChunks } from './byte-source.ts';

/** A digest that is fed piece by piece and can be copied half-way. This room is handed one: it knows no algorithm. */
export interface RunningDigest {
  update(chunk: Uint8Array): void;
  copy(): RunningDigest;
  digest(): Uint8Array;
}

/** The bytes from 0 to `coveredUntil` without those from `gapStart` to `gapEnd`: what a signature covers. */
export interface CoveredBytes {
  readonly gapStart: number;
  readonly gapEnd: number;
  readonly coveredUntil: number;
}

/** A RunningDigest that follows a file and gives off digests of what signatures cover, in one pass for all of them. */
export class ByteRangeDigester {
  readonly #whole: RunningDigest;
  readonly #covered: { range: CoveredBytes; running: RunningDigest | null }[] = [];
  #position = 0;

  constructor(digest: RunningDigest, covered: readonly CoveredBytes[]) {
    this.#whole = digest;
    for (const range of covered) this.add(range);
  }

  /** Adds what another signature covers; its gap must lie ahead. Gives false, and does nothing, where it is passed already. */
  add(range: CoveredBytes): boolean {
    if (range.gapStart < this.#position) return false;
    this.#covered.push({ range, running: null });
    return true;
  }

  update(chunk: Uint8Array): void {
    const start = this.#position;
    const end = start + chunk.length;
    // All covered bytes begin at 0, so up to a gap every signature shares the digest of the whole: it is copied there.
    const cuts = this.#covered.map(({ range }) => range.gapStart).filter((cut) => cut >= start && cut < end);
    let from = start;
    for (const cut of [...new Set(cuts)].sort((first, second) => first - second)) {
      this.#feed(chunk, start, from, cut);
      for (const signature of this.#covered)
        if (signature.range.gapStart === cut) signature.running = this.#whole.copy();
      from = cut;
    }
    this.#feed(chunk, start, from, end);
    this.#position = end;
  }

  #feed(chunk: Uint8Array, start: number, from: number, to: number): void {
    if (to <= from) return;
    this.#whole.update(chunk.subarray(from - start, to - start));
    for (const { range, running } of this.#covered) {
      const first = Math.max(from, range.gapEnd);
      const last = Math.min(to, range.coveredUntil);
      if (running && last > first) running.update(chunk.subarray(first - start, last - start));
    }
  }

  /** The digest for each of the covered ranges, and that of the whole. Call once, at the end. */
  finish(): { covered: Uint8Array[]; whole: Uint8Array } {
    const covered = this.#covered.map(({ running }) => (running ?? this.#whole.copy()).digest());
    return { covered, whole: this.#whole.digest() };
  }
}

/** Digests the whole source and what each signature covers, reading it once. Throws CANCELLED, FILE_CHANGED. */
export async function digestByteRanges(
  source: ByteSource,
  digest: RunningDigest,
  covered: readonly CoveredBytes[],
  options: { signal?: AbortSignal; onProgress?: (fraction: number) => void } = {},
): Promise<{ covered: Uint8Array[]; whole: Uint8Array }> {
  const digester = new ByteRangeDigester(digest, covered);
  let done = 0;
  for await (const chunk of readChunks(source, 0, source.sizeBytes)) {
    if (options.signal?.aborted) throw new AppError('CANCELLED');
    digester.update(chunk);
    done += chunk.length;
    options.onProgress?.(done / source.sizeBytes);
  }
  return digester.finish();
}
