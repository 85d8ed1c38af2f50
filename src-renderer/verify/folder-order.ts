import type { FolderOutcome, FolderRow } from '../../src-main/contract/index.ts';

/** As a person looks through them: what is wrong first. */
export const outcomeOrder: readonly FolderOutcome[] = [
  'invalid',
  'changed',
  'indeterminate',
  'unreadable',
  'unsigned',
  'trial',
  'permitted',
  'valid',
];

/** The rows by outcome, the worst first; those of one outcome stay in the order of the folder. */
export function worstFirst(rows: readonly FolderRow[]): FolderRow[] {
  const byOutcome = Map.groupBy(rows, ({ outcome }) => outcome);
  return outcomeOrder.flatMap((outcome) => byOutcome.get(outcome) ?? []);
}
