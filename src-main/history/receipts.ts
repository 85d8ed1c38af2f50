import type { Receipt, ReceiptAnswer } from '../contract/index.ts';
import type { Ledger } from './ledger.ts';

/** How a receipt stands to a ledger: whether the very event is there, and the use that it began. */
export function standingOf(
  { ledger: id, number, hash }: Receipt,
  ledger: Pick<Ledger, 'id' | 'head' | 'hashOf' | 'seqOfEvent'>,
): ReceiptAnswer {
  if (ledger.id() !== id) return { state: 'elsewhere', seq: null };
  if (number > ledger.head().number) return { state: 'beyond', seq: null };
  if (ledger.hashOf(number) !== hash) return { state: 'differs', seq: null };
  const seq = ledger.seqOfEvent(number, hash);
  return seq === null ? { state: 'differs', seq } : { state: 'row', seq };
}
