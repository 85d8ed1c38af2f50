/** More is taken anew each time: what is kept is for small files, of which thousands follow one another. */
const mostKeptBytes = 1 << 18;

/**
 * Memory for passes over files that follow one another. It lies outside the heap, where much that is taken and let go has everything
 * collected again and again.
 */
export class PassMemory {
  readonly #kept: Uint8Array[] = [];
  #taken = 0;
  #passes = 0;

  /** Does one pass; nothing of what it takes may be looked at afterwards. */
  during<T>(pass: () => T): T {
    this.#passes += 1;
    try {
      return pass();
    } finally {
      this.#passes -= 1;
      if (this.#passes === 0) this.#taken = 0;
    }
  }

  take(bytes: number): Uint8Array {
    if (bytes > mostKeptBytes || this.#passes === 0) return new Uint8Array(bytes);
    const kept = this.#kept[this.#taken] ?? new Uint8Array(mostKeptBytes);
    this.#kept[this.#taken] = kept;
    this.#taken += 1;
    return kept.subarray(0, bytes);
  }
}
