import { useCallback, useEffect, useState } from 'react';
import type { MethodInput, OpenedDocument, StampPlan, Token, UseParticulars } from '../../src-main/contract/index.ts';
import { useBridge } from '../bridge.ts';
import { type Placed, placementsOf } from './placing/placements.ts';

/** What a stamp says of the queue that it is one of. */
export type QueueStampInput = Pick<MethodInput<'stamp.run'>, 'loginFor' | 'loginKey'>;

/** Milliseconds without typing after which a new output path is asked about. */
const settleMs = 300;

/** `合同_已盖章.pdf` → `合同_已盖章 (2).pdf` → `(3)`. */
function nextName(path: string): string {
  const [, stem = path, number, extension = ''] = /^(.*?)(?: \((\d+)\))?(\.[^./\\]*)?$/s.exec(path) ?? [];
  return `${stem} (${number === undefined ? 2 : Number(number) + 1})${extension}`;
}

/**
 * What would happen: where the file goes, whether that exists, which tokens sign, what to be aware of. Asked anew when the tokens
 * change; with null, one of those that sign is missing and nothing is asked.
 */
export function useStampPlan(
  opened: OpenedDocument,
  password: string | undefined,
  placed: readonly Placed[],
  {
    reason,
    particulars,
    ticket,
  }: { readonly reason: string; readonly particulars: UseParticulars; readonly ticket: string | undefined },
  tokens: readonly Token[] | null,
  inQueue: QueueStampInput,
) {
  const bridge = useBridge();
  const [answer, setAnswer] = useState<{ path: string; plan: StampPlan } | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [outputPath, setOutputPath] = useState(opened.defaultOutputPath);
  /** Another token or another PIN state may change the answer. */
  const pluggedKey = tokens?.map(({ id, pinState }) => `${id} ${pinState}`).join('\n');

  const ask = useCallback(
    (path: string) =>
      bridge.call('stamp.plan', {
        runId: 'plan',
        path: opened.path,
        documentId: opened.documentId,
        password,
        placements: placementsOf(placed),
        reason,
        particulars,
        ticket,
        outputPath: path,
        ...inQueue,
      }),
    [bridge, opened, password, placed, reason, particulars, ticket, inQueue],
  );

  useEffect(() => {
    if (pluggedKey === undefined) return;
    let current = true;
    const timer = setTimeout(() => {
      ask(outputPath).then(
        (found) => {
          if (!current) return;
          setAnswer({ path: outputPath, plan: found });
          setError(null);
        },
        (thrown) => current && setError(thrown),
      );
    }, settleMs);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [ask, outputPath, pluggedKey]);

  /** Finds the next name that is free. */
  const chooseFreeName = useCallback(async () => {
    let path = outputPath;
    do path = nextName(path);
    while ((await ask(path)).outputExists);
    setOutputPath(path);
  }, [ask, outputPath]);

  const current = answer?.path === outputPath;
  return { plan: answer?.plan ?? null, current, error, outputPath, setOutputPath, chooseFreeName };
}
