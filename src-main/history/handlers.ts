import { randomUUID } from 'node:crypto';
import {
  AppError,
  type HandlersOf,
  type HistoryRow,
  type RecordedFilesProgress,
  type Seal,
} from '../contract/index.ts';
import { archiveHistory, archiveStateOf, removeArchived } from './archive/archive.ts';
import { createOpenedLedgers } from './aside/opened-ledgers.ts';
import { backUp, restore } from './backup/backup.ts';
import { lifeOf } from './document/life.ts';
import { lookAtFiles } from './document/recorded-files.ts';
import { ledgerFiles } from './ledger-files.ts';
import { standingOf } from './receipts.ts';
import { createEvidence, type EvidenceContext } from './thread/evidence.ts';
import type { ReplaceableLedger } from './tolerant-ledger.ts';
import { createHistoryWork, type HistoryWorkContext } from './work-handlers.ts';

export interface HistoryContext extends Omit<EvidenceContext, 'folder'>, HistoryWorkContext {
  /** Of the data folder, for copies of ledgers that are looked into. */
  readonly copiesFolder: string;
  readonly ledger: ReplaceableLedger;
  readonly ledgerPath: string;
  operator(): string;
  /** Whether the keeper wants the record archived each year. */
  isArchivedYearly(): boolean;
  /** @throws AppError SEAL_NOT_FOUND */
  seal(sealId: string): Pick<Seal, 'id' | 'name'>;
  onFilesProgress(progress: RecordedFilesProgress): void;
}

/** The contract's `history.*` methods, and what ends them. */
export function createHistoryHandlers(context: HistoryContext): {
  readonly handlers: HandlersOf<'history'>;
  close(): void;
} {
  const { ledger, ledgerPath, operator, seal, onFilesProgress, language } = context;
  const { folder } = context.exports;
  const evidence = createEvidence({ ...context, folder });
  const others = createOpenedLedgers(context.copiesFolder, evidence.makeReadable);
  /** The ledger that is asked of. @throws AppError as `openLedger` */
  const readerOf = async (path: string | undefined) => (path === undefined ? ledger : others.reader(path));
  const work = createHistoryWork(context);
  const checkOf = (runId: string) => (path: string) => evidence.check({ runId, path });
  const archiving = { ledger, ledgerPath, evidence, folder, operator, language };
  const looking = new Map<string, AbortController>();

  function rowOf(seq: number, from: Pick<ReplaceableLedger, 'get'>): HistoryRow {
    const row = from.get(seq);
    if (!row) throw new AppError('INVALID_INPUT', { detail: `seq ${seq}` });
    return row;
  }

  const handlers: HandlersOf<'history'> = {
    async 'history.list'({ ledger: path, ...request }) {
      return (await readerOf(path)).list(request);
    },
    async 'history.get'({ seq, ledger: path }) {
      return rowOf(seq, await readerOf(path));
    },
    async 'history.files'({ seq, runId, ledger: path }) {
      if (looking.has(runId)) throw new AppError('INVALID_INPUT', { detail: `runId ${runId}` });
      const controller = new AbortController();
      looking.set(runId, controller);
      try {
        return await lookAtFiles(rowOf(seq, await readerOf(path)), {
          signal: controller.signal,
          onProgress: (doneBytes, totalBytes) => onFilesProgress({ runId, doneBytes, totalBytes }),
        });
      } catch (thrown) {
        if (controller.signal.aborted) return null;
        throw thrown;
      } finally {
        looking.delete(runId);
      }
    },
    async 'history.filesCancel'({ runId }) {
      looking.get(runId)?.abort();
      return null;
    },
    async 'history.life'({ seq, ledger: path }) {
      const from = await readerOf(path);
      return lifeOf(rowOf(seq, from), from);
    },
    async 'history.events'({ ledger: path, ...request }) {
      return (await readerOf(path)).events(request);
    },
    async 'history.counts'({ ledger: path, ...request }) {
      return path === undefined ? evidence.count(request) : (await readerOf(path)).counts(request.by, request.filter);
    },
    async 'history.receiptOf'({ seq, ledger: path }) {
      const from = await readerOf(path);
      const { intentNumber } = rowOf(seq, from);
      const hash = from.hashOf(intentNumber);
      if (hash === null) throw new AppError('HISTORY_DAMAGED', {}, { detail: `event ${intentNumber}` });
      return { ledger: from.id(), number: intentNumber, hash };
    },
    async 'history.receipt'({ signers, ...receipt }) {
      return standingOf(receipt, ledger, signers);
    },
    async 'history.handover'(given) {
      const { name } = seal(given.sealId);
      return ledger.record('handover', { ...given, sealName: name, operator: operator() });
    },
    async 'history.inspection'(given) {
      const sealNames = given.sealIds.map((id) => seal(id).name);
      return ledger.record('inspection', { ...given, sealNames, operator: operator() });
    },
    async 'history.ledgers'() {
      return ledgerFiles(ledgerPath);
    },
    async 'history.openLedger'({ runId, path }) {
      return evidence.run(runId, (turn) => others.open(path, turn));
    },
    async 'history.rebuild'() {
      ledger.rebuildLists();
      return null;
    },
    async 'history.repairs'() {
      return ledger.repairs();
    },
    async 'history.check'(request) {
      return evidence.check(request);
    },
    async 'history.backup'({ runId, ...request }) {
      return backUp({ ledger, check: checkOf(runId), folder, language }, request);
    },
    async 'history.restore'({ runId, ...request }) {
      return restore({ ledger, check: checkOf(runId) }, request, ledgerPath);
    },
    async 'history.package'(request) {
      return evidence.pack(request);
    },
    async 'history.archive'(request) {
      return archiveHistory(archiving, request);
    },
    async 'history.archiveState'() {
      return archiveStateOf(ledger, context.isArchivedYearly());
    },
    async 'history.archiveRemove'(request) {
      return removeArchived(archiving, request);
    },
    ...work,
    async 'history.export'(request) {
      // What a key vouches for is what the events say: lists that somebody changed are made anew first.
      const isSigned = request.signWith !== undefined;
      if (isSigned && !(await evidence.check({ runId: request.runId ?? randomUUID() })).chainWhole)
        throw new AppError('HISTORY_DAMAGED', {}, { detail: 'the record is not whole' });
      return work['history.export'](request);
    },
    async 'history.cancel'(request) {
      evidence.cancel(request.runId);
      return work['history.cancel'](request);
    },
  };
  return { handlers, close: others.close };
}
