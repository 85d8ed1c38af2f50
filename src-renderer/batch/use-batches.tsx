import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import type { Batch } from '../../src-main/contract/index.ts';
import { useBridge, watchConnection } from '../bridge.ts';
import { isAtWork, isRunning } from './figures.ts';

interface Batches {
  /** The newest first; null until they were read. */
  readonly batches: readonly Batch[] | null;
  readonly error: unknown;
  /** The one that is looked at or stamped. */
  readonly atWork: Batch | null;
  /** Takes what a call told. */
  keep(batch: Batch): void;
  drop(id: string): void;
  reload(): void;
}

const BatchesContext = createContext<Batches | null>(null);

export function useBatches(): Batches {
  const batches = useContext(BatchesContext);
  if (batches === null) throw new Error('no batches above this component');
  return batches;
}

const newestFirst = (one: Batch, other: Batch) => other.createdAt.localeCompare(one.createdAt);

/** What every page knows of batches; a browser asks before it leaves one that runs. */
export function BatchesProvider({ children }: { children: ReactNode }) {
  const bridge = useBridge();
  const [batches, setBatches] = useState<readonly Batch[] | null>(null);
  const [error, setError] = useState<unknown>(null);

  const keep = useCallback((batch: Batch) => {
    setBatches((before) => [batch, ...(before ?? []).filter(({ id }) => id !== batch.id)].sort(newestFirst));
  }, []);
  const drop = useCallback((gone: string) => {
    setBatches((before) => before?.filter(({ id }) => id !== gone) ?? null);
  }, []);
  const reload = useCallback(() => {
    bridge.call('batch.list', null).then((found) => {
      setBatches(found);
      setError(null);
    }, setError);
  }, [bridge]);

  useEffect(() => {
    const stops = [
      bridge.subscribe('batch.progress', ({ batch }) => keep(batch)),
      watchConnection(bridge, (connected) => connected && reload()),
    ];
    reload();
    return () => {
      for (const stop of stops) stop();
    };
  }, [bridge, keep, reload]);

  const atWork = batches?.find(isAtWork) ?? null;
  const isLeavingAsked = bridge.door === 'web' && atWork !== null && isRunning(atWork);
  useEffect(() => {
    if (!isLeavingAsked) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [isLeavingAsked]);

  const value = useMemo(
    () => ({ batches, error, atWork, keep, drop, reload }),
    [batches, error, atWork, keep, drop, reload],
  );
  return <BatchesContext value={value}>{children}</BatchesContext>;
}
