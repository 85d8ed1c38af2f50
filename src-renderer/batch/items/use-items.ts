import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import type { BatchItem, BatchItemState, BatchOddity, Bridge, MethodOutput } from '../../../src-main/contract/index.ts';
import { useBridge } from '../../bridge.ts';
import { pagesOf, type RowRange } from '../../parts/rows.ts';

/** What of a batch is listed. */
export interface ItemFilter {
  readonly state: BatchItemState | null;
  readonly oddity: BatchOddity | null;
}

export const everything: ItemFilter = { state: null, oddity: null };

/** Fetched at once; so many are in view on no screen. */
const pageRows = 200;

/** How much there is to list, and of what. */
export interface Listed {
  readonly total: number;
  readonly oddities: MethodOutput<'batch.items'>['oddities'];
}

const isAlike = (one: Listed | null, other: Listed) => JSON.stringify(one) === JSON.stringify(other);

/**
 * The files of a batch as one scrolls through them: pages are fetched as they come into view, and follow what is told of single files.
 * Who shows rows listens to it; nobody else is drawn anew for a page that came.
 */
class ItemPages {
  readonly #bridge: Bridge;
  readonly #id: string;
  readonly #filter: ItemFilter;
  readonly #told: (listed: Listed | null, error: unknown) => void;
  readonly #listeners = new Set<() => void>();
  #pages = new Map<number, BatchItem[] | 'asked'>();
  /** What is shown of before until it comes anew: rows do not flicker. */
  #before = new Map<number, BatchItem[]>();
  #listed: Listed | null = null;
  /** Counts what was asked anew: a late answer of before is for nobody. */
  #turn = 0;
  #version = 0;

  constructor(
    bridge: Bridge,
    { id, filter }: { id: string; filter: ItemFilter },
    told: (listed: Listed | null, error: unknown) => void,
  ) {
    this.#bridge = bridge;
    this.#id = id;
    this.#filter = filter;
    this.#told = told;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  readonly version = (): number => this.#version;

  #changed(): void {
    this.#version += 1;
    for (const listener of this.#listeners) listener();
  }

  async #ask(page: number): Promise<void> {
    if (this.#pages.has(page)) return;
    this.#pages.set(page, 'asked');
    const mine = this.#turn;
    const { state, oddity } = this.#filter;
    try {
      const { items, total, oddities } = await this.#bridge.call('batch.items', {
        id: this.#id,
        ...(state === null ? {} : { state }),
        ...(oddity === null ? {} : { oddity }),
        offset: page * pageRows,
        limit: pageRows,
      });
      if (mine !== this.#turn) return;
      this.#pages.set(page, items);
      this.#before.delete(page);
      if (!isAlike(this.#listed, { total, oddities })) {
        this.#listed = { total, oddities };
        this.#told(this.#listed, null);
      }
      this.#changed();
    } catch (thrown) {
      if (mine === this.#turn) this.#told(this.#listed, thrown);
    }
  }

  /** Asks for the rows that are to be shown. */
  need(range: RowRange): void {
    for (const page of pagesOf(range, pageRows)) void this.#ask(page);
  }

  /** Null: it is on its way. */
  at(row: number): BatchItem | null {
    const number = Math.floor(row / pageRows);
    const page = this.#pages.get(number);
    const rows = page === undefined || page === 'asked' ? this.#before.get(number) : page;
    return rows?.[row % pageRows] ?? null;
  }

  /** Everything may be another: asked for as it is shown again. */
  reload(): void {
    this.#turn += 1;
    for (const [page, rows] of this.#pages) if (rows !== 'asked') this.#before.set(page, rows);
    this.#pages = new Map();
    void this.#ask(0);
    this.#changed();
  }

  /** What is told of single files stands in the rows at once. */
  takeIn(items: readonly BatchItem[]): void {
    const news = new Map(items.map((item) => [item.index, item]));
    for (const [page, rows] of this.#pages) {
      if (rows === 'asked' || !rows.some(({ index }) => news.has(index))) continue;
      this.#pages.set(
        page,
        rows.map((row) => news.get(row.index) ?? row),
      );
    }
    this.#changed();
  }
}

/** @param filter stays the same object while it says the same */
export function useItems(id: string, filter: ItemFilter) {
  const bridge = useBridge();
  const [told, setTold] = useState<{ listed: Listed | null; error: unknown }>({ listed: null, error: null });
  const [pages, setPages] = useState<ItemPages | null>(null);
  useEffect(() => {
    let isWanted = true;
    const made = new ItemPages(bridge, { id, filter }, (listed, error) => {
      if (isWanted) setTold({ listed, error });
    });
    setPages(made);
    made.reload();
    const stop = bridge.subscribe('batch.progress', ({ batch, items }) => {
      if (batch.id === id && items.length > 0) made.takeIn(items);
    });
    return () => {
      isWanted = false;
      stop();
    };
  }, [bridge, id, filter]);
  const reload = useCallback(() => pages?.reload(), [pages]);
  return { ...told, pages, reload };
}

export type Pages = ItemPages;

const never = () => () => undefined;
const zero = () => 0;

/** Draws a component anew whenever rows have come or changed. */
export function useRows(pages: Pages | null): number {
  return useSyncExternalStore(pages?.subscribe ?? never, pages?.version ?? zero);
}
