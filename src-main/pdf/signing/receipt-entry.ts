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

/** The revision with the receipt in its room. @throws AppError PDF_DAMAGED where there is no room, or more than one */
export function fillReceipt<R extends UnsignedRevision>(revision: R, receipt: Receipt): R {
  const before = `/${receiptKey} /`;
  const room = before + emptyReceiptText;
  const bytes = Buffer.from(revision.bytes);
  const at = bytes.indexOf(room, 0, 'latin1');
  if (at < 0 || bytes.indexOf(room, at + 1, 'latin1') >= 0) throw damaged('there is no one room for the receipt');
  bytes.write(receiptText(receipt), at + before.length, 'latin1');
  return { ...revision, bytes };
}
