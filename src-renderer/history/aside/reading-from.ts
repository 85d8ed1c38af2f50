import { createContext, useContext } from 'react';
import type { Bridge, HistoryCheck, MethodInput, MethodName } from '../../../src-main/contract/index.ts';

/** Asked of a ledger, and of another one as well. */
const ofLedger: ReadonlySet<MethodName> = new Set<MethodName>([
  'history.list',
  'history.get',
  'history.files',
  'history.life',
  'history.events',
  'history.counts',
  'history.receiptOf',
]);

/** The way to the core for what shows a ledger that was set aside: all that is asked of a ledger is asked of that one. */
export const readingFrom = (bridge: Bridge, ledger: string): Bridge => ({
  ...bridge,
  call: <M extends MethodName>(method: M, input: MethodInput<M>) =>
    bridge.call(method, ofLedger.has(method) && typeof input === 'object' ? { ...input, ledger } : input),
});

/** What the check of a ledger that was set aside found; null: it is the current one, or not checked yet. */
export const LedgerCheckContext = createContext<HistoryCheck | null>(null);
export const useLedgerCheck = () => useContext(LedgerCheckContext);
