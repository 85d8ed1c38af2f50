import type { HistoryRow } from '../../../src-main/contract/index.ts';

/** One act of sealing: its uses, one for each seal, the newest first. */
export type Act = readonly [HistoryRow, ...HistoryRow[]];

const isSameAct = (one: HistoryRow, other: HistoryRow) =>
  one.runId === other.runId &&
  one.at === other.at &&
  one.outputPath === other.outputPath &&
  one.sha256Before === other.sha256Before;

/** Uses as a list has them, put together by the acts that they belong to. An act uses a seal once. */
export function actsOf(rows: readonly HistoryRow[]): Act[] {
  const acts: [HistoryRow, ...HistoryRow[]][] = [];
  for (const row of rows) {
    const last = acts.at(-1);
    if (last && isSameAct(last[0], row) && last.every(({ sealId }) => sealId !== row.sealId)) last.push(row);
    else acts.push([row]);
  }
  return acts;
}

/** Uses of a batch are named for it and for the place of the file in it. */
const ofBatch = /^[\da-z]{12}\.\d{1,6}$/;

/** How an act was placed. `pages` in a document of several pages only where the rule says so. */
export interface Way {
  readonly rules: readonly string[];
  readonly isBatch: boolean;
  readonly places: number;
}

export function wayOf(act: readonly HistoryRow[]): Way {
  return {
    rules: [...new Set(act.flatMap(({ placingRules }) => placingRules.split(' ').filter((rule) => rule !== '')))],
    isBatch: act.some(({ runId }) => ofBatch.test(runId)),
    places: act.reduce((sum, { impressionCount }) => sum + impressionCount, 0),
  };
}

/** The numbers of an act: `25`, `24–25`, `99928–29`. */
export function numbersOf(act: Act): string {
  const seqs = act.map(({ seq }) => seq);
  const [least, most] = [Math.min(...seqs), Math.max(...seqs)];
  if (least === most) return String(most);
  const [from, to] = [String(least), String(most)];
  // What both begin with is said once: 99928–29.
  const alike = from.length === to.length ? from.length - 2 : 0;
  return `${from}–${alike > 0 && from.slice(0, alike) === to.slice(0, alike) ? to.slice(alike) : to}`;
}
