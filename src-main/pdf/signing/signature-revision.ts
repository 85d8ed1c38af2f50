import { randomBytes } from 'node:crypto';
import { PDFHexString, PDFName, PDFNumber, type PDFRef } from 'pdf-lib';
import { AppError } from '../../contract/index.ts';
import type { PdfDocument } from '../file/document.ts';
import { isPdfA1 } from '../pages/conformance.ts';
import { annotationRect, isOnPage } from '../pages/page-geometry.ts';
import { type Page, readPage } from '../pages/pages.ts';
import { addArtwork, addImpression } from './appearance.ts';
import type { Artwork } from './artwork.ts';
import { addToForm, addToPage } from './form-additions.ts';
import { dictionary, numbers, Revision } from './revision.ts';
import {
  dateString,
  emptySignatureEntries,
  type UnsignedRevision,
  writeWithByteRange,
} from './signature-placeholder.ts';
import { addToStructure } from './structure-additions.ts';

const name = (text: string) => PDFName.of(text);

/** What one signature field with its seal needs. Lengths in millimetres on the page as displayed. */
export interface SignatureRequest {
  readonly page: number;
  readonly xMm: number;
  readonly yMm: number;
  /** null: a signature that is not seen, as a second one beside a seal. */
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
}

/** A revision with a signature field whose Contents is still zero. */
export interface SignatureRevision extends UnsignedRevision {
  readonly fieldName: string;
  /** Of the artwork, when there is one. */
  readonly artworkRef: PDFRef | undefined;
}

/** What a reader that speaks says of a seal, before the name of who signed. */
const fieldKind = '电子印章：';

const textString = (text: string) => (text === '' ? undefined : PDFHexString.fromText(text));

/** Annotation flags Print and Locked (ISO 32000-2, Table 167): the seal prints and is not dragged away. */
const printAndLocked = 4 + 128;

/** The widget's rectangle and what is drawn in it. Throws SEAL_OFF_PAGE. */
function addSeal(document: PdfDocument, revision: Revision, page: Page, request: SignatureRequest) {
  const { artwork, xMm, yMm } = request;
  // ISO 32000-2, 12.7.5.5: a signature that is not to be seen has a rectangle without width and height.
  if (!artwork) return { rect: [0, 0, 0, 0], appearance: undefined, artworkRef: undefined };
  const area = { xMm, yMm, widthMm: artwork.widthMm, heightMm: artwork.heightMm };
  if (!isOnPage(page, area)) throw new AppError('SEAL_OFF_PAGE', { page: request.page });
  const artworkRef = request.artworkRef ?? addArtwork(revision, artwork);
  return {
    rect: annotationRect(page, area),
    appearance: addImpression(revision, page, { artwork, artworkRef, blends: !isPdfA1(document) }),
    artworkRef,
  };
}

/**
 * Builds the revision that puts a seal on a page as a signature field (ISO 32000-2, 12.7.5.5 and 12.8.1), with the byteRange
 * filled in and room left for the signature. Throws PAGE_OUT_OF_RANGE, SEAL_OFF_PAGE, PDF_DAMAGED.
 */
export function buildSignatureRevision(document: PdfDocument, request: SignatureRequest): SignatureRevision {
  const page = readPage(document, request.page);
  const revision = new Revision(document);
  const { rect, appearance, artworkRef } = addSeal(document, revision, page, request);
  const signature = revision.add(
    dictionary({
      Type: name('Sig'),
      Filter: name(request.filter),
      SubFilter: name(request.subFilter),
      ...emptySignatureEntries(document, request.contentsBytes),
      M: dateString(request.signingTime),
      Name: textString(request.signerName),
      Reason: textString(request.reason),
      Location: textString(request.location),
      Prop_Build: dictionary({ App: dictionary({ Name: name('Qianyin') }) }),
    }),
  );
  const fieldName = `Seal_${randomBytes(6).toString('hex')}`;
  const field = revision.allocate();
  const text = `${fieldKind}${request.signerName}`;
  const tagged = request.artwork ? addToStructure(document, revision, { widget: field, page: page.ref, text }) : null;
  revision.put(
    field,
    dictionary({
      ...tagged,
      Type: name('Annot'),
      Subtype: name('Widget'),
      FT: name('Sig'),
      T: PDFHexString.fromText(fieldName),
      V: signature,
      F: PDFNumber.of(printAndLocked),
      P: page.ref,
      Rect: numbers(rect.map((value) => Math.round(value * 10_000) / 10_000)),
      AP: appearance && dictionary({ N: appearance }),
      MK: page.rotate === 0 ? undefined : dictionary({ R: PDFNumber.of(page.rotate) }),
    }),
  );
  addToPage(document, revision, page.ref, page.dict, field);
  addToForm(document, revision, field);

  return { ...writeWithByteRange(document, revision, signature, request.contentsBytes), fieldName, artworkRef };
}
