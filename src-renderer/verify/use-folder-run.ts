import { useCallback, useEffect, useRef, useState } from 'react';
import type { FolderRow, FolderVerification, FolderVerificationProgress } from '../../src-main/contract/index.ts';
import { useBridge } from '../bridge.ts';

export type FolderRun =
  | { kind: 'running'; progress: FolderVerificationProgress | null; rows: readonly FolderRow[] }
  | { kind: 'done'; runId: string; result: FolderVerification }
  | { kind: 'failed'; error: unknown };

/** How often rows are shown that have come in the meantime: a table drawn anew for each file would hold up the window. */
const showEveryMs = 200;

/** The verification of many files: one at a time, the last one's results stay. */
export function useFolderRun(): {
  run: FolderRun | null;
  start: (paths: string[]) => Promise<void>;
  cancel: () => void;
} {
  const bridge = useBridge();
  const [run, setRun] = useState<FolderRun | null>(null);
  const runId = useRef('');
  const rows = useRef<FolderRow[]>([]);

  useEffect(() => {
    let latest: FolderVerificationProgress | null = null;
    let timer: ReturnType<typeof setTimeout> | null = null;
    const show = () => {
      timer = null;
      if (latest?.runId !== runId.current) return;
      const progress = latest;
      setRun((before) =>
        before?.kind === 'running' ? { kind: 'running', progress, rows: [...rows.current] } : before,
      );
    };
    const unsubscribe = bridge.subscribe('verify.progress', (progress) => {
      if (progress.runId !== runId.current) return;
      if (progress.row !== null) rows.current.push(progress.row);
      latest = progress;
      timer ??= setTimeout(show, showEveryMs);
    });
    return () => {
      unsubscribe();
      if (timer !== null) clearTimeout(timer);
    };
  }, [bridge]);

  const start = useCallback(
    async (paths: string[]) => {
      if (runId.current !== '') bridge.call('verify.cancel', { runId: runId.current }).catch(() => undefined);
      const own = crypto.randomUUID();
      runId.current = own;
      rows.current = [];
      setRun({ kind: 'running', progress: null, rows: [] });
      const settle = (settled: FolderRun) => {
        if (runId.current === own) setRun(settled);
      };
      try {
        settle({ kind: 'done', runId: own, result: await bridge.call('verify.folder', { runId: own, paths }) });
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
