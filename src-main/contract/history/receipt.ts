import { z } from 'zod';
import { chainHash, ledgerId } from './event.ts';

/** What a stamped file says of its row in the ledger that made it. */
export const receipt = z.object({ ledger: ledgerId, number: z.number().int().min(1), hash: chainHash });
export type Receipt = z.infer<typeof receipt>;

/** `row`: this machine's ledger has the very event. `differs`: it has another under the number. `beyond`: it ends before. `elsewhere`: another ledger's. */
export const receiptState = z.enum(['row', 'differs', 'beyond', 'elsewhere', 'unknown']);
export type ReceiptState = z.infer<typeof receiptState>;

/** What `history.receipt` answers: how a receipt stands to this machine's ledger, and the use that it proves. */
export const receiptAnswer = z.object({
  state: receiptState,
  seq: z.number().int().nullable().describe('of the use, where its row is here'),
});
export type ReceiptAnswer = z.infer<typeof receiptAnswer>;

const form = /^1\.([0-9a-f]{32})\.([0-9]{10})\.([0-9a-f]{64})$/;

/** A receipt as signatures carry it: `1.LEDGER.NUMBER.HASH`, always of the same length. */
export const receiptText = ({ ledger, number, hash }: Receipt): string =>
  `1.${ledger}.${String(number).padStart(10, '0')}.${hash}`;

/** As long as any other, and none. */
export const emptyReceiptText = receiptText({ ledger: '0'.repeat(32), number: 0, hash: '0'.repeat(64) });

/** The receipt that a text holds, null where it is none. */
export function readReceiptText(text: string): Receipt | null {
  const [, ledger, digits, hash] = form.exec(text) ?? [];
  return receipt.safeParse({ ledger, number: Number(digits), hash }).data ?? null;
}
