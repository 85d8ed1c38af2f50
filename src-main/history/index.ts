export type { CheckedEvent } from './check/checked-event.ts';
export { checkPackageFile, type PackageTaker, readPackageManifest } from './check/package-check.ts';
export {
  checkpointStatement,
  isCheckpointDue,
  readStatement,
  recordCheckpoint,
  standingOfHead,
} from './checkpoints.ts';
export { canonicalJson, type Json } from './events/canonical.ts';
export { type ChainedEvent, hashOf, readContent } from './events/event.ts';
export { rowOfIntent, settlementOf, type UseRow } from './events/use-events.ts';
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
export type { Manifest } from './package/manifest.ts';
export type { EventData } from './store/chain.ts';
export { openTolerantLedger } from './tolerant-ledger.ts';
