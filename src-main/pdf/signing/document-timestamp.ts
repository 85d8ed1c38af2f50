import { randomBytes } from 'node:crypto';
import { PDFHexString, PDFName, PDFNumber } from 'pdf-lib';
import type { PdfDocument } from '../file/document.ts';
import { readPage } from '../pages/pages.ts';
import { addToForm, addToPage } from './form-additions.ts';
import { dictionary, numbers, Revision } from './revision.ts';
import type { SignatureValue } from './signature-fields.ts';
import { emptySignatureEntries, type UnsignedRevision, writeWithByteRange } from './signature-placeholder.ts';

const name = (text: string) => PDFName.of(text);
const subFilter = 'ETSI.RFC3161';

/** Annotation flags Hidden, Print and Locked (ISO 32000-2, Table 167). */
const hiddenPrintAndLocked = 2 + 4 + 128;

/** Whether /Contents is a timestamp token over what the byteRange covers (ISO 32000-2, 12.8.5), and no one's consent. */
export const isDocumentTimestamp = (value: Pick<SignatureValue, 'subFilter'>): boolean => value.subFilter === subFilter;

/**
 * Builds the revision that holds a document timestamp (ISO 32000-2, 12.8.5) in a field that is not seen, with the byteRange filled in
 * and room for `contentsBytes` of the token. Throws PDF_DAMAGED, PDF_NO_PAGES.
 */
export function buildDocumentTimestampRevision(document: PdfDocument, contentsBytes: number): UnsignedRevision {
  const page = readPage(document, 1);
  const revision = new Revision(document);
  const timestamp = revision.add(
    dictionary({
      Type: name('DocTimeStamp'),
      Filter: name('Adobe.PPKLite'),
      SubFilter: name(subFilter),
      ...emptySignatureEntries(document, contentsBytes),
    }),
  );
  const field = revision.add(
    dictionary({
      Type: name('Annot'),
      Subtype: name('Widget'),
      FT: name('Sig'),
      T: PDFHexString.fromText(`Timestamp_${randomBytes(6).toString('hex')}`),
      V: timestamp,
      F: PDFNumber.of(hiddenPrintAndLocked),
      P: page.ref,
      Rect: numbers([0, 0, 0, 0]),
    }),
  );
  addToPage(document, revision, page.ref, page.dict, [field]);
  addToForm(document, revision, [field]);
  return writeWithByteRange(document, revision, timestamp, contentsBytes);
}
