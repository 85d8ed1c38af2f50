export {
  checkpointStatement,
  isCheckpointDue,
  readStatement,
  recordCheckpoint,
  standingOfHead,
} from './checkpoints.ts';
export { toCsv } from './csv.ts';
export { hasEnded, thisWriter } from './events/writer.ts';
export { createHistoryHandlers } from './handlers.ts';
export {
  type BegunUse,
  type HistoryIntent,
  type Ledger,
  openLedger,
  type Repair,
  type SealUseOfRun,
  type Settlement,
} from './ledger.ts';
export type { EventData } from './store/chain.ts';
export { openTolerantLedger } from './tolerant-ledger.ts';
