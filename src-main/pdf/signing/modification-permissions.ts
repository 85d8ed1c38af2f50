import { type PDFDict, PDFName, PDFNumber, type PDFObject } from 'pdf-lib';
import { type PdfDocument, textOf } from '../file/document.ts';
import type { SignatureField } from './signature-fields.ts';

/** What a signature permits to be changed after it. */
export interface ModificationPermissions {
  /** P of DocMDP or of the field's lock (ISO 32000-2, Table 257), the strictest; null where the signer said nothing. */
  readonly level: 1 | 2 | 3 | null;
  /** Whether the signature locks this form field (ISO 32000-2, 12.8.2.4 and Table 236). */
  locks(fieldName: string): boolean;
}

const name = (text: string) => PDFName.of(text);

function word(document: PdfDocument, object: PDFObject | undefined): string {
  const resolved = document.resolve(object);
  return resolved instanceof PDFName ? resolved.decodeText() : '';
}

/** Anything but 2 and 3 is taken for the strictest. */
function levelOf(document: PdfDocument, dict: PDFDict | undefined, otherwise: 2 | null): 1 | 2 | 3 | null {
  const value = document.resolve(dict?.get(name('P')));
  if (value === undefined) return otherwise;
  const level = value instanceof PDFNumber ? value.asNumber() : 1;
  return level === 2 || level === 3 ? level : 1;
}

/** Which fields a lock, or the parameters of FieldMDP, cover (ISO 32000-2, 12.8.2.4 and Table 236). */
export function fieldLock(document: PdfDocument, dict: PDFDict): (fieldName: string) => boolean {
  const action = word(document, dict.get(name('Action')));
  const named = (document.array(dict.get(name('Fields')))?.asArray() ?? []).map((item) =>
    textOf(document.resolve(item)),
  );
  const isNamed = (fieldName: string) => named.some((one) => fieldName === one || fieldName.startsWith(`${one}.`));
  if (action === 'Include') return isNamed;
  if (action === 'Exclude') return (fieldName) => !isNamed(fieldName);
  return () => true;
}

/** Reads DocMDP, FieldMDP and the lock of a signed field. */
export function modificationPermissions(document: PdfDocument, field: SignatureField): ModificationPermissions {
  const levels: (1 | 2 | 3)[] = [];
  const locks: ((fieldName: string) => boolean)[] = [];
  const take = (level: 1 | 2 | 3 | null) => {
    if (level !== null) levels.push(level);
  };
  for (const item of document.array(field.value?.dict.get(name('Reference')))?.asArray() ?? []) {
    const reference = document.dict(item);
    const parameters = document.dict(reference?.get(name('TransformParams')));
    const method = word(document, reference?.get(name('TransformMethod')));
    if (method === 'DocMDP') take(levelOf(document, parameters, 2));
    if (method === 'FieldMDP' && parameters) {
      locks.push(fieldLock(document, parameters));
      take(levelOf(document, parameters, null));
    }
  }
  const lock = document.dict(field.dict.get(name('Lock')));
  if (lock) {
    locks.push(fieldLock(document, lock));
    take(levelOf(document, lock, null));
  }
  const strictest = [1, 2, 3] as const;
  return {
    level: strictest.find((level) => levels.includes(level)) ?? null,
    locks: (fieldName) => locks.some((isLocked) => isLocked(fieldName)),
  };
}
