import { AsyncLocalStorage } from 'node:async_hooks';
import type { BegunUse, HistoryIntent, Ledger, Settlement } from '../../history/index.ts';

/** How a run puts its uses of seals on record; each is durable when the promise resolves. */
export interface Records {
  /**
   * Gives the uses, in their order. `mayBegin` is asked in the transaction that records them: nobody else begins a use in between.
   * @throws AppError HISTORY_…, what `mayBegin` throws
   */
  begin(intents: readonly HistoryIntent[], mayBegin: () => void): Promise<BegunUse[]>;
  /** @throws AppError HISTORY_… */
  settle(seqs: readonly number[], settlement: Settlement): Promise<void>;
}

/** Writes at once. */
export const immediateRecords = (ledger: Ledger): Records => ({
  begin: async (intents, mayBegin) =>
    ledger.together(() => {
      mayBegin();
      return ledger.begin(intents);
    }),
  settle: async (seqs, settlement) => ledger.settle(seqs, settlement),
});

interface WaitingWrite {
  write(): () => void;
  fail(error: unknown): void;
}

/**
 * How long a write waits for others. Files come one after the other out of the threads that build and check them, some milliseconds apart:
 * with a shorter wait each has the disk, and all that waits behind it, to itself. Others are at work meanwhile.
 */
const gatherMs = 20;

/** Writes what several files have to record in one transaction, so that they wait for the disk once. */
export function groupedRecords(ledger: Ledger): Records {
  let waiting: WaitingWrite[] = [];

  function writeAll(): void {
    const group = waiting;
    waiting = [];
    try {
      // Nobody is told before all of it is on the disk.
      const tellings = ledger.together(() => group.map(({ write }) => write()));
      for (const tell of tellings) tell();
    } catch (error) {
      for (const { fail } of group) fail(error);
    }
  }

  function grouped<T>(work: () => T): Promise<T> {
    // What is written together is each in the name of who began it.
    const inOwnName = AsyncLocalStorage.snapshot();
    return new Promise((resolve, reject) => {
      if (waiting.length === 0) setTimeout(writeAll, gatherMs);
      waiting.push({
        fail: reject,
        write() {
          try {
            const value = inOwnName(work);
            return () => resolve(value);
          } catch (error) {
            return () => reject(error);
          }
        },
      });
    });
  }

  return {
    begin: (intents, mayBegin) =>
      grouped(() => {
        mayBegin();
        return ledger.begin(intents);
      }),
    settle: (seqs, settlement) => grouped(() => ledger.settle(seqs, settlement)),
  };
}
