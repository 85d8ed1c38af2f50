import { PDFDict, PDFName, PDFNumber, type PDFObject, PDFRef } from 'pdf-lib';
import { ambiguous } from '../file/ambiguous.ts';
import type { PdfDocument } from '../file/document.ts';
import { looseContext } from '../file/object-reader.ts';
import { pageCount, readPage } from '../pages/pages.ts';
import { arrayOf, dictionary, type Revision, withEntries } from './revision.ts';
import { readSignatureFields, type SignatureField } from './signature-fields.ts';

const name = (text: string) => PDFName.of(text);
const hidden = 2;
const maxDepth = 64;
/** What a picture keeps of the widget that it was. */
const keptKeys = ['Rect', 'P', 'F', 'AP', 'StructParent', 'Contents', 'M'];

/** The objects that a field consists of on pages. Throws PDF_AMBIGUOUS. */
export function widgetsOf(document: PdfDocument, { ref, dict }: SignatureField): PDFRef[] {
  if (!ref) throw ambiguous('a signature field is no object of its own');
  const kids = document.array(dict.get(name('Kids')))?.asArray() ?? [];
  const widgets = kids.flatMap((kid) => (kid instanceof PDFRef ? [kid] : []));
  if (widgets.length < kids.length) throw ambiguous('a widget is no object of its own');
  return dict.has(name('Rect')) ? [ref, ...widgets] : widgets;
}

/** A picture in place of a widget. One that has no appearance is not shown: readers would draw something of their own. */
function pictureOf(widget: PDFDict): PDFDict {
  const kept = keptKeys.map((key) => [key, widget.get(name(key))] as const);
  const flags = widget.has(name('AP')) ? undefined : PDFNumber.of(hidden);
  return dictionary({
    ...Object.fromEntries(kept),
    Type: name('Annot'),
    Subtype: name('Stamp'),
    ...(flags && { F: flags }),
  });
}

function without(dict: PDFDict, keys: readonly string[]): PDFDict {
  const kept = dict.entries().filter(([key]) => !keys.some((left) => key === name(left)));
  return PDFDict.fromMapWithContext(new Map(kept), looseContext);
}

/** A value that no field but a signature's has (ISO 32000-2, 12.7.5): a dictionary, or what has the range of one. */
function isSignature(document: PdfDocument, value: PDFObject | undefined): boolean {
  const dict = document.dict(value);
  const isStream = value instanceof PDFRef && document.load(value)?.dataOffset != null;
  return dict !== undefined && (!isStream || dict.has(name('ByteRange')));
}

/**
 * Whether anything is left that some reader would take for a signature, wherever it looks: from the form downwards, from the annotations of the pages
 * upwards, or in the permissions. Throws PDF_DAMAGED.
 */
export function bearsSignature(document: PdfDocument): boolean {
  const { catalog } = document;
  if (catalog.has(name('Perms')) || catalog.has(name('DSS'))) return true;
  const seen = new Set<PDFObject>();
  const pending: PDFObject[] = [];
  const form = document.dict(catalog.get(name('AcroForm')));
  pending.push(...(document.array(form?.get(name('Fields')))?.asArray() ?? []));
  const total = pageCount(document);
  for (let number = 1; number <= total; number++) {
    pending.push(...(document.array(readPage(document, number).dict.get(name('Annots')))?.asArray() ?? []));
    for (let object = pending.pop(); object !== undefined; object = pending.pop()) {
      const dict = seen.has(object) ? undefined : document.dict(object);
      seen.add(object);
      if (!dict) continue;
      if (isSignature(document, dict.get(name('V')))) return true;
      pending.push(...(document.array(dict.get(name('Kids')))?.asArray() ?? []));
      const parent = dict.get(name('Parent'));
      if (parent !== undefined) pending.push(parent);
    }
  }
  return false;
}

/**
 * Makes every signature of a document a picture: no field has a value that signs, nothing certifies, nothing is kept to verify it by. Gives how many
 * there were. Throws PDF_AMBIGUOUS.
 */
export function detachSignatures(document: PdfDocument, revision: Revision): number {
  const signed = readSignatureFields(document).filter(({ value }) => value !== null);
  const { catalog, catalogRef } = document;
  if (signed.length === 0 && !catalog.has(name('Perms')) && !catalog.has(name('DSS'))) return 0;
  const fieldRefs = new Set<PDFObject>(signed.flatMap(({ ref }) => (ref ? [ref] : [])));
  for (const widget of new Set(signed.flatMap((field) => widgetsOf(document, field)))) {
    const dict = document.dict(widget);
    if (dict) revision.put(widget, pictureOf(dict));
  }
  const holdsSigned = (object: PDFObject, depth = 0): boolean => {
    if (fieldRefs.has(object) || depth > maxDepth) return true;
    const kids = document.array(document.dict(object)?.get(name('Kids')))?.asArray() ?? [];
    return kids.some((kid) => holdsSigned(kid, depth + 1));
  };
  const formObject = catalog.get(name('AcroForm'));
  const form = document.dict(formObject);
  const fields = document.array(form?.get(name('Fields')))?.asArray() ?? [];
  const Fields = arrayOf(fields.filter((field) => !holdsSigned(field)));
  const emptied = form && withEntries(without(form, ['SigFlags']), { Fields });
  const bare = without(catalog, ['Perms', 'DSS']);
  if (emptied && formObject instanceof PDFRef) revision.put(formObject, emptied);
  revision.put(
    catalogRef,
    emptied && !(formObject instanceof PDFRef) ? withEntries(bare, { AcroForm: emptied }) : bare,
  );
  return signed.length;
}
