import { randomBytes } from 'node:crypto';
import { type PDFDict, PDFHexString, PDFNumber, type PDFObject, type PDFRef } from 'pdf-lib';
import { AppError, type Impression } from '../../contract/index.ts';
import type { PdfDocument } from '../file/document.ts';
import { pdfName as name } from '../file/object-reader.ts';
import { isPdfA1 } from '../pages/conformance.ts';
import { annotationRect, displayedRect, isOnPage, unitsPerMm } from '../pages/page-geometry.ts';
import { type Page, readPage } from '../pages/pages.ts';
import { addArtwork, addImpression } from './appearance.ts';
import type { Artwork } from './artwork.ts';
import { lockReference } from './fields/field-demands.ts';
import { type FieldPlace, findFieldPlace } from './fields/field-places.ts';
import { addToForm, addToPage } from './form-additions.ts';
import { emptyReceiptEntry, receiptKey } from './receipt-entry.ts';
import { arrayOf, dictionary, numbers, Revision, withEntries } from './revision.ts';
import { type OtherName, otherNameKeys } from './signature-fields.ts';
import {
  dateString,
  emptySignatureEntries,
  type UnsignedRevision,
  writeWithByteRange,
} from './signature-placeholder.ts';
import { addToStructure } from './structure-additions.ts';

/** What one signature with its seal needs. */
export interface SignatureRequest {
  /** Where the seal, or slices of it, are seen. */
  readonly impressions: readonly [Impression, ...Impression[]];
  /** null: a signature that is not seen, as a second one beside a seal; its field is on the page of the first impression. */
  readonly artwork: Artwork | null;
  /** The artwork where an earlier revision of the same run already holds it. */
  readonly artworkRef?: PDFRef;
  /** The preferred signature handler, /Filter. */
  readonly filter: string;
  readonly subFilter: string;
  /** Room for the DER of the signature. */
  readonly contentsBytes: number;
  readonly signingTime: Date;
  readonly signerName: string;
  readonly reason: string;
  readonly location: string;
  /** What the seal says in the place of the signer's name, where it is known to be another. */
  readonly otherName?: OtherName | undefined;
}

/** A revision with a signature field whose Contents is still zero. */
export interface SignatureRevision extends UnsignedRevision {
  /** One for each impression, in their order. */
  readonly fieldNames: readonly [string, ...string[]];
  /** Of the artwork, when there is one. */
  readonly artworkRef: PDFRef | undefined;
}

/** What a reader that speaks says of a seal, before the name of who signed. */
const fieldKind = '电子印章：';

/** Third-class names (ISO 32000-2, Annex E), which mean nothing to other programs; the range of the signature covers them. */
function otherNameEntries(otherName: OtherName | undefined) {
  if (otherName === undefined) return {};
  return { [otherNameKeys.onSeal]: textString(otherName.onSeal), [otherNameKeys.reason]: textString(otherName.reason) };
}

const textString = (text: string) => (text === '' ? undefined : PDFHexString.fromText(text));

/** Annotation flags Print and Locked (ISO 32000-2, Table 167): the seal prints and is not dragged away. */
const printAndLocked = 4 + 128;
/** Print alone, with Locked, and with LockedContents too. */
const plainFlags = [4, printAndLocked, printAndLocked + 512];

/** What is seen of a signature on one page, and where: in user space of the page. */
interface SeenPart {
  /** The field that the file brings for it; null: one is made. */
  readonly place: FieldPlace | null;
  readonly page: Page;
  readonly rect: readonly number[];
  readonly appearance: PDFRef | undefined;
}

/** Throws PAGE_OUT_OF_RANGE, SEAL_OFF_PAGE. */
function addSeal(
  document: PdfDocument,
  revision: Revision,
  { artwork, artworkRef: known, impressions }: SignatureRequest,
): { parts: SeenPart[]; artworkRef: PDFRef | undefined } {
  // ISO 32000-2, 12.7.5.5: a signature that is not to be seen has a rectangle without width and height.
  const unseen = { place: null, rect: [0, 0, 0, 0], appearance: undefined };
  if (!artwork) return { parts: [{ page: readPage(document, impressions[0].page), ...unseen }], artworkRef: undefined };
  const blends = !isPdfA1(document);
  const artworkRef = known ?? addArtwork(revision, artwork, blends);
  // Hundreds of pages may show the same slice, which is then there once.
  const appearances = new Map<string, PDFRef>();
  const appearanceOn = (page: Page, { slice }: Impression): PDFRef => {
    const key = JSON.stringify([slice, page.rotate, unitsPerMm(page)]);
    const known = appearances.get(key) ?? addImpression(revision, page, { artwork, artworkRef, slice, blends });
    appearances.set(key, known);
    return known;
  };
  const parts = impressions.map((impression): SeenPart => {
    if (impression.field !== undefined)
      return intoField(document, revision, impression, { artwork, artworkRef, blends });
    const page = readPage(document, impression.page);
    if (!isOnPage(page, impression)) throw new AppError('SEAL_OFF_PAGE', { page: impression.page });
    const appearance = appearanceOn(page, impression);
    return { place: null, page, rect: annotationRect(page, impression), appearance };
  });
  return { parts, artworkRef };
}

/** The seal in the middle of a field that the file brings, in the size of the impression. Throws FIELD_NOT_FOUND, FIELD_UNSUITABLE. */
function intoField(
  document: PdfDocument,
  revision: Revision,
  { field = '', widthMm, heightMm }: Impression,
  drawn: { artwork: Artwork; artworkRef: PDFRef; blends: boolean },
): SeenPart {
  const place = findFieldPlace(document, field);
  const { page, rect } = place;
  const unit = unitsPerMm(page);
  const shown = displayedRect(page, rect);
  const frame = { width: shown.widthMm * unit, height: shown.heightMm * unit };
  const [width, height] = [widthMm * unit, heightMm * unit];
  const seal = { x: (frame.width - width) / 2, y: (frame.height - height) / 2, width, height };
  const appearance = addImpression(revision, page, { ...drawn, slice: null, framed: { frame, seal } });
  return { place, page, rect, appearance };
}

/** Puts the signature into a field that the file brings; its place stays what it is. */
function fillField(
  revision: Revision,
  { field, page }: FieldPlace,
  { signature, appearance }: { signature: PDFRef; appearance: PDFRef | undefined },
): void {
  // No more than needed: some readers take other changes for edits of the form.
  const flags = field.dict.get(name('F'));
  const isPlain = flags instanceof PDFNumber && plainFlags.includes(flags.asNumber());
  const characteristics = dictionary({ R: page.rotate === 0 ? undefined : PDFNumber.of(page.rotate) });
  const shown: Record<string, PDFObject> = {
    ...(isPlain ? {} : { F: PDFNumber.of(printAndLocked) }),
    // Its border and its background would be another appearance beside the seal.
    ...(page.rotate !== 0 || field.dict.has(name('MK')) ? { MK: characteristics } : {}),
    ...(appearance ? { AP: dictionary({ N: appearance }) } : {}),
  };
  revision.put(field.ref, withEntries(field.dict, { V: signature, ...shown }));
}

/** The fields that show one signature: each names its value, by which readers and verifiers know them as one. */
function addFields(
  document: PdfDocument,
  revision: Revision,
  parts: readonly SeenPart[],
  { signature, fieldNames, text }: { signature: PDFRef; fieldNames: readonly string[]; text: string | null },
): { page: Page; field: PDFRef }[] {
  const fields = parts.map(({ page }) => ({ page, field: revision.allocate() }));
  const widgets = fields.map(({ page, field }) => ({ widget: field, page: page.ref }));
  const tagged = text === null ? null : addToStructure(document, revision, widgets, text);
  for (const [index, { page, rect, appearance }] of parts.entries()) {
    const field = fields[index]?.field;
    if (!field) continue;
    revision.put(
      field,
      dictionary({
        ...tagged?.[index],
        Type: name('Annot'),
        Subtype: name('Widget'),
        FT: name('Sig'),
        T: PDFHexString.fromText(fieldNames[index] ?? ''),
        V: signature,
        F: PDFNumber.of(printAndLocked),
        P: page.ref,
        Rect: numbers(rect.map((value) => Math.round(value * 10_000) / 10_000)),
        AP: appearance && dictionary({ N: appearance }),
        MK: page.rotate === 0 ? undefined : dictionary({ R: PDFNumber.of(page.rotate) }),
      }),
    );
  }
  return fields;
}

/**
 * Builds the revision that puts a seal on pages as signature fields (ISO 32000-2, 12.7.5.5 and 12.8.1) of one signature, with the byteRange filled in
 * and room left for the signature. Throws PAGE_OUT_OF_RANGE, SEAL_OFF_PAGE, PDF_DAMAGED.
 */
export function buildSignatureRevision(document: PdfDocument, request: SignatureRequest): SignatureRevision {
  const revision = new Revision(document);
  const { parts, artworkRef } = addSeal(document, revision, request);
  const locks = parts.flatMap(({ place }) => (place && lockReference(document, place.field)) ?? []);
  const signature = revision.add(
    dictionary({
      Type: name('Sig'),
      Filter: name(request.filter),
      SubFilter: name(request.subFilter),
      ...emptySignatureEntries(document, request.contentsBytes),
      // Right behind the Contents, where fillReceipt finds its room.
      [receiptKey]: emptyReceiptEntry(),
      M: dateString(request.signingTime),
      Name: textString(request.signerName),
      Reason: textString(request.reason),
      Location: textString(request.location),
      ...otherNameEntries(request.otherName),
      Reference: locks.length > 0 ? arrayOf(locks) : undefined,
      Prop_Build: dictionary({ App: dictionary({ Name: name('Qianyin') }) }),
    }),
  );
  const made = parts.filter(({ place }) => place === null);
  for (const { place, appearance } of parts) if (place) fillField(revision, place, { signature, appearance });
  const fieldName = `Seal_${randomBytes(6).toString('hex')}`;
  const text = request.artwork ? `${fieldKind}${request.signerName}` : null;
  const madeNames = made.map((_, index) => (index === 0 ? fieldName : `${fieldName}_${index + 1}`));
  const fields = addFields(document, revision, made, { signature, fieldNames: madeNames, text });
  const pages = new Map<PDFRef, { dict: PDFDict; widgets: PDFRef[] }>();
  for (const { page, field } of fields) {
    const sealed = pages.get(page.ref) ?? { dict: page.dict, widgets: [] };
    sealed.widgets.push(field);
    pages.set(page.ref, sealed);
  }
  for (const [ref, { dict, widgets }] of pages) addToPage(document, revision, ref, dict, widgets);
  addToForm(
    document,
    revision,
    fields.map(({ field }) => field),
  );
  const unnamed = [...madeNames];
  const [first = fieldName, ...others] = parts.map(({ place }) => place?.field.name ?? unnamed.shift() ?? fieldName);
  return {
    ...writeWithByteRange(document, revision, signature, request.contentsBytes),
    fieldNames: [first, ...others],
    artworkRef,
  };
}
