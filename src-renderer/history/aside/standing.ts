import type { HistoryCheck, HistoryFaultKind } from '../../../src-main/contract/index.ts';

/** What an event of a ledger that was set aside is worth: a token signed what comes after it, it is chained to what is before, or neither. */
export type Proof = 'vouched' | 'chained' | 'doubtful';

/** After one of these nothing follows from what is before. A list that shows something else, or a signature that does not hold, breaks no chain. */
const breaking: ReadonlySet<HistoryFaultKind> = new Set<HistoryFaultKind>([
  'gap',
  'changed',
  'reordered',
  'foreign',
  'forked',
  'unreadable',
]);

type Checked = Pick<HistoryCheck, 'faults' | 'vouchedUntil' | 'head' | 'events'>;

/** The last event up to which the chain holds; 0: none. */
export function chainedUntil({ faults, head, events }: Checked): number {
  // A file that is damaged as such (number 0) may hold whole events: the chain tells.
  const broken = faults.filter(({ kind, number }) => breaking.has(kind) && number > 0).map(({ number }) => number);
  if (events === 0 || head === null) return 0;
  return Math.min(head.number, ...broken.map((number) => number - 1));
}

/** Up to which event a token vouches; 0: none. A signature over what does not follow from the rest vouches for nothing before it. */
export const vouchedUntil = (check: Checked): number =>
  check.vouchedUntil <= chainedUntil(check) ? check.vouchedUntil : 0;

export function proofOf(number: number, check: Checked): Proof {
  if (number > chainedUntil(check)) return 'doubtful';
  return number <= vouchedUntil(check) ? 'vouched' : 'chained';
}
