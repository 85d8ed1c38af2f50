import { useCallback, useEffect, useRef, useState } from 'react';
import type { FolderVerification, FolderVerificationProgress } from '../../src-main/contract/index.ts';
import { useBridge } from '../bridge.ts';

export type FolderRun =
  | { kind: 'running'; progress: FolderVerificationProgress | null }
  | { kind: 'done'; result: FolderVerification }
  | { kind: 'failed'; error: unknown };

/** The verification of many files: one at a time, the last one's results stay. */
export function useFolderRun(): {
  run: FolderRun | null;
  start: (paths: string[]) => Promise<void>;
  cancel: () => void;
} {
  const bridge = useBridge();
  const [run, setRun] = useState<FolderRun | null>(null);
  const runId = useRef('');

  useEffect(
    () =>
      bridge.subscribe('verify.progress', (progress) => {
        if (progress.runId !== runId.current) return;
        setRun((before) => (before?.kind === 'running' ? { kind: 'running', progress } : before));
      }),
    [bridge],
  );

  const start = useCallback(
    async (paths: string[]) => {
      if (runId.current !== '') bridge.call('verify.cancel', { runId: runId.current }).catch(() => undefined);
      const own = crypto.randomUUID();
      runId.current = own;
      setRun({ kind: 'running', progress: null });
      const settle = (settled: FolderRun) => {
        if (runId.current === own) setRun(settled);
      };
      try {
        settle({ kind: 'done', result: await bridge.call('verify.folder', { runId: own, paths }) });
      } catch (error) {
        settle({ kind: 'failed', error });
      }
    },
    [bridge],
  );

  const cancel = useCallback(() => {
    bridge.call('verify.cancel', { runId: runId.current }).catch(() => undefined);
  }, [bridge]);

  return { run, start, cancel };
}
