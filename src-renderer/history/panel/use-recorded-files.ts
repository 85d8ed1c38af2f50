import { useCallback, useEffect, useState } from 'react';
import type { RecordedFiles } from '../../../src-main/contract/index.ts';
import { useBridge } from '../../bridge.ts';

export type LookedAt =
  | { readonly kind: 'looking'; readonly percent: number }
  | { readonly kind: 'done'; readonly files: RecordedFiles }
  | { readonly kind: 'failed'; readonly error: unknown };

/** Compares the files of a use with the record; given up when another use is shown. */
export function useRecordedFiles(seq: number): { looked: LookedAt; again: () => void } {
  const bridge = useBridge();
  const [looked, setLooked] = useState<LookedAt>({ kind: 'looking', percent: 0 });
  const [turn, setTurn] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked for again
  useEffect(() => {
    const runId = crypto.randomUUID();
    let isWanted = true;
    let isDone = false;
    const settle = (settled: LookedAt) => {
      isDone = true;
      if (isWanted) setLooked(settled);
    };
    setLooked({ kind: 'looking', percent: 0 });
    const stop = bridge.subscribe('history.filesProgress', ({ runId: of, doneBytes, totalBytes }) => {
      if (of !== runId || isDone) return;
      setLooked({ kind: 'looking', percent: Math.floor((doneBytes / Math.max(1, totalBytes)) * 100) });
    });
    bridge.call('history.files', { seq, runId }).then(
      (files) => files && settle({ kind: 'done', files }),
      (error: unknown) => settle({ kind: 'failed', error }),
    );
    return () => {
      isWanted = false;
      stop();
      if (!isDone) bridge.call('history.filesCancel', { runId }).catch(() => undefined);
    };
  }, [bridge, seq, turn]);
  const again = useCallback(() => setTurn((before) => before + 1), []);
  return { looked, again };
}
