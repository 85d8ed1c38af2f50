export { isDatabaseAddress } from './address.ts';
export { type AuditRequest, collectInto, ledgersIn } from './audit.ts';
export {
  type Collected,
  type CollectedLedger,
  type CollectedPackage,
  type CollectedState,
  refusedStates,
} from './collected.ts';
