import type { Receipt, ReceiptAnswer } from '../contract/index.ts';
import type { Ledger } from './ledger.ts';

/**
 * How a receipt stands to a ledger: whether the very event is there, and the use that it began. `signers` are the certificates that signed with
 * it: anybody can copy a receipt into a signature of his own.
 */
export function standingOf(
  { ledger: id, number, hash }: Receipt,
  ledger: Pick<Ledger, 'id' | 'head' | 'hashOf' | 'intentAt'>,
  signers?: readonly string[],
): ReceiptAnswer {
  if (ledger.id() !== id) return { state: 'elsewhere', seq: null };
  if (number > ledger.head().number) return { state: 'beyond', seq: null };
  if (ledger.hashOf(number) !== hash) return { state: 'differs', seq: null };
  const intent = ledger.intentAt(number, hash);
  const isSigners = !signers || (intent !== null && signers.includes(intent.certificateFingerprint));
  return intent && isSigners ? { state: 'row', seq: intent.seq } : { state: 'differs', seq: null };
}
