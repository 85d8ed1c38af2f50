export { toCsv } from './csv.ts';
export { type HistoryIntent, type Ledger, openLedger, type Settlement } from './ledger.ts';
