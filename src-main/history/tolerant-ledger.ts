import { AppError } from '../contract/index.ts';
import { type Ledger, openLedger } from './ledger.ts';

/**
 * The ledger, for a program that has more to do than to stamp: where it cannot be opened, only whoever needs it is told
 * so, and it is tried again each time.
 */
export function openTolerantLedger(path: string): Ledger {
  let ledger: Ledger | null = null;
  const opened = () => {
    ledger ??= openLedger(path);
    return ledger;
  };

  /** Nothing was to be stamped: the words are those of reading. */
  function reading<T>(work: (from: Ledger) => T): T {
    try {
      return work(opened());
    } catch (thrown) {
      if (!(thrown instanceof AppError) || thrown.code !== 'HISTORY_UNAVAILABLE') throw thrown;
      throw new AppError('HISTORY_UNREADABLE', {}, { detail: thrown.detail, cause: thrown });
    }
  }

  try {
    opened();
  } catch {
    // Whoever needs it is told why.
  }
  return {
    begin: (intents) => opened().begin(intents),
    settle: (seqs, settlement) => opened().settle(seqs, settlement),
    list: (request) => reading((from) => from.list(request)),
    get: (seq) => reading((from) => from.get(seq)),
    hasUses: (sealId) => reading((from) => from.hasUses(sealId)),
    lastUseOn: (sealId, sha256) => reading((from) => from.lastUseOn(sealId, sha256)),
    usesOn: (sha256) => reading((from) => from.usesOn(sha256)),
    usesOfRuns: (prefix) => reading((from) => from.usesOfRuns(prefix)),
    isOutput: (path) => reading((from) => from.isOutput(path)),
    export: (filter) => reading((from) => from.export(filter)),
    interrupted: () => reading((from) => from.interrupted()),
    recoverInterrupted: (finished) => reading((from) => from.recoverInterrupted(finished)),
    recordRepair: (repair) => opened().recordRepair(repair),
    repairs: () => reading((from) => from.repairs()),
    together: (work) => opened().together(work),
    close: () => ledger?.close(),
  };
}
