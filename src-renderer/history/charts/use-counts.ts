import { useEffect, useRef, useState } from 'react';
import type { HistoryCount, HistoryCountBy, HistoryFilter } from '../../../src-main/contract/index.ts';
import { useBridge } from '../../bridge.ts';

export interface Counted {
  readonly by: HistoryCountBy;
  readonly counts: readonly HistoryCount[];
}

/**
 * Uses counted by what they have in common. What was counted before stays until the new figures are there; the last question wins.
 * @param filter null: nothing is to be counted now. Stays the same object while it says the same.
 * @param version counted anew when it changes
 */
export function useCounts(by: HistoryCountBy, filter: HistoryFilter | null, version: unknown) {
  const bridge = useBridge();
  const [counted, setCounted] = useState<Counted | null>(null);
  const [error, setError] = useState<unknown>(null);
  const turn = useRef(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is listed has changed
  useEffect(() => {
    if (filter === null) return;
    const mine = ++turn.current;
    bridge.call('history.counts', { by, filter }).then(
      (counts) => {
        if (mine !== turn.current) return;
        setCounted({ by, counts });
        setError(null);
      },
      (thrown: unknown) => {
        if (mine === turn.current) setError(thrown);
      },
    );
  }, [bridge, by, filter, version]);
  return { counted, error };
}
