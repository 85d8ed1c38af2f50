import { type PDFDict, PDFHexString, PDFName, PDFNull, PDFNumber, type PDFObject, PDFRef, PDFString } from 'pdf-lib';
import { type PdfDocument, textOf } from '../file/document.ts';
import { annotationBox } from '../pages/annotation-box.ts';
import { displayedRect } from '../pages/page-geometry.ts';
import { annotationPage } from '../pages/page-places.ts';
import { readPage } from '../pages/pages.ts';
import { plainName } from './precaution.ts';

const name = (text: string) => PDFName.of(text);
/** Field flag (ISO 32000-2, Table 227): a program fills it in, if anybody does. */
const readOnlyFlag = 1;
/** Invisible, Hidden and NoView (ISO 32000-2, Table 167). */
const unseenFlags = 1 + 2 + 32;
const maxVisited = 20_000;
const maxDepth = 64;
/** More blanks than any form that people fill in has are not told apart. */
const mostFound = 500;

/** A text field that nobody has filled in, and where it stands on its page as displayed. Plain data. */
export interface EmptyTextField {
  /** What its form calls it for people, else its name. */
  readonly name: string;
  readonly page: number;
  readonly area: ReturnType<typeof displayedRect>;
}

interface Inherited {
  readonly type: PDFObject | undefined;
  readonly flags: number;
  readonly value: PDFObject | undefined;
  readonly label: string;
}

const numberOf = (object: PDFObject | undefined) => (object instanceof PDFNumber ? object.asNumber() : 0);

function isFilled(value: PDFObject | undefined): boolean {
  if (value === undefined || value === PDFNull) return false;
  const isText = value instanceof PDFString || value instanceof PDFHexString;
  // A value may be a stream: what it holds is something.
  return !isText || textOf(value).trim() !== '';
}

/** The text fields of a form without a value (ISO 32000-2, 12.7.5.3) that can be seen and filled in, in the order of the form. */
export function emptyTextFields(document: PdfDocument): EmptyTextField[] {
  const found: EmptyTextField[] = [];
  const seen = new Set<PDFRef>();
  let visited = 0;

  function add(dict: PDFDict, ref: PDFObject, label: string): boolean {
    const isUnseen = (numberOf(document.resolve(dict.get(name('F')))) & unseenFlags) !== 0;
    const rect = annotationBox(document, dict);
    const page = ref instanceof PDFRef ? annotationPage(document, ref) : null;
    if (isUnseen || !rect || page === null) return false;
    const area = displayedRect(readPage(document, page), rect);
    if (area.widthMm <= 0 || area.heightMm <= 0) return false;
    found.push({ name: plainName(label), page, area });
    return true;
  }

  function visit(object: PDFObject, above: Inherited, depth: number): void {
    if (++visited > maxVisited || depth > maxDepth || found.length >= mostFound) return;
    if (object instanceof PDFRef) {
      if (seen.has(object)) return;
      seen.add(object);
    }
    const dict = document.dict(object);
    if (!dict) return;
    const own = (key: string) => document.resolve(dict.get(name(key)));
    const here: Inherited = {
      type: own('FT') ?? above.type,
      flags: dict.has(name('Ff')) ? numberOf(own('Ff')) : above.flags,
      value: own('V') ?? above.value,
      label: textOf(own('TU')) || textOf(own('T')) || above.label,
    };
    const kids = document.array(dict.get(name('Kids')))?.asArray() ?? [];
    const fields = kids.filter((kid) => document.dict(kid)?.has(name('T')));
    if (fields.length > 0) {
      for (const field of fields) visit(field, here, depth + 1);
      return;
    }
    if (here.type !== name('Tx') || (here.flags & readOnlyFlag) !== 0 || isFilled(here.value)) return;
    // A field that stands in several places is one blank.
    const places = dict.has(name('Rect')) ? [object] : kids;
    places.some((place) => {
      const widget = document.dict(place);
      return widget !== undefined && add(widget, place, here.label);
    });
  }

  const form = document.dict(document.catalog.get(name('AcroForm')));
  for (const root of document.array(form?.get(name('Fields')))?.asArray() ?? []) {
    visit(root, { type: undefined, flags: 0, value: undefined, label: '' }, 0);
  }
  return found;
}
