import type { BatchItem, MethodOutput } from '../../contract/index.ts';
import type { ManyStamping } from '../../stamping/index.ts';
import { sizeOf, usualOf } from '../oddities.ts';
import type { BatchStore, StoredItem } from '../store.ts';
import { coarseFirst, evenly, onPage, UsualPlaces } from './sample.ts';
import { SheetSum } from './sheet-sum.ts';

export type Pile = NonNullable<MethodOutput<'batch.pile'>>;

/** Letters of 10 points are seven dots high: to be recognised, not to be read. */
const dpi = 50;
/** More sheets change nothing that is to be seen. */
const mostSheets = 300;
const fetchedAtOnce = 32;
/** Of batches that were left; each is a page of numbers. */
const mostKept = 4;

/** Files that get a seal, or have got it. */
const sealed: ReadonlySet<BatchItem['state']> = new Set(['waiting', 'done']);

interface PilesContext {
  readonly store: Pick<BatchStore, 'traits' | 'items' | 'get'>;
  readonly stamping: Pick<ManyStamping, 'draw'>;
  passwordOf(id: string): string | undefined;
  /** What is looked at or stamped goes first. */
  isBusy(): boolean;
}

interface Growing {
  readonly order: readonly number[];
  readonly widthMm: number;
  readonly heightMm: number;
  /** Of `order`. */
  next: number;
  sum: SheetSum | null;
  readonly places: UsualPlaces;
  work: Promise<void> | null;
}

/** The files of batches over each other: they grow while nothing else is at work, one sheet after the other. */
export class Piles {
  readonly #context: PilesContext;
  readonly #growing = new Map<string, Growing>();
  #isClosed = false;

  constructor(context: PilesContext) {
    this.#context = context;
  }

  /** As far as it has grown; asking makes it go on. Null: nothing was drawn yet. @throws AppError BATCH_NOT_FOUND */
  get(id: string): Pile | null {
    this.#context.store.get(id);
    const pile = this.#growing.get(id) ?? this.#begin(id);
    if (!pile) return null;
    pile.work ??= this.#grow(id, pile).finally(() => {
      pile.work = null;
    });
    if (!pile.sum) return null;
    const { widthMm, heightMm, sum, places, order } = pile;
    const sampled = sum.count + order.length - pile.next;
    return { png: sum.toPng(), widthMm, heightMm, files: sum.count, sampled, seals: [...places.usual] };
  }

  forget(id: string): void {
    const pile = this.#growing.get(id);
    this.#growing.delete(id);
    if (pile) pile.next = pile.order.length;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#growing.values()].map(({ work }) => work));
  }

  /** Null while nothing was looked at. */
  #begin(id: string): Growing | null {
    if (this.#isClosed || this.#context.isBusy()) return null;
    const traits = this.#context.store.traits(id);
    const usual = usualOf(traits);
    const alike = traits.filter((one) => sealed.has(one.state) && sizeOf(one) === usual.size);
    const [first] = alike;
    if (!first || first.widthMm === null || first.heightMm === null) return null;
    const order = coarseFirst(evenly(alike, mostSheets)).map(({ index }) => index);
    const { widthMm, heightMm } = first;
    const pile = { order, widthMm, heightMm, next: 0, sum: null, places: new UsualPlaces(), work: null };
    this.#growing.set(id, pile);
    for (const oldest of [...this.#growing.keys()].slice(0, -mostKept)) this.forget(oldest);
    return pile;
  }

  /** Until all are drawn, or something else is at work. Never rejects: a file that cannot be drawn is not in it. */
  async #grow(id: string, pile: Growing): Promise<void> {
    const { store, isBusy } = this.#context;
    let fetched: StoredItem[] = [];
    while (pile.next < pile.order.length && !this.#isClosed && !isBusy()) {
      const index = pile.order[pile.next] ?? 0;
      try {
        if (!fetched.some((one) => one.index === index)) {
          fetched = store.items(id, pile.order.slice(pile.next, pile.next + fetchedAtOnce));
        }
        const item = fetched.find((one) => one.index === index);
        if (item) await this.#lay(id, pile, item);
      } catch {
        // Why it cannot be read is told where it is looked at.
      }
      pile.next += 1;
    }
  }

  async #lay(id: string, pile: Growing, { path, look }: StoredItem): Promise<void> {
    if (!look) return;
    const { stamping, passwordOf } = this.#context;
    const sheet = await stamping.draw({ path, password: passwordOf(id) }, look.page, dpi);
    if (!sheet) return;
    pile.sum ??= new SheetSum(sheet);
    pile.sum.add(sheet);
    pile.places.add(onPage(look.seals, look.page));
  }
}
