import type { Finding, FindingReason, FindingValueName, FindingValues } from '../../contract/index.ts';

type FindingDetails<Reason extends FindingReason> = [FindingValueName<Reason>] extends [never]
  ? [values?: FindingValues<Reason>, evidence?: string]
  : [values: FindingValues<Reason>, evidence?: string];

/** A finding as a value. `reason` is the stable word, `values` fill its sentence, `evidence` is for the expert. */
export function finding<const Reason extends FindingReason>(
  code: Finding['code'],
  state: Finding['state'],
  reason: Reason,
  ...[values, evidence]: FindingDetails<Reason>
): Finding {
  return { code, state, reason, values: { ...values }, ...(evidence === undefined ? {} : { evidence }) };
}

/** Fewer bits are named weak (ETSI TS 119 312). */
const weakRsaBits = 2048;
/** Fewer have been factored by people without a state behind them (RSA-768 in 2009, RSA-829 in 2020). */
const brokenRsaBits = 1024;

/** Whether a hash or an RSA key is too weak to be relied upon. */
export const isWeakHash = (hash: string): boolean => hash === 'sha1';
export const isWeakRsa = (bits: number): boolean => bits < weakRsaBits;
export const isBrokenRsa = (bits: number): boolean => bits < brokenRsaBits;
