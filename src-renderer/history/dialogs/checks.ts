import type { Bridge, HistoryCheck, HistoryPackage } from '../../../src-main/contract/index.ts';

/** A long run over the record, which tells how far it is and can be ended. */
export interface CheckRun {
  readonly result: Promise<HistoryCheck>;
  cancel(): void;
}

/** Checks the record of this machine. @param onProgress hears the share that is done */
export function checkHistory(bridge: Bridge, onProgress: (fraction: number) => void): CheckRun {
  const runId = crypto.randomUUID();
  const stop = bridge.subscribe('history.progress', (progress) => {
    if (progress.runId === runId) onProgress(progress.done / progress.total);
  });
  return {
    result: bridge.call('history.check', { runId }).finally(stop),
    cancel: () => void bridge.call('history.cancel', { runId }).catch(() => undefined),
  };
}

/** Writes the evidence package into the data folder, which every door can write to. */
export function packHistory(bridge: Bridge, homeFolder: string): Promise<HistoryPackage> {
  const stamp = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '');
  return bridge.call('history.package', { runId: crypto.randomUUID(), path: `${homeFolder}/evidence.${stamp}.zip` });
}
