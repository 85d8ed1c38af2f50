import type { HistoryRow } from '../../../src-main/contract/index.ts';

/** The newest rows anew, and those below them that are known already. */
export function rejoined(fresh: readonly HistoryRow[], known: readonly HistoryRow[]): HistoryRow[] {
  const oldest = fresh.at(-1)?.seq;
  const newestKnown = known[0]?.seq;
  // Where the fresh ones do not reach the known ones, rows between them are missing.
  if (oldest === undefined || newestKnown === undefined || oldest > newestKnown) return [...fresh];
  return [...fresh, ...known.filter(({ seq }) => seq < oldest)];
}
