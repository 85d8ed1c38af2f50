import { PDFName } from 'pdf-lib';
import { AppError } from '../../contract/index.ts';
import type { PdfDocument } from '../file/document.ts';
import {
  levelOf,
  type ModificationPermissions,
  modificationPermissions,
  transformsOf,
} from './modification-permissions.ts';
import type { SignatureField } from './signature-fields.ts';

const name = (text: string) => PDFName.of(text);

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
  const isLocked = ({ level, locks, locksNewFields }: ModificationPermissions) =>
    level === 1 || (addsFields && locksNewFields) || filled.some(locks);
  const permissions = document.dict(document.catalog.get(name('Perms')));
  const certifying = document.dict(permissions?.get(name('DocMDP')));
  const signed = fields.filter(({ value }) => value !== null);
  for (const field of certifying ? [...signed, { dict: certifying, value: { dict: certifying } }] : signed) {
    const forbids = transformsOf(document, field.value?.dict).some(
      ({ method, parameters }) => method === 'DocMDP' && levelOf(document, document.dict(parameters), 2) === 1,
    );
    if (forbids) throw new AppError('PDF_CERTIFIED');
    if (isLocked(modificationPermissions(document, field))) throw new AppError('PDF_LOCKED');
  }
}

/** Whether viewers are told to redraw form fields themselves, in which case some do not show a seal's appearance. */
export function needsAppearances(document: PdfDocument): boolean {
  const form = document.dict(document.catalog.get(name('AcroForm')));
  return document.resolve(form?.get(name('NeedAppearances')))?.toString() === 'true';
}
