import { useCallback } from 'react';
import type { HistoryCheck, OpenedLedger } from '../../../src-main/contract/index.ts';
import { useBridge } from '../../bridge.ts';
import { useHistoryWork } from '../use-history-work.ts';

/** A ledger that was set aside and is looked into: it is read, then shown, and checked meanwhile. */
export function useAside() {
  const bridge = useBridge();
  const opening = useHistoryWork<OpenedLedger>();
  const checking = useHistoryWork<HistoryCheck>();
  const { start: startOpening, reset: leave, cancel: cancelOpening } = opening;
  const { start: startChecking, cancel: cancelChecking, reset: forgetCheck } = checking;

  const look = useCallback(
    async (path: string) => {
      const opened = await startOpening((runId) => bridge.call('history.openLedger', { runId, path }));
      if (opened !== null) await startChecking((runId) => bridge.call('history.check', { runId, path }));
    },
    [bridge, startOpening, startChecking],
  );
  const back = useCallback(() => {
    cancelChecking();
    forgetCheck();
    leave();
  }, [cancelChecking, forgetCheck, leave]);

  const opened = opening.work.kind === 'done' ? opening.work.result : null;
  return { opened, opening: opening.work, check: checking.work, look, back, cancelOpening };
}
