import { existsSync, renameSync } from 'node:fs';
import { basename } from 'node:path';
import { AppError, type LedgerHead } from '../contract/index.ts';
import { type Ledger, openLedger } from './ledger.ts';
import type { EventData } from './store/chain.ts';
import { lastUseIn, readEnd } from './store/database.ts';
import { headPathOf, readHeadFile } from './store/head-file.ts';
import { identityOf, LedgerMoved } from './store/identity.ts';
import { mostUses } from './store/last-use.ts';
import { changingPlaces, holdWriting, moveToFreePlace, setAsidePath, undoHalfPutAside } from './store/places.ts';

/** What keeps a ledger from being written on for ever: a fresh one takes its place. */
const isLost = (thrown: unknown): thrown is AppError =>
  thrown instanceof AppError && (thrown.code === 'HISTORY_DAMAGED' || thrown.code === 'HISTORY_REPLACED');

/** It was put aside by another process at the very moment. */
const isMoved = (thrown: unknown) => thrown instanceof AppError && thrown.cause instanceof LedgerMoved;

/** What was given out last, as far as the ledger or the head beside it knows: the head may be anybody's. */
function lastUseKnown(ledgerPath: string, headOf = ledgerPath): number {
  const { use = 0 } = readHeadFile(headOf) ?? {};
  return Math.max(use < mostUses ? use : 0, lastUseIn(ledgerPath));
}

/** Empty where the ledger cannot be read. */
function lastTimeIn(path: string): string {
  try {
    return readEnd(path).standing.until;
  } catch {
    return '';
  }
}

/**
 * Puts the ledger aside and opens a fresh one that names it; where another process did so meanwhile, opens that.
 * @throws AppError HISTORY_UNAVAILABLE
 */
function succeed(path: string, why: AppError, lost: string | null): Ledger {
  return changingPlaces(path, () => {
    const now = identityOf(path);
    if (now !== null && now !== lost) return openLedger(path);
    const held = holdWriting(path);
    try {
      const aside = setAsidePath(path);
      held.put(aside);
      return openLedger(path, {
        lastUse: lastUseKnown(aside, path),
        reason: why.code === 'HISTORY_REPLACED' ? 'replaced' : 'damaged',
        setAside: basename(aside),
        detail: (why.detail ?? '').slice(0, 200).toWellFormed(),
      });
    } finally {
      held.release();
    }
  });
}

/** A ledger that another can take the place of. */
export interface ReplaceableLedger extends Ledger {
  /**
   * Puts a ledger, which is moved there, in the place of this one, which is kept aside. @throws AppError HISTORY_UNAVAILABLE; then this one is there
   * still, or aside
   */
  replaceWith(copy: string): void;
  /**
   * Begins a fresh ledger in the place of this one, whose last event is `head` and all of which is in the archive; it is kept. Gives the name of
   * its file. @throws AppError HISTORY_IN_USE where a use has no outcome, or there is a later event; HISTORY_UNAVAILABLE
   */
  archive(head: LedgerHead, archive: EventData): string;
}

/**
 * The ledger, for a program that has more to do than to stamp: where it cannot be opened, only whoever needs it is told
 * so, and it is tried again each time. One that is damaged, or an older copy, is put aside, and a fresh one names it: a seal can be used, and
 * its use is recorded.
 */
export function openTolerantLedger(path: string): ReplaceableLedger {
  let isTogether = false;
  let open: { readonly ledger: Ledger; readonly identity: string | null } | null = null;

  function openAnew(): Ledger {
    let ledger: Ledger;
    undoHalfPutAside(path);
    const found = identityOf(path);
    try {
      ledger = openLedger(path);
    } catch (thrown) {
      if (!isLost(thrown)) throw thrown;
      ledger = succeed(path, thrown, found);
    }
    open = { ledger, identity: identityOf(path) };
    return ledger;
  }

  const opened = (): Ledger => {
    if (!open) return openAnew();
    // Another process may have put it aside.
    if (identityOf(path) === open.identity) return open.ledger;
    open.ledger.close();
    open = null;
    return openAnew();
  };

  /** What is found damaged only when it is written to is put aside then. */
  function writing<T>(work: (to: Ledger) => T): T {
    // In a transaction of several, the transaction is put aside and begun anew.
    if (isTogether && open) return work(open.ledger);
    try {
      return work(opened());
    } catch (thrown) {
      if (isMoved(thrown)) return work(opened());
      if (!isLost(thrown)) throw thrown;
      const lost = open?.identity ?? identityOf(path);
      open?.ledger.close();
      open = null;
      const ledger = succeed(path, thrown, lost);
      open = { ledger, identity: identityOf(path) };
      return work(ledger);
    }
  }

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
    id: () => reading((from) => from.id()),
    head: () => reading((from) => from.head()),
    begin: (intents) => writing((to) => to.begin(intents)),
    // A use is settled where it was begun, or nowhere.
    settle: (seqs, settlement) => opened().settle(seqs, settlement),
    record: (kind, data) => writing((to) => to.record(kind, data)),
    list: (request) => reading((from) => from.list(request)),
    get: (seq) => reading((from) => from.get(seq)),
    events: (request) => reading((from) => from.events(request)),
    counts: (by, filter) => reading((from) => from.counts(by, filter)),
    contentOf: (number) => reading((from) => from.contentOf(number)),
    hashOf: (number) => reading((from) => from.hashOf(number)),
    intentAt: (number, hash) => reading((from) => from.intentAt(number, hash)),
    hasUses: (sealId) => reading((from) => from.hasUses(sealId)),
    lastUseOn: (sealId, sha256) => reading((from) => from.lastUseOn(sealId, sha256)),
    usesOn: (sha256) => reading((from) => from.usesOn(sha256)),
    usesOfRuns: (prefix) => reading((from) => from.usesOfRuns(prefix)),
    usesOfRun: (runId) => reading((from) => from.usesOfRun(runId)),
    rulesOf: (sealId) => reading((from) => from.rulesOf(sealId)),
    isOutput: (path) => reading((from) => from.isOutput(path)),
    export: (filter) => reading((from) => from.export(filter)),
    interrupted: () => reading((from) => from.interrupted()),
    recoverInterrupted: (finished, unfinished) => reading((from) => from.recoverInterrupted(finished, unfinished)),
    recordRepair: (repair) => writing((to) => to.recordRepair(repair)),
    repairs: () => reading((from) => from.repairs()),
    together: (work) =>
      writing((to) => {
        isTogether = true;
        try {
          return to.together(work);
        } finally {
          isTogether = false;
        }
      }),
    rebuildLists: () => writing((to) => to.rebuildLists()),
    copyTo: (copy) => reading((from) => from.copyTo(copy)),
    replaceWith(copy) {
      open?.ledger.close();
      open = null;
      changingPlaces(path, () => {
        // From here on no use can be begun in the former one that its successor would not know of.
        const held = holdWriting(path);
        try {
          const known = readHeadFile(path);
          const aside = existsSync(path) ? setAsidePath(path) : null;
          const { use: _, ...formerHead } = known ?? {};
          // Before it takes the place: whatever happens then, it says that it was restored, and gives no number out again.
          const restored = openLedger(copy);
          try {
            restored.record('restored', {
              setAside: aside === null ? null : basename(aside),
              formerHead: known ? formerHead : null,
              lastUse: lastUseKnown(path),
              // The clock may have been set back since.
              standing: { until: aside === null ? '' : lastTimeIn(path) },
            });
          } finally {
            restored.close();
          }
          if (aside !== null) held.put(aside);
        } finally {
          held.release();
        }
        moveToFreePlace(copy, path);
        renameSync(headPathOf(copy), headPathOf(path));
      });
      openAnew();
    },
    archive(head, archive) {
      open?.ledger.close();
      open = null;
      const file = changingPlaces(path, () => {
        const held = holdWriting(path);
        try {
          const end = readEnd(path);
          if (end.head.hash !== head.hash || end.pending > 0) throw new AppError('HISTORY_IN_USE');
          const kept = setAsidePath(path, 'archived');
          held.put(kept);
          openLedger(path, {
            predecessor: { ...head },
            lastUse: end.lastUse,
            reason: 'archived',
            setAside: basename(kept),
            archive,
            archivedSeals: [...end.seals],
            standing: { ...end.standing },
          }).close();
          return basename(kept);
        } finally {
          held.release();
        }
      });
      openAnew();
      return file;
    },
    close: () => open?.ledger.close(),
  };
}
