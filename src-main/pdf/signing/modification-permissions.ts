import { PDFArray, type PDFDict, PDFHexString, PDFName, PDFNumber, type PDFObject, PDFString } from 'pdf-lib';
import { type PdfDocument, textOf } from '../file/document.ts';
import type { SignatureField, SignatureValue } from './signature-fields.ts';

/** What a signature permits to be changed after it. */
export interface ModificationPermissions {
  /** P of DocMDP or of the field's lock (ISO 32000-2, Table 257), the strictest; null where the signer said nothing. */
  readonly level: 1 | 2 | 3 | null;
  /** Whether the signature locks this form field (ISO 32000-2, 12.8.2.4 and Table 236). */
  locks(fieldName: string): boolean;
  /** Whether it locks fields that are not there yet. */
  readonly locksNewFields: boolean;
}

const name = (text: string) => PDFName.of(text);

function word(document: PdfDocument, object: PDFObject | undefined): string {
  const resolved = document.resolve(object);
  return resolved instanceof PDFName ? resolved.decodeText() : '';
}

/** P of DocMDP, of FieldMDP or of a lock. Anything but 2 and 3 is taken for the strictest. */
export function levelOf(document: PdfDocument, dict: PDFDict | undefined, otherwise: 2 | null): 1 | 2 | 3 | null {
  const value = document.resolve(dict?.get(name('P')));
  if (value === undefined) return otherwise;
  const level = value instanceof PDFNumber ? value.asNumber() : 1;
  return level === 2 || level === 3 ? level : 1;
}

/** Which fields a lock, or the parameters of FieldMDP, cover (ISO 32000-2, 12.8.2.4 and Table 236). Plain data. */
export interface FieldLock {
  readonly action: 'All' | 'Include' | 'Exclude';
  /** Names of fields, each for those below it as well. */
  readonly fields: readonly string[];
}

const everything: FieldLock = { action: 'All', fields: [] };

/** What a lock covers; one of which not all is understood covers everything. */
export function fieldLock(document: PdfDocument, object: PDFObject | undefined): FieldLock {
  const dict = document.dict(object);
  const action = word(document, dict?.get(name('Action')));
  if (action !== 'Include' && action !== 'Exclude') return everything;
  const items = document
    .array(dict?.get(name('Fields')))
    ?.asArray()
    .map((item) => document.resolve(item));
  const isUnderstood = items?.every((item) => item instanceof PDFString || item instanceof PDFHexString) ?? false;
  return isUnderstood && items ? { action, fields: items.map(textOf) } : everything;
}

/** Whether a lock covers the field of this name. */
export function isLockedBy({ action, fields }: FieldLock, fieldName: string): boolean {
  const isNamed = fields.some((one) => fieldName === one || fieldName.startsWith(`${one}.`));
  return action === 'All' || isNamed === (action === 'Include');
}

/** Whether a lock covers a field of a name that nobody knows yet. */
export const locksNewFields = ({ action }: FieldLock): boolean => action !== 'Include';

/** What /Reference of a signature says: the methods and their parameters. */
export function transformsOf(
  document: PdfDocument,
  signature: PDFDict | undefined,
): { readonly method: string; readonly parameters: PDFObject | undefined }[] {
  const references = document.resolve(signature?.get(name('Reference')));
  const items = references instanceof PDFArray ? references.asArray() : [references];
  return items.flatMap((item) => {
    const reference = document.dict(item);
    if (!reference) return [];
    const method = word(document, reference.get(name('TransformMethod')));
    return [{ method, parameters: reference.get(name('TransformParams')) }];
  });
}

/** Reads DocMDP, FieldMDP and the lock of a signed field. */
export function modificationPermissions(
  document: PdfDocument,
  { dict, value }: Pick<SignatureField, 'dict'> & { readonly value: Pick<SignatureValue, 'dict'> | null },
): ModificationPermissions {
  const levels: (1 | 2 | 3)[] = [];
  const locks: FieldLock[] = [];
  const take = (level: 1 | 2 | 3 | null) => {
    if (level !== null) levels.push(level);
  };
  for (const { method, parameters } of transformsOf(document, value?.dict)) {
    if (method === 'DocMDP') take(levelOf(document, document.dict(parameters), 2));
    if (method !== 'FieldMDP') continue;
    locks.push(fieldLock(document, parameters));
    take(levelOf(document, document.dict(parameters), null));
  }
  if (dict.has(name('Lock'))) {
    const lock = dict.get(name('Lock'));
    locks.push(fieldLock(document, lock));
    take(levelOf(document, document.dict(lock), null));
  }
  const strictest = [1, 2, 3] as const;
  return {
    level: strictest.find((level) => levels.includes(level)) ?? null,
    locks: (fieldName) => locks.some((lock) => isLockedBy(lock, fieldName)),
    locksNewFields: locks.some(locksNewFields),
  };
}
