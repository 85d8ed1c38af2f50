import type { BatchProgress } from '../contract/index.ts';
import { type Recorder, recordChange } from './handlers.ts';

/** Puts on record when batches begin and end, from what is told of them. What cannot be recorded is in the uses themselves. */
export function batchesTold(recorder: Recorder): (progress: BatchProgress) => void {
  const running = new Set<string>();
  return ({ batch: { id, name, state, counts, total, sealIds } }) => {
    const isRunning = state === 'running' || state === 'paused' || state === 'waiting-token';
    if (isRunning === running.has(id)) return;
    if (!isRunning && state !== 'finished' && state !== 'stopped') return;
    if (isRunning) running.add(id);
    else running.delete(id);
    const { done, failed, skipped } = counts;
    try {
      recordChange(recorder, [
        isRunning ? 'batch-begun' : 'batch-ended',
        { batch: id, name, state, files: total, done, failed, skipped, sealIds },
      ]);
    } catch {
      // Nobody waits for an answer here.
    }
  };
}
