import { useCallback, useEffect, useRef, useState } from 'react';
import type { HistoryFilter, HistoryPage, HistoryRow } from '../../../src-main/contract/index.ts';
import { useBridge } from '../../bridge.ts';
import { rejoined } from './rejoined.ts';

/** Asked for at once: some screens full, and read in no time. */
const pageRows = 100;

/** What is listed. Stays as it is until an answer to another question has come. */
export interface ListedUses {
  readonly filter: HistoryFilter;
  readonly rows: readonly HistoryRow[];
  readonly facts: Omit<HistoryPage, 'rows'>;
  /** Whether the oldest that fits is among the rows. */
  readonly isWhole: boolean;
}

/**
 * The uses that fit a filter, the newest first, read on as they are scrolled through. The last question wins, whatever order the answers come in.
 * @param filter stays the same object while it says the same
 */
export function useUses(filter: HistoryFilter, active: boolean) {
  const bridge = useBridge();
  const [listed, setListed] = useState<ListedUses | null>(null);
  const [error, setError] = useState<unknown>(null);
  const turn = useRef(0);
  const current = useRef<ListedUses | null>(null);
  const isReadingOn = useRef(false);

  const show = useCallback((next: ListedUses) => {
    current.current = next;
    setListed(next);
    setError(null);
  }, []);

  const reload = useCallback(async () => {
    const mine = ++turn.current;
    isReadingOn.current = false;
    try {
      const { rows, ...facts } = await bridge.call('history.list', { filter, limit: pageRows });
      if (mine !== turn.current) return;
      const known = current.current?.filter === filter ? current.current : null;
      const all = known ? rejoined(rows, known.rows) : rows;
      const isWhole = rows.length < pageRows || (known !== null && all.length > rows.length && known.isWhole);
      show({ filter, rows: all, facts, isWhole });
    } catch (thrown) {
      if (mine === turn.current) setError(thrown);
    }
  }, [bridge, filter, show]);

  const readOn = useCallback(async () => {
    const known = current.current;
    if (known === null || known.isWhole || isReadingOn.current) return;
    const mine = turn.current;
    isReadingOn.current = true;
    try {
      const before = known.rows.at(-1)?.seq;
      const { rows } = await bridge.call('history.list', { filter: known.filter, before, limit: pageRows });
      if (mine !== turn.current) return;
      isReadingOn.current = false;
      show({ ...known, rows: [...known.rows, ...rows], isWhole: rows.length < pageRows });
    } catch (thrown) {
      if (mine !== turn.current) return;
      isReadingOn.current = false;
      setError(thrown);
    }
  }, [bridge, show]);

  useEffect(() => {
    if (!active) return;
    void reload();
    const look = () => void (document.visibilityState === 'visible' && reload());
    window.addEventListener('focus', look);
    return () => window.removeEventListener('focus', look);
  }, [active, reload]);

  return { listed, error, readOn, reload };
}
