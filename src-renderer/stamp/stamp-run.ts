import { useCallback, useEffect, useRef, useState } from 'react';
import { AppError, type MethodInput, type MethodOutput, type StampProgress } from '../../src-main/contract/index.ts';
import { useBridge } from '../bridge.ts';

/** One run of the stamp: its progress while it works, and a way to cancel it. */
export function useStampRun() {
  const bridge = useBridge();
  const [progress, setProgress] = useState<StampProgress | null>(null);
  const [cancelling, setCancelling] = useState(false);
  const runId = useRef<string | null>(null);

  useEffect(
    () =>
      bridge.subscribe('stamp.progress', (step) => {
        if (step.runId === runId.current) setProgress(step);
      }),
    [bridge],
  );

  const run = useCallback(
    async (request: Omit<MethodInput<'stamp.run'>, 'runId'>): Promise<MethodOutput<'stamp.run'>> => {
      const id = crypto.randomUUID();
      runId.current = id;
      setCancelling(false);
      setProgress({ runId: id, step: 'prepare', fraction: 0, cancellable: true });
      try {
        return await bridge.call('stamp.run', { ...request, runId: id });
      } finally {
        runId.current = null;
        setProgress(null);
        setCancelling(false);
      }
    },
    [bridge],
  );

  const cancel = useCallback(async () => {
    if (runId.current === null) throw new AppError('CANCELLED');
    setCancelling(true);
    await bridge.call('stamp.cancel', { runId: runId.current });
  }, [bridge]);

  return { progress, cancelling, run, cancel };
}
