import { useCallback, useEffect, useRef, useState } from 'react';
import type { LedgerEvent, LedgerEventKind } from '../../../src-main/contract/index.ts';
import { useBridge } from '../../bridge.ts';

const pageRows = 100;

export interface ListedEvents {
  readonly kinds: readonly LedgerEventKind[];
  readonly events: readonly LedgerEvent[];
  readonly isWhole: boolean;
}

/**
 * Events of some kinds, the newest first, read on as they are scrolled through; none given: all. The last question wins.
 * @param kinds stays the same list while it says the same
 */
export function useEvents(kinds: readonly LedgerEventKind[], active: boolean, version: number) {
  const bridge = useBridge();
  const [listed, setListed] = useState<ListedEvents | null>(null);
  const [error, setError] = useState<unknown>(null);
  const turn = useRef(0);
  const current = useRef<ListedEvents | null>(null);
  const isReadingOn = useRef(false);

  const read = useCallback(
    async (before: ListedEvents | null) => {
      if (before !== null && (before.isWhole || isReadingOn.current)) return;
      const mine = before === null ? ++turn.current : turn.current;
      isReadingOn.current = before !== null;
      const asked = before?.kinds ?? kinds;
      try {
        const events = await bridge.call('history.events', {
          kinds: [...asked],
          before: before?.events.at(-1)?.number,
          limit: pageRows,
        });
        if (mine !== turn.current) return;
        current.current = {
          kinds: asked,
          events: [...(before?.events ?? []), ...events],
          isWhole: events.length < pageRows,
        };
        setListed(current.current);
        setError(null);
      } catch (thrown) {
        if (mine === turn.current) setError(thrown);
      }
      if (mine === turn.current) isReadingOn.current = false;
    },
    [bridge, kinds],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: something was put on record
  useEffect(() => {
    if (active) void read(null);
  }, [active, read, version]);
  const readOn = useCallback(() => void read(current.current), [read]);
  return { listed, error, readOn };
}
