import { type PDFDict, PDFNumber, type PDFObject, PDFRef } from 'pdf-lib';
import type { PdfDocument } from '../file/document.ts';
import { isWrittenAsInteger, pdfName as name } from '../file/object-reader.ts';
import { fieldKeys, widgetKeys } from '../signing/fields/field-places.ts';
import { type Comparison, nameText } from './comparison.ts';
import { appearanceIsBlank, appearanceIsPlain } from './plain-appearance.ts';

const fieldWithWidgetKeys = new Set([...fieldKeys, ...widgetKeys]);
const kidKeys = new Set(widgetKeys);
/** A field that only holds others. */
const groupKeys = new Set(['T', 'TU', 'TM', 'FT', 'Ff', 'Kids', 'Parent', 'DA', 'Q']);

/** Annotation flags (ISO 32000-2, Table 167) that let a seal be seen as it stands: Print, ReadOnly, Locked and LockedContents. */
const plainFlags = 4 + 64 + 128 + 512;
const hiddenFlag = 2;
const allFlags = 1023;
const maxDepth = 16;

const within = (dict: PDFDict, keys: ReadonlySet<string>) => dict.keys().every((key) => keys.has(key.decodeText()));

/** The four numbers of a rectangle as they are written; null for anything else. */
function numbersOf(object: PDFObject | undefined, document: PdfDocument): readonly number[] | null {
  const items = document.array(object)?.asArray() ?? [];
  const numbers = items.flatMap((item) => (item instanceof PDFNumber ? [item.asNumber()] : []));
  return items.length === 4 && numbers.length === 4 ? numbers : null;
}

/** Flags as every reader takes them: an integer that stands there itself, with no bit that ISO 32000-2 does not have. Null for others. */
export function flagsOf(widget: PDFDict): number | null {
  const flags = widget.get(name('F'));
  if (flags === undefined) return 0;
  if (!(flags instanceof PDFNumber) || !isWrittenAsInteger(flags)) return null;
  const value = flags.asNumber();
  return value >= 0 && value <= allFlags ? value : null;
}

/**
 * Whether nothing of a widget is ever seen: it is hidden, or its rectangle is exactly `[0 0 0 0]` (ISO 32000-2, 12.7.5.5), and no appearance
 * of it marks anything: some readers draw one where there is no rectangle.
 */
export function isUnseen(document: PdfDocument, widget: PDFDict): boolean {
  const flags = flagsOf(widget);
  const isHidden = flags !== null && (flags & hiddenFlag) !== 0;
  const isEmptyPlace = numbersOf(widget.get(name('Rect')), document)?.every((side) => side === 0) ?? false;
  return flags !== null && (isHidden || isEmptyPlace) && marksNothing(document, widget);
}

function marksNothing(document: PdfDocument, widget: PDFDict): boolean {
  const appearances = widget.get(name('AP'));
  if (appearances === undefined) return true;
  const dict = document.dict(appearances);
  return dict?.values().every((one) => one instanceof PDFRef && appearanceIsBlank(document, one)) ?? false;
}

/**
 * Whether a widget shows the same in every reader, on the screen and on paper, whatever the person does: one appearance, no state, no
 * layer, nothing that readers draw by themselves.
 */
function isPlainWidget(document: PdfDocument, widget: PDFDict): boolean {
  if (nameText(document.resolve(widget.get(name('Subtype')))) !== 'Widget') return false;
  const type = document.resolve(widget.get(name('Type')));
  if (type !== undefined && nameText(type) !== 'Annot') return false;
  const rect = numbersOf(widget.get(name('Rect')), document);
  if (!rect) return false;
  if (isUnseen(document, widget)) return true;
  const flags = flagsOf(widget);
  if (flags === null || (flags & ~plainFlags) !== 0) return false;
  const appearances = document.dict(widget.get(name('AP')));
  // Without an appearance, readers may draw the background and the border themselves.
  if (!appearances) return !['MK', 'BS', 'Border', 'C'].some((key) => !isEmpty(document, widget.get(name(key))));
  const characteristics = document.dict(widget.get(name('MK')));
  const isTurnedOnly = characteristics?.keys().every((key) => key === name('R')) ?? true;
  const normal = appearances.get(name('N'));
  const isAlone = appearances.values().every((appearance) => appearance === normal);
  return isTurnedOnly && isAlone && normal instanceof PDFRef && appearanceIsPlain(document, normal);
}

function isEmpty(document: PdfDocument, object: PDFObject | undefined): boolean {
  if (object === undefined) return true;
  const dict = document.dict(object);
  return dict !== undefined && dict.keys().length === 0;
}

/** The widgets of a field: itself, or its kids. Null where a kid is anything else. */
function widgetsOf(
  document: PdfDocument,
  ref: PDFRef,
  field: PDFDict,
): readonly { ref: PDFRef; dict: PDFDict }[] | null {
  const kids = document.array(field.get(name('Kids')))?.asArray();
  if (kids === undefined) return field.has(name('Subtype')) || field.has(name('Rect')) ? [{ ref, dict: field }] : [];
  if (field.has(name('Subtype')) || field.has(name('Rect'))) return null;
  const widgets = kids.flatMap((kid) => {
    const dict = kid instanceof PDFRef ? document.dict(kid) : undefined;
    return dict && kid instanceof PDFRef ? [{ ref: kid, dict }] : [];
  });
  const areKids = widgets.every(({ dict }) => dict.get(name('Parent')) === ref && within(dict, kidKeys));
  return areKids && widgets.length === kids.length ? widgets : null;
}

/** Reports the signature that a new field, or a field that was empty, brought with it; false where it is none, or brings more than that. */
export function reportSignature(comparison: Comparison, ref: PDFRef): boolean {
  const { current } = comparison;
  const later = comparison.laterSignatures.get(ref);
  const dict = current.dict(ref);
  if (!later || !dict) return false;
  const isKid = later.field.ref !== ref;
  const widgets = isKid ? [{ ref, dict }] : widgetsOf(current, ref, dict);
  if (!widgets || !within(dict, isKid ? kidKeys : fieldWithWidgetKeys)) return false;
  if (!widgets.every((widget) => isPlainWidget(current, widget.dict))) return false;
  const isTimestamp = later.isTimestamp && widgets.every((widget) => isUnseen(current, widget.dict));
  // A timestamp that is seen is no one's seal.
  if (later.isTimestamp && !isTimestamp) return false;
  comparison.report(isTimestamp ? 'document-timestamp-added' : 'signature-added', ref.objectNumber, {
    annotation: widgets.length === 1 ? (widgets[0]?.dict ?? null) : dict,
    fieldName: later.field.name,
  });
  return true;
}

/** A new field that is a signature's, or a group of such fields. */
export function reportField(
  comparison: Comparison,
  object: PDFObject,
  parent: PDFRef | null = null,
  depth = 0,
): boolean {
  const { current } = comparison;
  if (!(object instanceof PDFRef) || !comparison.isNew(object.objectNumber) || depth > maxDepth) return false;
  const dict = current.dict(object);
  if (!dict || (parent && dict.get(name('Parent')) !== parent)) return false;
  if (comparison.laterSignatures.get(object)?.field.ref === object) return reportSignature(comparison, object);
  const kids = current.array(dict.get(name('Kids')))?.asArray() ?? [];
  return (
    within(dict, groupKeys) && kids.length > 0 && kids.every((kid) => reportField(comparison, kid, object, depth + 1))
  );
}
