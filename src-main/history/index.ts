export { toCsv } from './csv.ts';
export { createHistoryHandlers } from './handlers.ts';
export {
  type HistoryIntent,
  type Ledger,
  openLedger,
  type Repair,
  type SealUseOfRun,
  type Settlement,
} from './ledger.ts';
export { openTolerantLedger } from './tolerant-ledger.ts';
export { hasEnded, thisWriter } from './writer.ts';
