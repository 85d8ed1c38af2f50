import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { BatchItem, BatchItemState, BatchOddity, MethodOutput } from '../../../src-main/contract/index.ts';
import { useBridge } from '../../bridge.ts';
import { pagesOf, type RowRange } from './rows.ts';

/** What of a batch is listed. */
export interface ItemFilter {
  readonly state: BatchItemState | null;
  readonly oddity: BatchOddity | null;
}

export const everything: ItemFilter = { state: null, oddity: null };

/** Fetched at once; so many are in view on no screen. */
const pageRows = 200;

interface Listed {
  readonly total: number;
  readonly oddities: MethodOutput<'batch.items'>['oddities'];
}

/**
 * The files of a batch as one scrolls through them: pages are fetched as they come into view, and follow what is told of single files.
 * @param filter stays the same object while it says the same
 */
export function useItems(id: string, filter: ItemFilter) {
  const bridge = useBridge();
  const [listed, setListed] = useState<Listed | null>(null);
  const [error, setError] = useState<unknown>(null);
  const pages = useRef(new Map<number, BatchItem[] | 'asked'>());
  /** Counts what was asked anew: a late answer of before is for nobody. */
  const turn = useRef(0);
  const [, setVersion] = useState(0);
  const changed = useCallback(() => setVersion((before) => before + 1), []);

  const ask = useCallback(
    async (page: number) => {
      if (pages.current.has(page)) return;
      pages.current.set(page, 'asked');
      const mine = turn.current;
      const { state, oddity } = filter;
      try {
        const found = await bridge.call('batch.items', {
          id,
          ...(state === null ? {} : { state }),
          ...(oddity === null ? {} : { oddity }),
          offset: page * pageRows,
          limit: pageRows,
        });
        if (mine !== turn.current) return;
        pages.current.set(page, found.items);
        setListed({ total: found.total, oddities: found.oddities });
        setError(null);
      } catch (thrown) {
        if (mine === turn.current) setError(thrown);
      }
    },
    [bridge, id, filter],
  );

  const reload = useCallback(() => {
    turn.current += 1;
    pages.current = new Map();
    void ask(0);
  }, [ask]);
  useEffect(reload, [reload]);

  useEffect(
    () =>
      bridge.subscribe('batch.progress', ({ batch, items }) => {
        if (batch.id !== id || items.length === 0) return;
        const news = new Map(items.map((item) => [item.index, item]));
        for (const [page, rows] of pages.current) {
          if (rows === 'asked' || !rows.some(({ index }) => news.has(index))) continue;
          pages.current.set(
            page,
            rows.map((row) => news.get(row.index) ?? row),
          );
        }
        changed();
      }),
    [bridge, id, changed],
  );

  const need = useCallback(
    (range: RowRange) => {
      for (const page of pagesOf(range, pageRows)) void ask(page);
    },
    [ask],
  );
  const at = useCallback((row: number): BatchItem | null => {
    const page = pages.current.get(Math.floor(row / pageRows));
    return page === undefined || page === 'asked' ? null : (page[row % pageRows] ?? null);
  }, []);
  return useMemo(() => ({ listed, error, need, at, reload }), [listed, error, need, at, reload]);
}

export type Items = ReturnType<typeof useItems>;
