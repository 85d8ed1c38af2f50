import { PDFName, PDFNumber, type PDFRef } from 'pdf-lib';
import type { FieldTrouble } from '../../../contract/index.ts';
import type { PdfDocument } from '../../file/document.ts';
import { annotationBox } from '../../pages/annotation-box.ts';
import { displayedRect } from '../../pages/page-geometry.ts';
import { annotationPage } from '../../pages/page-places.ts';
import { type Box, type Page, readPage } from '../../pages/pages.ts';
import { readSignatureFields, type SignatureField } from '../signature-fields.ts';

const name = (text: string) => PDFName.of(text);

/** What a signature field holds besides its widget (ISO 32000-2, Tables 226 and 234): no actions, nothing that opens or runs. */
export const fieldKeys = ['FT', 'T', 'TU', 'TM', 'Ff', 'V', 'DV', 'Kids', 'Parent', 'Lock', 'SV', 'DA', 'Q', 'DR'];
/** What its widget holds (ISO 32000-2, Tables 166 and 191). */
export const widgetKeys = [
  'Type',
  'Subtype',
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
  'Parent',
].concat(['StructParent', 'Contents', 'Lang', 'DA', 'Q', 'DR']);
const actionKeys = ['A', 'AA'];

/** Invisible, Hidden and NoView (ISO 32000-2, Table 167). */
const unseenFlags = 1 + 2 + 32;

/** Where a seal goes that goes into a field; the field is its own widget. */
export interface FieldPlace {
  readonly field: SignatureField & { readonly ref: PDFRef };
  readonly page: Page;
  readonly rect: Box;
}

/** A signature field as placings see it. Plain data. */
export interface SignatureFieldFacts {
  readonly name: string;
  readonly isSigned: boolean;
  readonly page: number | null;
  /** On the page as displayed. */
  readonly area: ReturnType<typeof displayedRect> | null;
  /** Why no seal can go into it; null where one can, or it is signed. */
  readonly trouble: FieldTrouble | null;
}

/** What keeps a seal out of a field, whatever its place. */
function troubleOf(document: PdfDocument, { ref, dict }: SignatureField): FieldTrouble | null {
  const keys = dict.keys().map((key) => key.decodeText());
  const isStrange = !keys.every(
    (key) => fieldKeys.includes(key) || widgetKeys.includes(key) || actionKeys.includes(key),
  );
  if (!ref || document.load(ref)?.hasDuplicateKeys || dict.has(name('V')) || isStrange) return 'field/malformed';
  if (keys.some((key) => actionKeys.includes(key))) return 'field/own-actions';
  const kids = document.array(dict.get(name('Kids')))?.asArray() ?? [];
  if (kids.length > 1) return 'field/several-places';
  // docs/decisions/004: some readers give no verdict on the signature of a field whose widget is its kid.
  return kids.length === 1 ? 'field/widget-apart' : null;
}

function placeOf(document: PdfDocument, { ref, dict }: SignatureField): Omit<FieldPlace, 'field'> | FieldTrouble {
  const flags = document.resolve(dict.get(name('F')));
  const rect = annotationBox(document, dict);
  const isUnseen = flags instanceof PDFNumber && (flags.asNumber() & unseenFlags) !== 0;
  if (isUnseen || !rect) return 'field/invisible';
  if (!ref || document.resolve(dict.get(name('Subtype'))) !== name('Widget')) return 'field/malformed';
  const number = annotationPage(document, ref);
  return number === null ? 'field/no-page' : { page: readPage(document, number), rect };
}

/** All signature fields in the order of the form, with where they are and what keeps a seal out of them. */
export function signatureFieldFacts(document: PdfDocument): SignatureFieldFacts[] {
  const fields = readSignatureFields(document);
  return fields.map((field) => {
    const isSigned = field.value !== null;
    if (isSigned) return { name: field.name, isSigned, page: null, area: null, trouble: null };
    const isAlone = field.name !== '' && fields.filter((other) => other.name === field.name).length === 1;
    const trouble = isAlone ? troubleOf(document, field) : 'field/name-not-unique';
    const place = placeOf(document, field);
    if (typeof place === 'string') {
      return { name: field.name, isSigned, page: null, area: null, trouble: trouble ?? place };
    }
    const area = displayedRect(place.page, place.rect);
    return { name: field.name, isSigned, page: place.page.number, area, trouble };
  });
}

/** Where a seal goes that goes into an empty field, by the field's name; null where none can. */
export function findFieldPlace(document: PdfDocument, fieldName: string): FieldPlace | null {
  const [field, another] = readSignatureFields(document).filter((one) => one.name === fieldName);
  if (!field?.ref || field.value || another || troubleOf(document, field) !== null) return null;
  const place = placeOf(document, field);
  if (typeof place === 'string') return null;
  return { ...place, field: { ...field, ref: field.ref } };
}
