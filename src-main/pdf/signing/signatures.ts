import type { PDFRef } from 'pdf-lib';
import type { PdfDocument } from '../file/document.ts';
import { checkByteRange, readSignatureFields, type SignatureField, type SignatureValue } from './signature-fields.ts';

/** One signature, whatever the number of pictures that it has. */
export interface SignatureWithFields {
  readonly field: SignatureField;
  readonly value: SignatureValue;
  /** Further fields that have this very value and were there when it was made: one act of sealing, with a picture each. */
  readonly further: readonly SignatureField[];
}

/**
 * The signatures of a document in the order of its form. Fields that share a value are one signature as far as it covers them; a field that
 * borrows a value later is one of its own, for what came later to judge.
 */
export function readSignatures(document: PdfDocument): SignatureWithFields[] {
  const signatures: (SignatureWithFields & { further: SignatureField[]; coveredUntil: number | null })[] = [];
  const byValue = new Map<PDFRef, (typeof signatures)[number]>();
  for (const field of readSignatureFields(document)) {
    const { value } = field;
    if (!value) continue;
    const first = value.ref && byValue.get(value.ref);
    if (first && isCovered(document, field, first.coveredUntil)) {
      first.further.push(field);
      continue;
    }
    const checked = value.ref && !first ? checkByteRange(document, value) : null;
    const one = { field, value, further: [], coveredUntil: checked?.ok ? checked.covered.coveredUntil : null };
    signatures.push(one);
    if (value.ref && !first) byValue.set(value.ref, one);
  }
  return signatures;
}

function isCovered(document: PdfDocument, { ref }: SignatureField, coveredUntil: number | null): boolean {
  const entry = ref && document.xref.lookup(ref.objectNumber);
  const place = entry?.kind === 'compressed' ? document.xref.lookup(entry.streamNumber) : entry;
  return coveredUntil !== null && place?.kind === 'offset' && place.offset < coveredUntil;
}
