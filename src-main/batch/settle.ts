import type { SealUseOfRun } from '../history/index.ts';
import type { BatchStore, ItemChange } from './store.ts';

/** The number of a file in the name of its run. */
function indexOf(runId: string, batchId: string): number | null {
  const match = /^([\da-z]{12})\.(\d{1,6})$/.exec(runId);
  return match?.[1] === batchId ? Number(match[2]) : null;
}

/**
 * What the record says was stamped is done, whatever the batch had come to write down before it was killed.
 * Gives how many files that were.
 */
export function settleByRecord(
  store: Pick<BatchStore, 'items' | 'changeItems'>,
  batchId: string,
  uses: Iterable<SealUseOfRun>,
): number {
  const found = new Map<number, ItemChange & { seqs: number[] }>();
  for (const { runId, seq, sha256Before, sha256After, settledAt } of uses) {
    const index = indexOf(runId, batchId);
    if (index === null) continue;
    const seqs = [...(found.get(index)?.seqs ?? []), seq];
    found.set(index, { state: 'done', error: null, seqs, sha256Before, sha256After, finishedAt: settledAt });
  }
  const indexes = [...found.keys()];
  const changes = new Map<number, ItemChange>();
  for (let at = 0; at < indexes.length; at += askedAtOnce) {
    for (const { index, state } of store.items(batchId, indexes.slice(at, at + askedAtOnce))) {
      const change = found.get(index);
      if (state !== 'done' && change) changes.set(index, change);
    }
  }
  if (changes.size > 0) store.changeItems(batchId, changes);
  return changes.size;
}

const askedAtOnce = 500;
