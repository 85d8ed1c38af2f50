/** How much values weigh, and how much all of them may. */
interface Weight<Value> {
  readonly most: number;
  of(value: Value): number;
}

/** Values by their keys. When it is full, the one that was not used for the longest time goes. */
export class BoundedCache<Key, Value extends NonNullable<unknown> | null> {
  readonly #maxEntries: number;
  readonly #weight: Weight<Value> | undefined;
  #total = 0;
  /** The one used last comes last. */
  readonly #entries = new Map<Key, Value>();

  constructor(maxEntries: number, weight?: Weight<Value>) {
    this.#maxEntries = maxEntries;
    this.#weight = weight;
  }

  get(key: Key): Value | undefined {
    const value = this.#entries.get(key);
    if (value !== undefined) this.#putLast(key, value);
    return value;
  }

  set(key: Key, value: Value): void {
    const former = this.#entries.get(key);
    if (former !== undefined) this.#total -= this.#weigh(former);
    this.#putLast(key, value);
    this.#total += this.#weigh(value);
    for (const [oldest, gone] of this.#entries) {
      // The one that was asked for last stays, however much it weighs.
      if (this.#entries.size === 1 || !this.#isFull) return;
      this.#entries.delete(oldest);
      this.#total -= this.#weigh(gone);
    }
  }

  get #isFull(): boolean {
    return this.#entries.size > this.#maxEntries || (this.#weight !== undefined && this.#total > this.#weight.most);
  }

  #weigh(value: Value): number {
    return this.#weight?.of(value) ?? 0;
  }

  /** The value that is kept, or the one that `make` gives, which is then kept. What `make` throws is passed on. */
  getOrMake(key: Key, make: () => Value): Value {
    const known = this.get(key);
    if (known !== undefined) return known;
    const made = make();
    this.set(key, made);
    return made;
  }

  #putLast(key: Key, value: Value): void {
    this.#entries.delete(key);
    this.#entries.set(key, value);
  }
}
