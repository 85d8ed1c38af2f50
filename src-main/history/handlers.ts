import { AppError, type HandlersOf, type Language } from '../contract/index.ts';
import { toCsv } from './csv.ts';
import type { Ledger } from './ledger.ts';
import { createEvidence, type EvidenceContext } from './thread/evidence.ts';

export interface HistoryContext extends EvidenceContext {
  readonly ledger: Ledger;
  /** Of the table that is exported. */
  language(): Language;
}

/** The contract's `history.*` methods. */
export function createHistoryHandlers(context: HistoryContext): HandlersOf<'history'> {
  const { ledger, language } = context;
  const evidence = createEvidence(context);
  return {
    async 'history.list'(request) {
      return ledger.list(request);
    },
    async 'history.get'({ seq }) {
      const row = ledger.get(seq);
      if (!row) throw new AppError('INVALID_INPUT', { detail: `seq ${seq}` });
      return row;
    },
    async 'history.repairs'() {
      return ledger.repairs();
    },
    async 'history.export'({ filter }) {
      const rows = [...ledger.export(filter)];
      const day = new Date().toISOString().slice(0, 10);
      return { fileName: `用印记录_${day}.csv`, content: toCsv(rows, language()), rowCount: rows.length };
    },
    async 'history.check'(request) {
      return evidence.check(request);
    },
    async 'history.package'(request) {
      return evidence.pack(request);
    },
    async 'history.cancel'({ runId }) {
      evidence.cancel(runId);
      return null;
    },
  };
}
