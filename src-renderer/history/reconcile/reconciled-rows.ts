import type { ErrorShape, ReconciledFile, ReconciledState, Reconciliation } from '../../../src-main/contract/index.ts';

/** What a person asks of a file. Those that say much the same are one. */
export const reconciledGroups = [
  'recorded',
  'unrecorded',
  'changed',
  'elsewhere',
  'gone',
  'disputed',
  'unreadable',
] as const;
export type ReconciledGroup = (typeof reconciledGroups)[number];

/** Counted also where there are none: that there are none is what is asked. */
export const alwaysCounted: readonly ReconciledGroup[] = ['recorded', 'unrecorded', 'changed', 'elsewhere', 'gone'];

const groupOf: Readonly<Record<ReconciledState, ReconciledGroup>> = {
  recorded: 'recorded',
  original: 'recorded',
  changed: 'changed',
  receipt: 'changed',
  elsewhere: 'elsewhere',
  unrecorded: 'unrecorded',
  disputed: 'disputed',
  unreadable: 'unreadable',
};

/** A file that was found, or one that should be there. */
export interface ReconciledRow {
  readonly key: string;
  readonly name: string;
  readonly path: string;
  readonly group: ReconciledGroup;
  readonly state: ReconciledState | 'gone';
  readonly seqs: readonly number[];
  /** When the use was whose file is gone. */
  readonly at: string | null;
  readonly verdict: ReconciledFile['verdict'];
  /** Of another ledger, or one that contradicts this one. */
  readonly receipt: ReconciledFile['receipts'][number] | null;
  readonly error: ErrorShape | null;
}

/** As a person goes through them: what is wrong first. */
const order: readonly ReconciledGroup[] = [
  'disputed',
  'changed',
  'unrecorded',
  'gone',
  'elsewhere',
  'unreadable',
  'recorded',
];

/** All that a reconciliation found, what needs somebody's attention first. */
export function reconciledRows({ files, gone }: Pick<Reconciliation, 'files' | 'gone'>): ReconciledRow[] {
  const found = files.map(
    ({ path, name, state, seqs, verdict, receipts, error }): ReconciledRow => ({
      key: path,
      name,
      path,
      group: groupOf[state],
      state,
      seqs,
      at: null,
      verdict,
      receipt: state === 'elsewhere' || state === 'disputed' ? (receipts[0] ?? null) : null,
      error: error ?? null,
    }),
  );
  const missing = gone.map(
    ({ seq, at, path }): ReconciledRow => ({
      key: `${seq} ${path}`,
      name: path.replace(/^.*[/\\]/, ''),
      path,
      group: 'gone',
      state: 'gone',
      seqs: [seq],
      at,
      verdict: null,
      receipt: null,
      error: null,
    }),
  );
  return [...found, ...missing].sort((one, other) => order.indexOf(one.group) - order.indexOf(other.group));
}

export function countsOf(rows: readonly ReconciledRow[]): Readonly<Record<ReconciledGroup, number>> {
  const counts = { recorded: 0, unrecorded: 0, changed: 0, elsewhere: 0, gone: 0, disputed: 0, unreadable: 0 };
  for (const { group } of rows) counts[group] += 1;
  return counts;
}
