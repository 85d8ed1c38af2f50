import { PDFArray, PDFDict, PDFHexString, PDFName, PDFNumber, type PDFObject, PDFRef, PDFString } from 'pdf-lib';
import type { Receipt } from '../../contract/index.ts';
import { damaged } from '../file/damage.ts';
import { type PdfDocument, textOf } from '../file/document.ts';
import { pdfName as name, readAt } from '../file/object-reader.ts';
import type { Box } from '../pages/pages.ts';
import type { CoveredBytes } from './byte-range-digester.ts';
import { readReceipt, receiptKey } from './receipt-entry.ts';

/** A field of type Sig (ISO 32000-2, 12.7.5.5). `value` is null while it is empty. */
export interface SignatureField {
  readonly name: string;
  readonly ref: PDFRef | null;
  readonly dict: PDFDict;
  readonly value: SignatureValue | null;
  /** The widget's page reference and rectangle; null for an invisible or absent widget. */
  readonly widget: { readonly pageRef: PDFRef | null; readonly rect: Box } | null;
}

/** A signature dictionary (ISO 32000-2, 12.8.1). */
export interface SignatureValue {
  readonly ref: PDFRef | null;
  readonly dict: PDFDict;
  readonly filter: string;
  readonly subFilter: string;
  readonly byteRange: readonly number[];
  /** Whether its numbers are written as integers: `100.0` is none. */
  readonly hasIntegerByteRange: boolean;
  /** The bytes between `<` and `>`, zero padding included. */
  readonly contents: Uint8Array;
  /** Where the Contents string stands in the file, `<` and `>` included; null when it is in no file-level object or holds other characters. */
  readonly contentsSpan: { readonly start: number; readonly end: number } | null;
  /** /Cert, which signatures without CMS need: the signer's certificate first. Empty when absent. */
  readonly certificates: readonly Uint8Array[];
  readonly signingTime: string;
  readonly signerName: string;
  readonly reason: string;
  readonly location: string;
  /** What the signer says of the name on the seal, where it is another than his; null where he says nothing. */
  readonly otherName: OtherName | null;
  /** Its place in the ledger that it says made it; null where it names none. */
  readonly receipt: Receipt | null;
}

/** The name on a seal that is not the one in the certificate, and what whoever made the seal said of that. */
export interface OtherName {
  readonly onSeal: string;
  readonly reason: string;
}

/** Where a signature dictionary of ours says that its seal bears another name than its certificate. */
export const otherNameKeys = { onSeal: 'XXQianyin_NameOnSeal', reason: 'XXQianyin_NameReason' } as const;

const maxFields = 200_000;
const maxDepth = 64;
const maxCertificates = 64;

function word(object: PDFObject | undefined): string {
  return object instanceof PDFName ? object.asString().slice(1) : '';
}

/** All signature fields, in the order of the form, kids of non-terminal fields included. */
export function readSignatureFields(document: PdfDocument): SignatureField[] {
  const form = document.dict(document.catalog.get(name('AcroForm')));
  const roots = document.array(form?.get(name('Fields')));
  if (!roots) return [];
  const found: SignatureField[] = [];
  const seen = new Set<PDFRef>();
  let visited = 0;
  // Hundreds of fields may be of one signature.
  const values = new Map<PDFRef, SignatureValue | null>();
  const valueHeld = (held: HeldValue | undefined): SignatureValue | null => {
    if (!(held?.object instanceof PDFRef)) return readValue(document, held);
    const known = values.get(held.object);
    if (known !== undefined) return known;
    const value = readValue(document, held);
    values.set(held.object, value);
    return value;
  };

  function visit(
    object: PDFObject,
    parentName: string,
    parentType: string,
    parentValue: HeldValue | undefined,
    depth: number,
  ) {
    if (object instanceof PDFRef) {
      if (seen.has(object)) return;
      seen.add(object);
    }
    if (++visited > maxFields || depth > maxDepth) throw damaged('the form has too many fields');
    const dict = document.dict(object);
    if (!dict) return;
    const partialName = textOf(document.resolve(dict.get(name('T'))));
    const fullName = [parentName, partialName].filter((part) => part !== '').join('.');
    const type = word(document.resolve(dict.get(name('FT')))) || parentType;
    const own = dict.get(name('V'));
    const value = own ? { object: own, holder: object instanceof PDFRef ? object : null } : parentValue;
    const kids = document.array(dict.get(name('Kids')))?.asArray() ?? [];
    const childFields = kids.filter((kid) => document.dict(kid)?.has(name('T')));
    if (childFields.length > 0) {
      for (const kid of childFields) visit(kid, fullName, type, value, depth + 1);
      return;
    }
    if (type !== 'Sig') return;
    const widgetDict = dict.has(name('Rect')) ? dict : (document.dict(kids[0]) ?? dict);
    found.push({
      name: fullName,
      ref: object instanceof PDFRef ? object : null,
      dict,
      value: valueHeld(value),
      widget: readWidget(document, widgetDict),
    });
  }

  for (const root of roots.asArray()) visit(root, '', '', undefined, 0);
  return found;
}

function readWidget(document: PdfDocument, dict: PDFDict): SignatureField['widget'] {
  const rect = document.array(dict.get(name('Rect')));
  const numbers = rect?.asArray().map((item) => {
    const value = document.resolve(item);
    return value instanceof PDFNumber ? value.asNumber() : Number.NaN;
  });
  const [a = 0, b = 0, c = 0, d = 0] = numbers ?? [];
  const box: Box = [Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d)];
  if (!box.every(Number.isFinite) || box[2] <= box[0] || box[3] <= box[1]) return null;
  const page = dict.get(name('P'));
  return { pageRef: page instanceof PDFRef ? page : null, rect: box };
}

function readValue(document: PdfDocument, held: HeldValue | undefined): SignatureValue | null {
  const object = held?.object;
  const dict = document.dict(object);
  if (!dict) return null;
  const ref = object instanceof PDFRef ? object : null;
  const contents = document.resolve(dict.get(name('Contents')));
  // Direct, as ISO 32000-2, Table 255 asks: numbers that stand elsewhere could be exchanged.
  const byteRangeObject = dict.get(name('ByteRange'));
  const byteRange = byteRangeObject instanceof PDFArray ? byteRangeObject.asArray() : [];
  const written = readAsWritten(document, ref, held?.holder ?? null);
  return {
    ref,
    dict,
    filter: word(document.resolve(dict.get(name('Filter')))),
    subFilter: word(document.resolve(dict.get(name('SubFilter')))),
    byteRange: byteRange.map((item) => (item instanceof PDFNumber ? item.asNumber() : Number.NaN)),
    contents: contents instanceof PDFHexString ? contents.asBytes() : new Uint8Array(),
    hasIntegerByteRange: written?.hasIntegerByteRange ?? true,
    contentsSpan: written?.contentsSpan ?? null,
    certificates: readCertificates(document, dict.get(name('Cert'))),
    signingTime: textOf(document.resolve(dict.get(name('M')))),
    signerName: textOf(document.resolve(dict.get(name('Name')))),
    reason: textOf(document.resolve(dict.get(name('Reason')))),
    location: textOf(document.resolve(dict.get(name('Location')))),
    otherName: readOtherName(document, dict),
    receipt: readReceipt(dict.get(name(receiptKey))),
  };
}

function readOtherName(document: PdfDocument, dict: PDFDict): SignatureValue['otherName'] {
  const onSeal = textOf(document.resolve(dict.get(name(otherNameKeys.onSeal))));
  const reason = textOf(document.resolve(dict.get(name(otherNameKeys.reason))));
  return onSeal === '' ? null : { onSeal, reason };
}

/** One byte string or an array of them. */
function readCertificates(document: PdfDocument, entry: PDFObject | undefined): Uint8Array[] {
  const strings = document.array(entry)?.asArray().slice(0, maxCertificates) ?? (entry ? [entry] : []);
  return strings.flatMap((item) => {
    const string = document.resolve(item);
    return string instanceof PDFHexString || string instanceof PDFString ? [string.asBytes()] : [];
  });
}

/** Digits and blanks (ISO 32000-2, 7.3.4.3): anything else would be read in one way by some readers and in another by others. */
const hexadecimalString = /^<[\dA-Fa-f\0\t\n\f\r ]*>$/;
/** An array of integers (ISO 32000-2, 7.3.3) once comments are left out. */
const integerArray = /^\[[\d+\-\0\t\n\f\r ]*\]$/;

/** The value of a field, and the object of the field that has it. */
interface HeldValue {
  readonly object: PDFObject;
  readonly holder: PDFRef | null;
}

/** What the very object that the xref gives says, the field itself where its value has no object of its own; found by parsing it and not by searching; null where readers may differ. */
function readAsWritten(
  document: PdfDocument,
  ref: PDFRef | null,
  holder: PDFRef | null,
): Pick<SignatureValue, 'contentsSpan' | 'hasIntegerByteRange'> | null {
  const object = ref ?? holder;
  const entry = object && document.xref.lookup(object.objectNumber);
  if (entry?.kind !== 'offset') return null;
  return readAt(document.source, entry.offset, 'a signature dictionary is malformed', (reader) => {
    reader.takeObjectHeader();
    if (!ref) {
      const values = reader.takeDictionaryLayout().filter(({ key }) => key === name('V'));
      const [value] = values;
      if (!value || values.length > 1 || !(value.value instanceof PDFDict)) return null;
      reader.moveTo(value.start);
    }
    const layout = reader.takeDictionaryLayout();
    // With a key twice, readers differ on which counts.
    const isUnambiguous = new Set(layout.map(({ key }) => key)).size === layout.length && !reader.hasDuplicateKeys;
    if (!isUnambiguous) return null;
    const contents = layout.find(({ key }) => key === name('Contents'));
    const byteRange = layout.find(({ key }) => key === name('ByteRange'));
    const byteRangeText = byteRange ? reader.textBetween(byteRange.start, byteRange.end) : '';
    return {
      contentsSpan:
        contents?.value instanceof PDFHexString &&
        hexadecimalString.test(reader.textBetween(contents.start, contents.end))
          ? { start: entry.offset + contents.start, end: entry.offset + contents.end }
          : null,
      hasIntegerByteRange: integerArray.test(byteRangeText.replace(/%[^\r\n]*/g, '')),
    };
  });
}

/** What can be wrong with /ByteRange. */
export type ByteRangeProblem =
  | 'never-filled'
  | 'not-two-ranges'
  | 'not-a-position'
  | 'not-an-integer'
  | 'does-not-begin-at-zero'
  | 'contents-not-found'
  | 'gap-is-not-contents'
  | 'beyond-the-file'
  | 'does-not-end-at-a-revision';

/** A placeholder that no signature was ever put into. */
export function isNeverFilled({ contents }: Pick<SignatureValue, 'contents'>): boolean {
  return contents.length > 0 && contents.every((byte) => byte === 0);
}

/**
 * Whether a byteRange covers everything from the first byte to `coveredUntil` but exactly the Contents string of its own
 * signature dictionary (ISO 32000-2, 12.8.1). `problem` names what is wrong.
 */
export function checkByteRange(
  document: PdfDocument,
  value: SignatureValue,
): { ok: true; covered: CoveredBytes } | { ok: false; problem: ByteRangeProblem } {
  const [first, gapStart, gapEnd, length] = value.byteRange;
  if (
    value.byteRange.length !== 4 ||
    first === undefined ||
    gapStart === undefined ||
    gapEnd === undefined ||
    length === undefined
  ) {
    return { ok: false, problem: 'not-two-ranges' };
  }
  if (![first, gapStart, gapEnd, length].every((number) => Number.isSafeInteger(number) && number >= 0)) {
    return { ok: false, problem: 'not-a-position' };
  }
  if (!value.hasIntegerByteRange) return { ok: false, problem: 'not-an-integer' };
  if (first !== 0) return { ok: false, problem: 'does-not-begin-at-zero' };
  if (!value.contentsSpan) return { ok: false, problem: 'contents-not-found' };
  if (gapStart !== value.contentsSpan.start || gapEnd !== value.contentsSpan.end) {
    return { ok: false, problem: 'gap-is-not-contents' };
  }
  const coveredUntil = gapEnd + length;
  if (coveredUntil > document.source.sizeBytes) return { ok: false, problem: 'beyond-the-file' };
  const tail = Buffer.from(document.source.read(Math.max(0, coveredUntil - 32), Math.min(32, coveredUntil))).toString(
    'latin1',
  );
  if (!/%%EOF[\r\n\s\0]*$/.test(tail)) return { ok: false, problem: 'does-not-end-at-a-revision' };
  return { ok: true, covered: { gapStart, gapEnd, coveredUntil } };
}
