import { type PDFArray, type PDFDict, PDFNumber, type PDFObject, PDFRef } from 'pdf-lib';
import type { PdfDocument } from '../file/document.ts';
import { pdfName as name } from '../file/object-reader.ts';
import { mayBeShared } from '../pages/shared-array.ts';
import { arrayOf, dictionary, type Revision, withEntries } from './revision.ts';
import { isTagged } from './structure-additions.ts';

/** SignaturesExist and AppendOnly (ISO 32000-2, Table 225). */
const signaturesExistAndAppendOnly = 3;

/** Whether `object` is an array of its own in the file, that may be made longer where it stands. */
function isOwnArray(document: PdfDocument, object: PDFObject | undefined): object is PDFRef {
  return object instanceof PDFRef && document.array(object) !== undefined && !mayBeShared(document, object);
}

/** Adds widgets to a page without touching its content: a rewritten /Contents would break earlier signatures. */
export function addToPage(
  document: PdfDocument,
  revision: Revision,
  pageRef: PDFRef,
  page: PDFDict,
  widgets: readonly PDFRef[],
): void {
  const annotations = page.get(name('Annots'));
  const existing = document.array(annotations)?.asArray() ?? [];
  const grown = arrayOf([...existing, ...widgets]);
  const isOwn = isOwnArray(document, annotations);
  // ISO 14289-1, 7.18.3: with annotations on it, a tagged page is tabbed through by its structure.
  const tabs: Record<string, PDFObject> = isTagged(document) && !page.has(name('Tabs')) ? { Tabs: name('S') } : {};
  const changed = { ...tabs, ...(isOwn ? {} : { Annots: grown }) };
  if (isOwn) revision.put(annotations, grown);
  if (Object.keys(changed).length > 0) revision.put(pageRef, withEntries(page, changed));
}

/** Adds fields to the form, making one where there is none. */
export function addToForm(document: PdfDocument, revision: Revision, added: readonly PDFRef[]): void {
  const { catalog, catalogRef } = document;
  const formObject = catalog.get(name('AcroForm'));
  const form = document.dict(formObject);
  if (!form) {
    const made = dictionary({ Fields: arrayOf(added), SigFlags: PDFNumber.of(signaturesExistAndAppendOnly) });
    revision.put(catalogRef, withEntries(catalog, { AcroForm: revision.add(made) }));
    return;
  }
  const fieldsObject = form.get(name('Fields'));
  const fields = document.array(fieldsObject);
  const grown = arrayOf([...(fields?.asArray() ?? []), ...added]);
  const flags = document.resolve(form.get(name('SigFlags')));
  const oldFlags = flags instanceof PDFNumber ? flags.asNumber() : 0;
  const newFlags = oldFlags | signaturesExistAndAppendOnly;
  const changes: Record<string, PDFNumber | PDFArray> = {};
  if (newFlags !== oldFlags) changes.SigFlags = PDFNumber.of(newFlags);
  if (added.length > 0) {
    if (isOwnArray(document, fieldsObject)) revision.put(fieldsObject, grown);
    else changes.Fields = grown;
  }
  if (Object.keys(changes).length === 0) return;
  const changed = withEntries(form, changes);
  if (formObject instanceof PDFRef) revision.put(formObject, changed);
  else revision.put(catalogRef, withEntries(catalog, { AcroForm: changed }));
}
