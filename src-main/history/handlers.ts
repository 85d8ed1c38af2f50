import { AppError, type HandlersOf } from '../contract/index.ts';
import { createHistoryWork, type HistoryWorkContext } from './work-handlers.ts';

/** The contract's `history.*` methods. */
export function createHistoryHandlers(context: HistoryWorkContext): HandlersOf<'history'> {
  const { ledger } = context;
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
    ...createHistoryWork(context),
  };
}
