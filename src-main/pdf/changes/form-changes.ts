import { PDFBool, type PDFDict, PDFName, PDFNumber, type PDFObject, PDFRef } from 'pdf-lib';
import { additions, type Comparison, isDictionary } from './comparison.ts';
import { judgeDefaults } from './form-defaults.ts';
import type { KnownField } from './form-fields.ts';
import { isUnseen, reportField, reportSignature } from './signature-additions.ts';

const name = (text: string) => PDFName.of(text);

/** What signing sets in a field that stood empty; its place too, where it stood visibly and the signature is not to be seen. */
const signingKeys = new Set([
  'V',
  'AP',
  'AS',
  'M',
  'F',
  'Lock',
  'MK',
  'P',
  'Ff',
  'NM',
  'Type',
  'Subtype',
  'DR',
  'DA',
  'Contents',
  'Rect',
]);
/** What filling sets in any other field (ISO 32000-2, 12.7.4). */
const fillingKeys = new Set(['V', 'AP', 'AS', 'M', 'I', 'TI', 'RV', 'DA', 'MK']);

/** The form's Fields: they may grow by signatures, and by nothing else. */
export function judgeFields(
  comparison: Comparison,
  objectNumber: number,
  before: PDFObject | undefined,
  after: PDFObject | undefined,
): void {
  const { signed, current } = comparison;
  const items = current.array(after)?.asArray();
  const added =
    items && comparison.isInPlace(before, after) ? additions(signed.array(before)?.asArray() ?? [], items) : null;
  if (!added) {
    comparison.report('form-structure-changed', objectNumber);
    return;
  }
  for (const object of added) {
    if (reportField(comparison, object)) continue;
    comparison.report('form-structure-changed', object instanceof PDFRef ? object.objectNumber : objectNumber);
  }
}

/** The form itself: its fields may grow, and its defaults where they serve nothing that stood there before. */
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
    else if (key === 'SigFlags' && isFlags(now)) continue;
    else if (key === 'NeedAppearances' && isOff(old) && isOff(now)) continue;
    else if (key === 'DR') judgeDefaults(comparison, objectNumber, { resources: [old, now] });
    else if (key === 'DA') judgeDefaults(comparison, objectNumber, { appearance: true });
    else comparison.report('form-structure-changed', objectNumber);
  }
}

/** As it is read where it is absent (ISO 32000-2, Table 224). */
const isOff = (object: PDFObject | undefined) => object === undefined || object === PDFBool.False;

const isFlags = (object: PDFObject | undefined) =>
  object instanceof PDFNumber && [0, 1, 2, 3].includes(object.asNumber());

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
    const wasEmpty = !before.has(name('V')) && wasPlain(before);
    const staysInPlace = !keys.includes('Rect') || isUnseen(comparison.current, after);
    const isSigned = wasEmpty && staysInPlace && within(signingKeys) && reportSignature(comparison, ref);
    if (!isSigned) comparison.report('form-structure-changed', ref.objectNumber, about);
    return;
  }
  const hasValue = keys.some((key) => key === 'V' || key === 'AS');
  if (within(fillingKeys) && hasValue) comparison.report('form-filled', ref.objectNumber, about);
  else if (within(fillingKeys)) comparison.report('appearance-changed', ref.objectNumber, about);
  else comparison.report('form-structure-changed', ref.objectNumber, about);
}

/** A field without a place of its own, or a widget: anything else is drawn by readers as what it is. */
function wasPlain(field: PDFDict): boolean {
  const subtype = field.get(name('Subtype'));
  return subtype === name('Widget') || (subtype === undefined && !field.has(name('Rect')));
}
