/** How fast files are done, over the last of them. */
export class Rate {
  readonly #windowMs: number;
  readonly #now: () => number;
  #done: number[] = [];

  constructor(now: () => number = () => performance.now(), windowMs = 20_000) {
    this.#now = now;
    this.#windowMs = windowMs;
  }

  count(): void {
    this.#done.push(this.#now());
    this.#forget();
  }

  /** What was done before a pause says nothing of what comes after it. */
  clear(): void {
    this.#done = [];
  }

  #forget(): void {
    const since = this.#now() - this.#windowMs;
    // A batch of thousands a second is measured by its last thousand.
    if (this.#done.length > 2_000) this.#done = this.#done.slice(-1_000);
    const first = this.#done.findIndex((at) => at >= since);
    if (first > 0) this.#done = this.#done.slice(first);
  }

  /** Files in a second; null: too few to say. */
  perSecond(): number | null {
    const [first] = this.#done;
    const last = this.#done.at(-1);
    if (first === undefined || last === undefined || this.#done.length < 5) return null;
    // Where nothing was done for a while, that counts as well.
    const ms = Math.max(last, this.#now()) - first;
    return ms <= 0 ? null : ((this.#done.length - 1) * 1000) / ms;
  }
}
