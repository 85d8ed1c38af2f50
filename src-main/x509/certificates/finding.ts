import type { Finding } from '../../contract/index.ts';

/** A finding as a value. `reason` is the stable word, `values` fill its sentence, `evidence` is for the expert. */
export function finding(
  code: Finding['code'],
  state: Finding['state'],
  reason: string,
  values: Finding['values'] = {},
  evidence?: string,
): Finding {
  return { code, state, reason, values, ...(evidence === undefined ? {} : { evidence }) };
}

/** Fewer bits are named weak (ETSI TS 119 312). */
const weakRsaBits = 2048;
/** Fewer have been factored by people without a state behind them (RSA-768 in 2009, RSA-829 in 2020). */
const brokenRsaBits = 1024;

/** Whether a hash or an RSA key is too weak to be relied upon. */
export const isWeakHash = (hash: string): boolean => hash === 'sha1';
export const isWeakRsa = (bits: number): boolean => bits < weakRsaBits;
export const isBrokenRsa = (bits: number): boolean => bits < brokenRsaBits;
