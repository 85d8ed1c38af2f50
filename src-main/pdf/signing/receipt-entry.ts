import { PDFName, type PDFObject } from 'pdf-lib';
import { emptyReceiptText, type Receipt, readReceiptText, receiptText } from '../../contract/index.ts';
import { damaged } from '../file/damage.ts';
import type { UnsignedRevision } from './signature-placeholder.ts';

/**
 * Where a signature dictionary of ours says which event of which ledger it belongs to. A name (ISO 32000-2, 7.3.5): strings are encrypted in an
 * encrypted document, names never are, so that the receipt can be filled in when the rest is written.
 */
export const receiptKey = 'XXQianyin_Receipt';

/** Room for a receipt in a signature dictionary. */
export const emptyReceiptEntry = (): PDFName => PDFName.of(emptyReceiptText);

/** The receipt in an entry; null where there is none, or nothing that is one. */
export const readReceipt = (entry: PDFObject | undefined): Receipt | null =>
  entry instanceof PDFName ? readReceiptText(entry.decodeText()) : null;

/**
 * The revision with the receipt in its room, which is right behind the Contents: the same text elsewhere, in what a person entered, is no room.
 * @throws AppError PDF_DAMAGED where there is none
 */
export function fillReceipt<R extends UnsignedRevision>(revision: R, receipt: Receipt): R {
  const before = `\n/${receiptKey} /`;
  const room = Buffer.from(before + emptyReceiptText, 'latin1');
  const [, , gapEnd] = revision.byteRange;
  const at = gapEnd - revision.start;
  const bytes = Buffer.from(revision.bytes);
  if (!bytes.subarray(at, at + room.length).equals(room)) throw damaged('there is no room for the receipt');
  bytes.write(receiptText(receipt), at + before.length, 'latin1');
  return { ...revision, bytes };
}
