import type { HistoryRow } from '../contract/index.ts';
import type { ManifestRow } from '../report/index.ts';
import type { StoredItem } from './store.ts';

/** What of a file goes into the manifest, with what the record says of it. */
export function manifestRow(item: StoredItem, rowOf: (seq: number) => HistoryRow | null): ManifestRow {
  const uses = item.seqs.flatMap((seq) => rowOf(seq) ?? []);
  const isDone = item.state === 'done';
  return {
    line: item.line,
    state: item.state,
    inputPath: item.path,
    outputPath: isDone ? item.outputPath : null,
    sha256Before: item.sha256Before ?? item.look?.sha256 ?? null,
    sha256After: item.sha256After,
    seals: uses.map(({ sealName }) => sealName),
    certificates: [...new Set(uses.map(({ certificateFingerprint }) => certificateFingerprint))],
    seqs: item.seqs,
    finishedAt: item.finishedAt,
    reason: item.reason,
    error: item.error,
  };
}
