import { type PDFDict, PDFName, type PDFObject, PDFRef } from 'pdf-lib';
import type { PdfDocument } from '../file/document.ts';
import { annotationBox } from '../pages/annotation-box.ts';
import { readPage } from '../pages/pages.ts';
import { nameText } from './comparison.ts';
import { inheritedByField } from './form-fields.ts';
import { flagsOf } from './signature-additions.ts';

const name = (text: string) => PDFName.of(text);
const hiddenFlag = 2;
/** What lies on a page without being a part of what it says. */
const frames = new Set(['Link', 'Popup']);

/**
 * Whether an annotation lies over one of the signed page that has no appearance of its own: each reader draws that in its own way, and so
 * nobody can say what is hidden.
 */
export function coversUndrawn(current: PdfDocument, annotation: PDFDict, signed: PdfDocument, number: number): boolean {
  const over = annotationBox(current, annotation);
  if (!over) return false;
  const items = signed.array(readPage(signed, number).dict.get(name('Annots')))?.asArray() ?? [];
  return items.some((item) => {
    const dict = signed.dict(item);
    const box = dict && annotationBox(signed, dict);
    if (!dict || !box || !isDrawnByReaders(signed, dict)) return false;
    return over[0] < box[2] && box[0] < over[2] && over[1] < box[3] && box[1] < over[3];
  });
}

function isDrawnByReaders(document: PdfDocument, dict: PDFDict): boolean {
  const flags = flagsOf(dict);
  if (flags !== null && (flags & hiddenFlag) !== 0) return false;
  if (frames.has(nameText(document.resolve(dict.get(name('Subtype')))))) return false;
  const isSignature = nameText(document.resolve(inheritedByField(document, dict, 'FT'))) === 'Sig';
  // Of an empty field some readers draw what frames it.
  if (isSignature && !dict.has(name('MK'))) return false;
  return !hasOneAppearance(document, dict);
}

/** Whether every reader draws the same stream for it. */
function hasOneAppearance(document: PdfDocument, dict: PDFDict): boolean {
  const normal = document.dict(dict.get(name('AP')))?.get(name('N'));
  const isStream = (object: PDFObject | undefined) =>
    object instanceof PDFRef && document.load(object)?.dataOffset != null;
  if (isStream(normal)) return true;
  const state = dict.get(name('AS'));
  return state instanceof PDFName && isStream(document.dict(normal)?.get(state));
}
