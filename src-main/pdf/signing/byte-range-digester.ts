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

/** Digests of what signatures cover, in the order asked for, and of the whole file. */
export interface CoveredDigests {
  readonly covered: Uint8Array[];
  readonly whole: Uint8Array;
}

/** The digests of one file, as who has read it knows them. */
export interface KnownDigests {
  readonly whole: Uint8Array;
  readonly covered: readonly { readonly range: CoveredBytes; readonly digest: Uint8Array }[];
}

/** What is known of these signatures; undefined where one of them was not followed. */
export function digestsOf(
  { whole, covered }: KnownDigests,
  asked: readonly CoveredBytes[],
): CoveredDigests | undefined {
  const found: Uint8Array[] = [];
  for (const range of asked) {
    const known = covered.find((one) => keyOf(one.range) === keyOf(range));
    if (!known) return undefined;
    found.push(known.digest);
  }
  return { covered: found, whole };
}

const keyOf = ({ gapStart, gapEnd, coveredUntil }: CoveredBytes) => `${gapStart} ${gapEnd} ${coveredUntil}`;

/** Follows a file from its first byte and gives the digests of what signatures cover, in one pass for all of them. */
export class ByteRangeDigester {
  readonly #whole: RunningDigest;
  readonly #followed = new Map<string, { range: CoveredBytes; running: RunningDigest | null }>();
  #position = 0;

  constructor(digest: RunningDigest, covered: readonly CoveredBytes[] = []) {
    this.#whole = digest;
    for (const range of covered) this.add(range);
  }

  /** Follows what another signature covers. Gives false where its gap is passed already and it was not followed. */
  add(range: CoveredBytes): boolean {
    const key = keyOf(range);
    if (this.#followed.has(key)) return true;
    if (range.gapStart < this.#position) return false;
    this.#followed.set(key, { range, running: null });
    return true;
  }

  update(chunk: Uint8Array): void {
    const start = this.#position;
    const end = start + chunk.length;
    const followed = [...this.#followed.values()];
    // All covered bytes begin at 0, so up to a gap every signature shares the digest of the whole: it is copied there.
    const cuts = followed.map(({ range }) => range.gapStart).filter((cut) => cut >= start && cut < end);
    let from = start;
    for (const cut of [...new Set(cuts)].sort((first, second) => first - second)) {
      this.#feed(chunk, start, from, cut);
      for (const signature of followed) if (signature.range.gapStart === cut) signature.running = this.#whole.copy();
      from = cut;
    }
    this.#feed(chunk, start, from, end);
    this.#position = end;
  }

  #feed(chunk: Uint8Array, start: number, from: number, to: number): void {
    if (to <= from) return;
    this.#whole.update(chunk.subarray(from - start, to - start));
    for (const { range, running } of this.#followed.values()) {
      const first = Math.max(from, range.gapEnd);
      const last = Math.min(to, range.coveredUntil);
      if (running && last > first) running.update(chunk.subarray(first - start, last - start));
    }
  }

  /** The digest of all bytes so far, to go on from without this one. */
  wholeSoFar(): RunningDigest {
    return this.#whole.copy();
  }

  /** The digests of the bytes so far, and of what the signatures cover that reach no further. */
  known(): KnownDigests {
    const covered = [...this.#followed.values()].flatMap(({ range, running }) =>
      running && range.coveredUntil <= this.#position ? [{ range, digest: running.copy().digest() }] : [],
    );
    return { covered, whole: this.#whole.copy().digest() };
  }

  /** The digests of the bytes so far; undefined when one of `asked` was not followed or reaches further. */
  digests(asked: readonly CoveredBytes[]): CoveredDigests | undefined {
    return digestsOf(this.known(), asked);
  }
}
