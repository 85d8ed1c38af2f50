import { type PDFDict, PDFName, PDFNumber, type PDFObject } from 'pdf-lib';
import { AppError } from '../../contract/index.ts';
import type { PdfDocument } from '../file/document.ts';
import { fieldLock } from './modification-permissions.ts';
import type { SignatureField } from './signature-fields.ts';

const name = (text: string) => PDFName.of(text);

function word(document: PdfDocument, object: PDFObject | undefined): string {
  const resolved = document.resolve(object);
  return resolved instanceof PDFName ? resolved.asString().slice(1) : '';
}

function permissionLevel(document: PdfDocument, parameters: PDFDict | undefined, otherwise: number): number {
  const level = document.resolve(parameters?.get(name('P')));
  return level instanceof PDFNumber ? level.asNumber() : otherwise;
}

function transforms(document: PdfDocument, signature: PDFDict): { method: string; parameters: PDFDict | undefined }[] {
  const references = document.array(signature.get(name('Reference')))?.asArray() ?? [];
  return references.flatMap((item) => {
    const reference = document.dict(item);
    if (!reference) return [];
    const parameters = document.dict(reference.get(name('TransformParams')));
    return [{ method: word(document, reference.get(name('TransformMethod'))), parameters }];
  });
}

/** Whether this signature certifies the document and allows no change after it (ISO 32000-2, 12.8.2.2). */
function forbidsChanges(document: PdfDocument, signature: PDFDict): boolean {
  return transforms(document, signature).some(
    ({ method, parameters }) => method === 'DocMDP' && permissionLevel(document, parameters, 2) === 1,
  );
}

/** The fields of a stamp. */
export interface StampedFields {
  /** Those that the file brings, by their names. */
  readonly filled: readonly string[];
  /** Whether there are others, which are made. */
  readonly addsFields: boolean;
}

/**
 * Refuses to sign where an earlier signature forbids it: DocMDP with P 1 (ISO 32000-2, 12.8.2.2), FieldMDP or a field lock (12.8.2.4,
 * 12.7.5.5) that covers a field to be signed, or where one is added, fields that it does not name. Also refuses dynamic XFA, which has no pages to seal, and a
 * document whose encryption permissions deny it. Throws PDF_CERTIFIED, PDF_LOCKED, PDF_XFA_DYNAMIC, PDF_PERMISSION_DENIED,
 * PDF_INTEGRITY_PROTECTED.
 */
export function assertMayStamp(
  document: PdfDocument,
  fields: readonly SignatureField[],
  { filled, addsFields }: StampedFields = { filled: [], addsFields: true },
): void {
  // ISO/TS 32004: a code over the whole file, made with the key of the encryption, which an update would have to renew.
  if (document.xref.sections.some(({ trailer }) => trailer.has(name('AuthCode')))) {
    throw new AppError('PDF_INTEGRITY_PROTECTED');
  }
  if (document.security && !document.security.mayStamp) throw new AppError('PDF_PERMISSION_DENIED');
  if (document.resolve(document.catalog.get(name('NeedsRendering')))?.toString() === 'true') {
    throw new AppError('PDF_XFA_DYNAMIC');
  }
  const isLocked = (lock: PDFDict | undefined) => {
    // "Exclude" locks every field that it does not name, so a new one too.
    const isForNew = word(document, lock?.get(name('Action'))) !== 'Include';
    if (addsFields && isForNew) return true;
    const locks = lock ? fieldLock(document, lock) : () => true;
    return filled.some(locks);
  };
  const permissions = document.dict(document.catalog.get(name('Perms')));
  const certifying = document.dict(permissions?.get(name('DocMDP')));
  const signatures = fields.flatMap(({ value }) => (value ? [value.dict] : []));
  for (const signature of certifying ? [certifying, ...signatures] : signatures) {
    if (forbidsChanges(document, signature)) throw new AppError('PDF_CERTIFIED');
    for (const { method, parameters } of transforms(document, signature)) {
      if (method === 'FieldMDP') {
        if (isLocked(parameters) || permissionLevel(document, parameters, 2) === 1) throw new AppError('PDF_LOCKED');
      }
    }
  }
  for (const { dict, value } of fields) {
    const lock = document.dict(dict.get(name('Lock')));
    if (!value || !lock) continue;
    if (isLocked(lock) || permissionLevel(document, lock, 2) === 1) throw new AppError('PDF_LOCKED');
  }
}

/** Whether viewers are told to redraw form fields themselves, in which case some do not show a seal's appearance. */
export function needsAppearances(document: PdfDocument): boolean {
  const form = document.dict(document.catalog.get(name('AcroForm')));
  return document.resolve(form?.get(name('NeedAppearances')))?.toString() === 'true';
}
