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
  const signatures: (SignatureWithFields & { further: SignatureField[] })[] = [];
  for (const field of readSignatureFields(document)) {
    const { value } = field;
    if (!value) continue;
    const first = value.ref && signatures.find((one) => one.value.ref === value.ref);
    if (first && isCovered(document, field, first.value)) first.further.push(field);
    else signatures.push({ field, value, further: [] });
  }
  return signatures;
}

function isCovered(document: PdfDocument, { ref }: SignatureField, value: SignatureValue): boolean {
  const checked = checkByteRange(document, value);
  const entry = ref && document.xref.lookup(ref.objectNumber);
  const place = entry?.kind === 'compressed' ? document.xref.lookup(entry.streamNumber) : entry;
  return checked.ok && place?.kind === 'offset' && place.offset < checked.covered.coveredUntil;
}
