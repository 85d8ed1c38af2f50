import {
  AppError,
  type HandlersOf,
  type HistoryRow,
  type RecordedFilesProgress,
  type Seal,
} from '../contract/index.ts';
import { archiveHistory, archiveStateOf, removeArchived } from './archive/archive.ts';
import { backUp, restore } from './backup/backup.ts';
import { lifeOf } from './document/life.ts';
import { lookAtFiles } from './document/recorded-files.ts';
import { ledgerFiles } from './ledger-files.ts';
import { standingOf } from './receipts.ts';
import { createEvidence, type EvidenceContext } from './thread/evidence.ts';
import type { ReplaceableLedger } from './tolerant-ledger.ts';
import { createHistoryWork, type HistoryWorkContext } from './work-handlers.ts';

export interface HistoryContext extends EvidenceContext, HistoryWorkContext {
  readonly ledger: ReplaceableLedger;
  readonly ledgerPath: string;
  operator(): string;
  /** Whether the keeper wants the record archived each year. */
  isArchivedYearly(): boolean;
  /** @throws AppError SEAL_NOT_FOUND */
  seal(sealId: string): Pick<Seal, 'id' | 'name'>;
  onFilesProgress(progress: RecordedFilesProgress): void;
}

/** The contract's `history.*` methods. */
export function createHistoryHandlers(context: HistoryContext): HandlersOf<'history'> {
  const { ledger, ledgerPath, operator, seal, onFilesProgress } = context;
  const evidence = createEvidence(context);
  const work = createHistoryWork(context);
  const checkOf = (runId: string) => (path: string) => evidence.check({ runId, path });
  const archiving = { ledger, ledgerPath, evidence, operator };
  const looking = new Map<string, AbortController>();

  function rowOf(seq: number): HistoryRow {
    const row = ledger.get(seq);
    if (!row) throw new AppError('INVALID_INPUT', { detail: `seq ${seq}` });
    return row;
  }

  return {
    async 'history.list'(request) {
      return ledger.list(request);
    },
    async 'history.get'({ seq }) {
      return rowOf(seq);
    },
    async 'history.files'({ seq, runId }) {
      if (looking.has(runId)) throw new AppError('INVALID_INPUT', { detail: `runId ${runId}` });
      const controller = new AbortController();
      looking.set(runId, controller);
      try {
        return await lookAtFiles(rowOf(seq), {
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
    async 'history.life'({ seq }) {
      return lifeOf(rowOf(seq), ledger);
    },
    async 'history.events'(request) {
      return ledger.events(request);
    },
    async 'history.counts'(request) {
      return evidence.count(request);
    },
    async 'history.receiptOf'({ seq }) {
      const { intentNumber } = rowOf(seq);
      const hash = ledger.hashOf(intentNumber);
      if (hash === null) throw new AppError('HISTORY_DAMAGED', {}, { detail: `event ${intentNumber}` });
      return { ledger: ledger.id(), number: intentNumber, hash };
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
      return backUp({ ledger, check: checkOf(runId) }, request);
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
    async 'history.cancel'(request) {
      evidence.cancel(request.runId);
      return work['history.cancel'](request);
    },
  };
}
