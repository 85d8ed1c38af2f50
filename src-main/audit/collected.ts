import type { ErrorShape, HistoryFault } from '../contract/index.ts';

/**
 * What became of a package. `taken`: it is in the database; `takenBroken`: though it is not whole. `known`: this very file was taken in before.
 * Not taken in: `broken`: it is not whole. `gap`: events between what is known of its ledger and it are missing. `forked`: another event is
 * known under a number of its. `unreadable`: it is no package.
 */
export type CollectedState = 'taken' | 'takenBroken' | 'known' | 'broken' | 'gap' | 'forked' | 'unreadable';

export interface CollectedPackage {
  readonly path: string;
  readonly state: CollectedState;
  readonly ledger: string | null;
  readonly first: number | null;
  /** The number of its last event. */
  readonly head: number | null;
  /** That were not in the database before. */
  readonly newEvents: number;
  readonly newUses: number;
  /** Of the package itself, the first thousand. */
  readonly faults: readonly HistoryFault[];
  readonly faultCount: number;
  /** How it does not fit what the database knows of its ledger. */
  readonly conflict: HistoryFault | null;
}

export const refusedStates: ReadonlySet<CollectedState> = new Set(['broken', 'gap', 'forked', 'unreadable']);

export interface Collected {
  /** In the order in which they were given; without those that `stoppedBy` kept from their turn. */
  readonly packages: readonly CollectedPackage[];
  readonly stoppedBy: ErrorShape | null;
}

export interface CollectedLedger {
  readonly ledger: string;
  readonly machine: string;
  readonly systemUser: string;
  readonly first: number;
  readonly head: { readonly number: number; readonly hash: string };
  readonly lastEventAt: string;
  readonly reportedAt: string;
  readonly daysSinceReport: number;
  /** The ledger that took its place. */
  readonly successor: string | null;
  /** The last event that a signed checkpoint vouches for; 0: none. */
  readonly vouchedUntil: number;
  readonly isWhole: boolean;
}
