import { type PDFDict, PDFName, PDFNumber, type PDFObject } from 'pdf-lib';
import { type PdfDocument, textOf } from '../file/document.ts';
import type { Precaution } from './precaution.ts';
import { plainName } from './precaution.ts';

const name = (text: string) => PDFName.of(text);
const maxDepth = 32;

/** Annotations that show something on the page by what their entries say, drawn by each reader in its own way (ISO 32000-2, 12.5.6). */
const drawnByReaders = new Set(
  (
    'FreeText Line Square Circle Polygon PolyLine Highlight Underline Squiggly StrikeOut Stamp Caret Ink Redact Watermark ' +
    'PrinterMark 3D RichMedia Projection'
  )
    .split(' ')
    .map(name),
);
/** Icons and frames that help the reader of a screen and are no content. */
const screenAids = new Set(
  ['Link', 'Popup', 'Text', 'FileAttachment', 'Sound', 'Movie', 'Screen', 'TrapNet'].map(name),
);

/** Annotation flags (ISO 32000-2, Table 167). */
const hiddenFlag = 2;
const printFlag = 4;
const noViewFlag = 32;

function inherited(document: PdfDocument, field: PDFDict, key: string): PDFObject | undefined {
  let current: PDFDict | undefined = field;
  for (let depth = 0; current && depth < maxDepth; depth++) {
    const value = document.resolve(current.get(name(key)));
    if (value !== undefined) return value;
    current = document.dict(current.get(name('Parent')));
  }
  return undefined;
}

function fullName(document: PdfDocument, field: PDFDict): string {
  const parts: string[] = [];
  let current: PDFDict | undefined = field;
  for (let depth = 0; current && depth < maxDepth; depth++) {
    const part = textOf(document.resolve(current.get(name('T'))));
    if (part !== '') parts.unshift(part);
    current = document.dict(current.get(name('Parent')));
  }
  return parts.join('.');
}

function isPushButton(document: PdfDocument, field: PDFDict): boolean {
  const flags = inherited(document, field, 'Ff');
  return flags instanceof PDFNumber && (flags.asNumber() & 0x1_0000) !== 0;
}

/** Whether a reader that draws this widget by itself would draw something: a value, a mark, a caption. */
function showsSomething(document: PdfDocument, field: PDFDict): boolean {
  const type = inherited(document, field, 'FT');
  if (type === name('Btn')) {
    const look = document.dict(field.get(name('MK')));
    return !isPushButton(document, field) || look?.has(name('CA')) === true;
  }
  if (type !== name('Tx') && type !== name('Ch')) return false;
  const value = inherited(document, field, 'V');
  return value !== undefined && textOf(value) !== '' ? true : document.array(value) !== undefined;
}

/** What is uncertain about how an annotation looks: that it has no appearance stream, or shows on paper or screen alone. */
export function annotationPrecautions(document: PdfDocument, annotation: PDFDict, page: number): Precaution[] {
  const subtype = document.resolve(annotation.get(name('Subtype')));
  const flagsObject = document.resolve(annotation.get(name('F')));
  const flags = flagsObject instanceof PDFNumber ? flagsObject.asNumber() : 0;
  if (!(subtype instanceof PDFName) || screenAids.has(subtype) || (flags & hiddenFlag) !== 0) return [];
  const rect = document
    .array(annotation.get(name('Rect')))
    ?.asArray()
    .map((item) => document.resolve(item)?.toString());
  const isEmpty = rect !== undefined && rect[0] === rect[2] && rect[1] === rect[3];
  if (isEmpty) return [];
  const hasAppearance = document.dict(document.dict(annotation.get(name('AP')))?.get(name('N'))) !== undefined;
  const isWidget = subtype === name('Widget');
  if (!hasAppearance) {
    if (isWidget && showsSomething(document, annotation)) {
      return [{ code: 'field-without-appearance', values: { field: plainName(fullName(document, annotation)), page } }];
    }
    return drawnByReaders.has(subtype) ? [{ code: 'annotation-without-appearance', values: { page } }] : [];
  }
  const isButton =
    isWidget && inherited(document, annotation, 'FT') === name('Btn') && isPushButton(document, annotation);
  const [isSeen, isPrinted] = [(flags & noViewFlag) === 0, (flags & printFlag) !== 0];
  return isSeen !== isPrinted && !isButton ? [{ code: 'print-differs', values: { page } }] : [];
}
