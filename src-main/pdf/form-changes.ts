import { type PDFDict, PDFName, type PDFObject, PDFRef } from 'pdf-lib';
import { additions, type Comparison, entry, isDictionary, nameText } from './comparison.ts';
import { type PdfDocument, textOf } from './document.ts';

const name = (text: string) => PDFName.of(text);

/** What a signature field with its widget may hold (ISO 32000-2, Tables 166, 191, 226 and 234): no actions, nothing that opens or runs. */
const signatureFieldKeys = new Set(
  ['Type', 'Subtype', 'FT', 'T', 'TU', 'TM', 'Ff', 'V', 'DV', 'Kids', 'Parent', 'Lock', 'SV', 'DA', 'Q'].concat([
    'Rect',
    'P',
    'F',
    'AP',
    'AS',
    'MK',
    'M',
    'NM',
    'BS',
    'Border',
    'C',
    'H',
    'StructParent',
    'Contents',
    'Lang',
    // Belongs to the form; Acrobat writes an empty one here as well.
    'DR',
  ]),
);
/** What signing sets in a field that stood empty. */
const signingKeys = new Set(['V', 'AP', 'AS', 'M', 'F', 'Lock', 'MK', 'P', 'Ff', 'NM']);
/** What filling sets in any other field (ISO 32000-2, 12.7.4). */
const fillingKeys = new Set(['V', 'AP', 'AS', 'M', 'I', 'RV']);

/** Reports a signature that a new field, or a field that was empty, brought with it. */
export function reportSignature(comparison: Comparison, ref: PDFRef): boolean {
  const later = comparison.laterSignatures.get(ref);
  if (!later) return false;
  const dict = comparison.current.dict(ref);
  if (!dict?.keys().every((key) => signatureFieldKeys.has(key.decodeText()))) return false;
  const kind = later.isTimestamp ? 'document-timestamp-added' : 'signature-added';
  comparison.report(kind, ref.objectNumber, { annotation: dict, fieldName: later.field.name });
  return true;
}

/** The form's Fields: they may grow by signatures, and by nothing else. */
export function judgeFields(
  comparison: Comparison,
  objectNumber: number,
  before: PDFObject | undefined,
  after: PDFObject | undefined,
): void {
  const { signed, current } = comparison;
  const items = current.array(after)?.asArray();
  const isMoved = before instanceof PDFRef && before !== after;
  const added = items && !isMoved ? additions(signed.array(before)?.asArray() ?? [], items) : null;
  if (!added) {
    comparison.report('form-structure-changed', objectNumber);
    return;
  }
  for (const ref of added) {
    const isSignature = ref instanceof PDFRef && comparison.isNew(ref.objectNumber) && reportSignature(comparison, ref);
    if (!isSignature)
      comparison.report('form-structure-changed', ref instanceof PDFRef ? ref.objectNumber : objectNumber);
  }
}

/** The form itself: its fields may grow, its default resources may appear with the first of them. */
export function judgeForm(
  comparison: Comparison,
  objectNumber: number,
  before: PDFObject | undefined,
  after: PDFObject | undefined,
): void {
  if (!isDictionary(before) || !isDictionary(after)) {
    comparison.report('form-structure-changed', objectNumber);
    return;
  }
  for (const key of comparison.changedKeys(before, after)) {
    const [old, now] = [before.get(name(key)), after.get(name(key))];
    if (key === 'Fields') judgeFields(comparison, objectNumber, old, now);
    else if (key === 'SigFlags') continue;
    else if ((key === 'DR' || key === 'DA') && old === undefined) continue;
    else if (key === 'DR') judgeDefaultResources(comparison, objectNumber, old, now);
    else comparison.report('form-structure-changed', objectNumber);
  }
}

/** The form's default resources: signers add their fonts and images; what stood under a name must stay. */
export function judgeDefaultResources(
  comparison: Comparison,
  objectNumber: number,
  before: PDFObject | undefined,
  after: PDFObject | undefined,
): void {
  const { signed, current } = comparison;
  const isKept = (old: PDFObject | undefined, now: PDFObject | undefined, depth: number): boolean => {
    if (comparison.isSame(old, now)) return true;
    const [oldEntries, entries] = [signed.dict(old), current.dict(now)];
    if (depth === 0 || !oldEntries || !entries) return false;
    return oldEntries.keys().every((key) => isKept(oldEntries.get(key), entries.get(key), depth - 1));
  };
  // The dictionary itself and the one of each kind of resource (ISO 32000-2, 7.8.3).
  if (!isKept(before, after, 2)) comparison.report('resources-changed', objectNumber);
}

interface KnownField {
  readonly name: string;
  readonly type: string;
}

const fieldLimit = 200_000;

/** The fields and widgets of a form by object number. */
export function formFields(document: PdfDocument): ReadonlyMap<number, KnownField> {
  const found = new Map<number, KnownField>();
  const visit = (object: PDFObject, parent: KnownField) => {
    if (found.size > fieldLimit) return;
    const dict = object instanceof PDFRef && !found.has(object.objectNumber) ? document.dict(object) : undefined;
    if (!dict || !(object instanceof PDFRef)) return;
    const partial = textOf(document.resolve(dict.get(name('T'))));
    const field = {
      name: [parent.name, partial].filter((part) => part !== '').join('.'),
      type: nameText(document.resolve(dict.get(name('FT')))) || parent.type,
    };
    found.set(object.objectNumber, field);
    for (const kid of document.array(dict.get(name('Kids')))?.asArray() ?? []) visit(kid, field);
  };
  const form = document.dict(document.catalog.get(name('AcroForm')));
  for (const root of document.array(entry(form, 'Fields'))?.asArray() ?? []) visit(root, { name: '', type: '' });
  return found;
}

/** A field or widget that stood in the signed revision: signed, filled, or changed in another way. */
export function judgeField(
  comparison: Comparison,
  ref: PDFRef,
  field: KnownField,
  before: PDFDict,
  after: PDFDict,
): void {
  const keys = comparison.changedKeys(before, after);
  const about = { annotation: after, fieldName: field.name };
  const within = (allowed: ReadonlySet<string>) => keys.every((key) => allowed.has(key));
  if (field.type === 'Sig') {
    const wasEmpty = !before.has(name('V'));
    const isSigned = wasEmpty && within(signingKeys) && reportSignature(comparison, ref);
    if (!isSigned) comparison.report('form-structure-changed', ref.objectNumber, about);
    return;
  }
  const hasValue = keys.some((key) => key === 'V' || key === 'AS');
  if (within(fillingKeys) && hasValue) comparison.report('form-filled', ref.objectNumber, about);
  else if (within(fillingKeys)) comparison.report('appearance-changed', ref.objectNumber, about);
  else comparison.report('form-structure-changed', ref.objectNumber, about);
}

/** The streams that a field's appearance consists of, with the field's object number: they are written anew with its value. */
export function appearanceStreams(document: PdfDocument, fields: Iterable<number>): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  const visit = (object: PDFObject | undefined, field: number, depth: number) => {
    if (depth > 2) return;
    const isStream = object instanceof PDFRef && document.load(object)?.dataOffset != null;
    if (isStream) found.set(object.objectNumber, field);
    else for (const state of document.dict(object)?.values() ?? []) visit(state, field, depth + 1);
  };
  for (const objectNumber of fields) {
    const dict = document.load(PDFRef.of(objectNumber))?.value;
    if (isDictionary(dict)) visit(dict.get(name('AP')), objectNumber, 0);
  }
  return found;
}
