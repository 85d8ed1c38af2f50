import type { RaisedWarning } from '../../contract/index.ts';
import type { DocumentPrecautions } from '../../pdf/index.ts';

/** What is put on a document. */
interface Put {
  /** A seal is a picture, which is transparent. */
  readonly isTransparent: boolean;
  /** A signature is a SES_Signature of GB/T 38540. */
  readonly isNational: boolean;
}

/** ISO 19005-2 and -3, 6.4.3: the signature is a PKCS #7 object. */
const partsWithPkcs7: readonly (number | null)[] = [2, 3];

/** What of a document is to be known, and what the stamp costs it. */
export function checkDocument(
  {
    needsAppearances,
    pdfA,
    losesPdfUa,
    isEncrypted,
    mayPrint,
  }: Omit<DocumentPrecautions, 'found' | 'emptyFields' | 'pages' | 'pageCount'>,
  { isTransparent, isNational }: Put,
): RaisedWarning[] {
  const found: RaisedWarning[] = [];
  if (isTransparent && pdfA === 1) found.push({ code: 'pdf-a-1-transparency', values: {} });
  if (isNational && pdfA !== null && partsWithPkcs7.includes(pdfA)) {
    found.push({ code: 'pdf-a-signature-form', values: { part: pdfA } });
  }
  if (losesPdfUa) found.push({ code: 'pdf-ua-structure', values: {} });
  if (needsAppearances) found.push({ code: 'form-needs-appearances', values: {} });
  if (isEncrypted) found.push({ code: 'encrypted', values: {} });
  if (!mayPrint) found.push({ code: 'printing-forbidden', values: {} });
  return found;
}
