import { type PDFDict, PDFName, PDFNumber, type PDFObject, type PDFRef } from 'pdf-lib';
import { AppError, type FieldTrouble } from '../../../contract/index.ts';
import { type PdfDocument, textOf } from '../../file/document.ts';
import { annotationBox } from '../../pages/annotation-box.ts';
import { displayedRect } from '../../pages/page-geometry.ts';
import { annotationPage, pagesListing } from '../../pages/page-places.ts';
import { type Box, type Page, readPage } from '../../pages/pages.ts';
import { readSignatureFields, type SignatureField } from '../signature-fields.ts';
import { isCovered } from './field-cover.ts';
import { fieldNames } from './field-names.ts';

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
/** What a group of fields holds. */
const groupKeys = ['T', 'TU', 'TM', 'FT', 'Ff', 'Kids', 'Parent', 'DA', 'Q', 'DR'];
const maxDepth = 64;

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

/**
 * Whether those above a field are groups and nothing else, and the same from above and from below: some readers go down from the form, others up by
 * /Parent, and would find another name, another value or another demand there.
 */
function isInPlainGroups(
  document: PdfDocument,
  { ref, dict, name: fieldName }: Omit<SignatureField, 'value' | 'widget'>,
) {
  const names = [textOf(document.resolve(dict.get(name('T'))))];
  let [below, current]: [PDFObject | null, PDFDict] = [ref, dict];
  for (let depth = 0; current.has(name('Parent')); depth++) {
    const parent = current.get(name('Parent'));
    const group = document.dict(parent);
    const isPlain = group?.keys().every((key) => groupKeys.includes(key.decodeText())) ?? false;
    const kids = document.array(group?.get(name('Kids')))?.asArray() ?? [];
    const holds = below !== null && kids.includes(below);
    if (!group || !parent || !isPlain || !holds || depth > maxDepth) return false;
    names.unshift(textOf(document.resolve(group.get(name('T')))));
    [below, current] = [parent, group];
  }
  const form = document.dict(document.catalog.get(name('AcroForm')));
  const roots = document.array(form?.get(name('Fields')))?.asArray() ?? [];
  const isRoot = below !== null && roots.includes(below);
  return isRoot && names.filter((part) => part !== '').join('.') === fieldName;
}

/** What keeps a seal out of a field, whatever its place. */
function troubleOf(document: PdfDocument, { ref, dict, name: fieldName }: SignatureField): FieldTrouble | null {
  const keys = dict.keys().map((key) => key.decodeText());
  const isStrange = !keys.every(
    (key) => fieldKeys.includes(key) || widgetKeys.includes(key) || actionKeys.includes(key),
  );
  if (!ref || document.load(ref)?.hasDuplicateKeys || dict.has(name('V')) || isStrange) return 'field/malformed';
  if (keys.some((key) => actionKeys.includes(key))) return 'field/own-actions';
  if (!isInPlainGroups(document, { ref, dict, name: fieldName })) return 'field/malformed';
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
  if (document.array(dict.get(name('Rect')))?.size() !== 4) return 'field/malformed';
  const number = annotationPage(document, ref);
  if (number === null) return 'field/no-page';
  const page = readPage(document, number);
  const listed = document.array(page.dict.get(name('Annots')))?.asArray() ?? [];
  const isOnce = listed.filter((item) => item === ref).length === 1 && (pagesListing(document, ref)?.length ?? 1) === 1;
  if (!isOnce) return 'field/several-places';
  return isCovered(document, rect, listed.slice(listed.indexOf(ref) + 1)) ? 'field/covered' : { page, rect };
}

/** All signature fields in the order of the form, with where they are and what keeps a seal out of them. */
export function signatureFieldFacts(document: PdfDocument): SignatureFieldFacts[] {
  const fields = readSignatureFields(document);
  const names = fieldNames(document);
  return fields.map((field) => {
    const isSigned = field.value !== null;
    if (isSigned) return { name: field.name, isSigned, page: null, area: null, trouble: null };
    const isAlone = field.name !== '' && names.get(field.name) === 1;
    const trouble = isAlone ? troubleOf(document, field) : 'field/name-not-unique';
    const place = placeOf(document, field);
    if (typeof place === 'string') {
      return { name: field.name, isSigned, page: null, area: null, trouble: trouble ?? place };
    }
    const area = displayedRect(place.page, place.rect);
    return { name: field.name, isSigned, page: place.page.number, area, trouble };
  });
}

/** Where a seal goes that goes into an empty field, by the field's name. @throws AppError FIELD_NOT_FOUND, FIELD_UNSUITABLE */
export function findFieldPlace(document: PdfDocument, fieldName: string): FieldPlace {
  const field = readSignatureFields(document).find((one) => one.name === fieldName);
  if (!field?.ref || field.value) throw new AppError('FIELD_NOT_FOUND', { field: fieldName, count: 0 });
  const isAlone = fieldNames(document).get(fieldName) === 1;
  const trouble = isAlone ? troubleOf(document, field) : 'field/name-not-unique';
  const place = trouble ?? placeOf(document, field);
  if (typeof place === 'string') throw new AppError('FIELD_UNSUITABLE', { field: fieldName, reason: place });
  return { ...place, field: { ...field, ref: field.ref } };
}
