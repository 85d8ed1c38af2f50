import { AppError, type HandlersOf, type Language, type Seal } from '../contract/index.ts';
import { toCsv } from './csv.ts';
import type { Ledger } from './ledger.ts';
import { ledgerFiles } from './ledger-files.ts';
import { standingOf } from './receipts.ts';

export interface HistoryContext {
  readonly ledger: Ledger;
  readonly ledgerPath: string;
  /** Of the table that is exported. */
  language(): Language;
  operator(): string;
  /** @throws AppError SEAL_NOT_FOUND */
  seal(sealId: string): Pick<Seal, 'id' | 'name'>;
}

/** The contract's `history.*` methods. */
export function createHistoryHandlers({
  ledger,
  ledgerPath,
  language,
  operator,
  seal,
}: HistoryContext): HandlersOf<'history'> {
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
    async 'history.export'({ filter }) {
      const rows = [...ledger.export(filter)];
      const day = new Date().toISOString().slice(0, 10);
      return { fileName: `用印记录_${day}.csv`, content: toCsv(rows, language()), rowCount: rows.length };
    },
  };
}
