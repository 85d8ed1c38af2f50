import { useCallback, useEffect, useRef, useState } from 'react';
import type { HistoryProgress } from '../../src-main/contract/index.ts';
import { useBridge } from '../bridge.ts';
import { toAppError } from '../parts/app-error.ts';

/** Long work on the record: how far it is, then what came of it. One that was cancelled is as if it had not begun. */
export type HistoryWork<Result> =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running'; readonly progress: HistoryProgress | null }
  | { readonly kind: 'done'; readonly runId: string; readonly result: Result }
  | { readonly kind: 'failed'; readonly error: unknown };

/** How many percent are done. */
export const percentOf = (progress: HistoryProgress | null): number =>
  progress === null || progress.total === 0 ? 0 : Math.floor((progress.done / progress.total) * 100);

/** Often enough to be seen: work on a thousand small files would hold up the window. */
const showEveryMs = 100;

/** One piece of work at a time; it is ended when whoever asked for it goes. */
export function useHistoryWork<Result>(): {
  work: HistoryWork<Result>;
  start: (begin: (runId: string) => Promise<Result>) => Promise<Result | null>;
  cancel: () => void;
  reset: () => void;
} {
  const bridge = useBridge();
  const [work, setWork] = useState<HistoryWork<Result>>({ kind: 'idle' });
  const running = useRef<string | null>(null);

  useEffect(() => {
    let shownAtMs = 0;
    return bridge.subscribe('history.progress', (progress) => {
      if (progress.runId !== running.current || performance.now() - shownAtMs < showEveryMs) return;
      shownAtMs = performance.now();
      setWork({ kind: 'running', progress });
    });
  }, [bridge]);

  const cancel = useCallback(() => {
    const runId = running.current;
    if (runId !== null) bridge.call('history.cancel', { runId }).catch(() => undefined);
  }, [bridge]);

  useEffect(
    () => () => {
      cancel();
      running.current = null;
    },
    [cancel],
  );

  const start = useCallback(async (begin: (runId: string) => Promise<Result>) => {
    const runId = crypto.randomUUID();
    running.current = runId;
    setWork({ kind: 'running', progress: null });
    const settle = (settled: HistoryWork<Result>) => {
      if (running.current !== runId) return;
      running.current = null;
      setWork(settled);
    };
    try {
      const result = await begin(runId);
      settle({ kind: 'done', runId, result });
      return result;
    } catch (error) {
      settle(toAppError(error).code === 'CANCELLED' ? { kind: 'idle' } : { kind: 'failed', error });
      return null;
    }
  }, []);

  const reset = useCallback(() => {
    running.current = null;
    setWork({ kind: 'idle' });
  }, []);

  return { work, start, cancel, reset };
}
