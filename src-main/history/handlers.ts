import { AppError, type HandlersOf, type Seal } from '../contract/index.ts';
import { backUp, restore } from './backup/backup.ts';
import { ledgerFiles } from './ledger-files.ts';
import { standingOf } from './receipts.ts';
import { createEvidence, type EvidenceContext } from './thread/evidence.ts';
import type { ReplaceableLedger } from './tolerant-ledger.ts';
import { createHistoryWork, type HistoryWorkContext } from './work-handlers.ts';

export interface HistoryContext extends EvidenceContext, HistoryWorkContext {
  readonly ledger: ReplaceableLedger;
  readonly ledgerPath: string;
  operator(): string;
  /** @throws AppError SEAL_NOT_FOUND */
  seal(sealId: string): Pick<Seal, 'id' | 'name'>;
}

/** The contract's `history.*` methods. */
export function createHistoryHandlers(context: HistoryContext): HandlersOf<'history'> {
  const { ledger, ledgerPath, operator, seal } = context;
  const evidence = createEvidence(context);
  const work = createHistoryWork(context);
  const checkOf = (runId: string) => (path: string) => evidence.check({ runId, path });
  return {
    async 'history.list'(request) {
      return ledger.list(request);
    },
    async 'history.get'({ seq }) {
      const row = ledger.get(seq);
      if (!row) throw new AppError('INVALID_INPUT', { detail: `seq ${seq}` });
      return row;
    },
    async 'history.events'(request) {
      return ledger.events(request);
    },
    async 'history.counts'({ by, filter }) {
      return ledger.counts(by, filter);
    },
    async 'history.receipt'(receipt) {
      return standingOf(receipt, ledger);
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
    ...work,
    async 'history.cancel'(request) {
      evidence.cancel(request.runId);
      return work['history.cancel'](request);
    },
  };
}
