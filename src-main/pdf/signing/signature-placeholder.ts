import { type PDFArray, PDFHexString, PDFNumber, type PDFRef, PDFString } from 'pdf-lib';
import { damaged } from '../file/damage.ts';
import type { PdfDocument } from '../file/document.ts';
import { arrayOf, type Revision } from './revision.ts';

/** A revision with a signature whose Contents is still zero. Positions count from the file's first byte. */
export interface UnsignedRevision {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly byteRange: readonly [0, number, number, number];
}

/** ISO 32000-2, 7.9.4, in UTC. */
export function dateString(date: Date): PDFString {
  const digits = date.toISOString().replace(/[-:T]/g, '').slice(0, 14);
  return PDFString.of(`D:${digits}Z00'00'`);
}

/** Of a signature dictionary: room for the byteRange, and for `contentsBytes` of DER. */
export function emptySignatureEntries(
  document: PdfDocument,
  contentsBytes: number,
): { ByteRange: PDFArray; Contents: PDFHexString } {
  // Every position that the byteRange can hold is below this number, so its digits are enough for each.
  const positionDigits = Math.max(10, String(document.source.sizeBytes + contentsBytes * 4 + (1 << 26)).length);
  const widestPosition = PDFNumber.of(10 ** positionDigits - 1);
  return {
    ByteRange: arrayOf([PDFNumber.of(0), widestPosition, widestPosition, widestPosition]),
    Contents: PDFHexString.of('0'.repeat(contentsBytes * 2)),
  };
}

/** Writes the revision with the byteRange of `signature` filled in, which has `emptySignatureEntries`. Throws PDF_DAMAGED. */
export function writeWithByteRange(
  document: PdfDocument,
  revision: Revision,
  signature: PDFRef,
  contentsBytes: number,
): UnsignedRevision {
  const start = document.source.sizeBytes;
  const written = revision.write();
  const bytes = Buffer.from(written.bytes.buffer, written.bytes.byteOffset, written.bytes.length);
  const at = written.positionOf(signature);
  const byteRangeAt = bytes.indexOf('/ByteRange [', at, 'latin1');
  const byteRangeEnd = bytes.indexOf(']', byteRangeAt, 'latin1');
  const contentsAt = bytes.indexOf('/Contents <', at, 'latin1') + '/Contents '.length;
  if (byteRangeAt < at || contentsAt < byteRangeAt) {
    throw damaged('the signature dictionary was not written as expected');
  }
  const gapStart = start + contentsAt;
  const gapEnd = gapStart + contentsBytes * 2 + 2;
  const byteRange = [0, gapStart, gapEnd, start + bytes.length - gapEnd] as const;
  bytes.write(`/ByteRange [${byteRange.join(' ')}`.padEnd(byteRangeEnd - byteRangeAt), byteRangeAt, 'latin1');
  return { bytes, start, byteRange };
}

/** The revision with the DER of the signature in its Contents. Throws when it does not fit. */
export function fillContents(revision: UnsignedRevision, der: Uint8Array): Uint8Array {
  const [, gapStart, gapEnd] = revision.byteRange;
  const room = (gapEnd - gapStart - 2) / 2;
  if (der.length > room) throw new Error(`a signature of ${der.length} bytes does not fit into ${room}`);
  const filled = Buffer.from(revision.bytes);
  filled.write(Buffer.from(der).toString('hex'), gapStart - revision.start + 1, 'latin1');
  return filled;
}
