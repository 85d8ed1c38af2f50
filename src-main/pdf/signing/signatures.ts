import type { PDFRef } from 'pdf-lib';
import type { PdfDocument } from '../file/document.ts';
import { checkByteRange, readSignatureFields, type SignatureField, type SignatureValue } from './signature-fields.ts';

/** One signature, whatever the number of pictures that it has. */
export interface SignatureWithFields {
  readonly field: SignatureField;
  readonly value: SignatureValue;
  /** Further fields that have this very value and were there when it was made: one act of sealing, with a picture each. */
  readonly further: readonly SignatureField[];
  /** Whether another field had the value when it was made, and this one came later: what it shows is a copy. */
  readonly isBorrowed: boolean;
}

/**
 * The signatures of a document in the order of its form. Fields that share a value are one signature as far as it covers them, whatever stands
 * before them in the form; a field that borrows a value later is one of its own, for what came later to judge.
 */
export function readSignatures(document: PdfDocument): SignatureWithFields[] {
  const signed = readSignatureFields(document).flatMap((field) => (field.value ? [{ field, value: field.value }] : []));
  const holders = new Map<PDFRef, SignatureField[]>();
  for (const { field, value } of signed) {
    if (!value.ref) continue;
    const known = holders.get(value.ref);
    if (known) known.push(field);
    else holders.set(value.ref, [field]);
  }
  const signatures: SignatureWithFields[] = [];
  const own = new Map<PDFRef, OwnFields>();
  for (const { field, value } of signed) {
    const fields = value.ref && (own.get(value.ref) ?? ownFields(document, value, holders.get(value.ref) ?? []));
    if (value.ref && fields) own.set(value.ref, fields);
    if (!fields || field === fields.first) {
      signatures.push({ field, value, further: fields?.further ?? [], isBorrowed: false });
    } else if (!fields.all.has(field)) signatures.push({ field, value, further: [], isBorrowed: true });
  }
  return signatures;
}

interface OwnFields {
  readonly first: SignatureField | undefined;
  readonly further: readonly SignatureField[];
  readonly all: ReadonlySet<SignatureField>;
}

/** Of the fields with a value those that it covers; where it covers none, the first. */
function ownFields(document: PdfDocument, value: SignatureValue, fields: readonly SignatureField[]): OwnFields {
  const checked = fields.length > 1 ? checkByteRange(document, value) : null;
  const covered = checked?.ok ? fields.filter((field) => isCovered(document, field, checked.covered.coveredUntil)) : [];
  const [first, ...further] = covered.length > 0 ? covered : fields.slice(0, 1);
  return { first, further, all: new Set([...(first ? [first] : []), ...further]) };
}

function isCovered(document: PdfDocument, { ref }: SignatureField, coveredUntil: number): boolean {
  const entry = ref && document.xref.lookup(ref.objectNumber);
  const place = entry?.kind === 'compressed' ? document.xref.lookup(entry.streamNumber) : entry;
  return place?.kind === 'offset' && place.offset < coveredUntil;
}
