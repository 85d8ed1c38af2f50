import { PDFDict, PDFName, type PDFObject, PDFRef } from 'pdf-lib';
import { damaged } from '../file/damage.ts';
import { type PdfDocument, textOf } from '../file/document.ts';
import { pdfName as name } from '../file/object-reader.ts';

/** A field of a form, or a widget of one (ISO 32000-2, 12.7.4), with what it inherits. */
export interface KnownField {
  readonly name: string;
  readonly type: string;
  /** /DA, its own or that of a field above it; undefined where only the form's own would count. */
  readonly appearance: PDFObject | undefined;
}

const maxFields = 200_000;
const maxDepth = 64;

/** The fields and widgets of a form by object number. Throws PDF_DAMAGED where there are more than any form has. */
export function formFields(document: PdfDocument): ReadonlyMap<number, KnownField> {
  const found = new Map<number, KnownField>();
  const visit = (object: PDFObject, parent: KnownField, depth: number) => {
    if (found.size > maxFields || depth > maxDepth) throw damaged('the form has too many fields');
    const dict = object instanceof PDFRef && !found.has(object.objectNumber) ? document.dict(object) : undefined;
    if (!dict || !(object instanceof PDFRef)) return;
    const partial = textOf(document.resolve(dict.get(name('T'))));
    const type = document.resolve(dict.get(name('FT')));
    const field = {
      name: [parent.name, partial].filter((part) => part !== '').join('.'),
      type: type instanceof PDFName ? type.decodeText() : parent.type,
      appearance: document.resolve(dict.get(name('DA'))) ?? parent.appearance,
    };
    found.set(object.objectNumber, field);
    for (const kid of document.array(dict.get(name('Kids')))?.asArray() ?? []) visit(kid, field, depth + 1);
  };
  const form = document.dict(document.catalog.get(name('AcroForm')));
  const none = { name: '', type: '', appearance: undefined };
  for (const root of document.array(form?.get(name('Fields')))?.asArray() ?? []) visit(root, none, 0);
  return found;
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
    if (dict instanceof PDFDict) visit(dict.get(name('AP')), objectNumber, 0);
  }
  return found;
}

/** An entry of a field or widget, its own or that of one above it (ISO 32000-2, 12.7.4.2). */
export function inheritedByField(document: PdfDocument, dict: PDFDict, key: string): PDFObject | undefined {
  let node: PDFDict | undefined = dict;
  for (let depth = 0; node && depth < maxDepth; depth++) {
    const value = node.get(name(key));
    if (value !== undefined) return value;
    node = document.dict(node.get(name('Parent')));
  }
  return undefined;
}
