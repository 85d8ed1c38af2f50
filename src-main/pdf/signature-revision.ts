import { randomBytes } from 'node:crypto';
import { PDFArray, type PDFDict, PDFHexString, PDFName, PDFNumber, PDFRef, PDFString } from 'pdf-lib';
import { AppError } from '../contract/index.ts';
import { addArtwork, addImpression } from './appearance.ts';
import type { Artwork } from './artwork.ts';
import { damaged } from './damage.ts';
import type { PdfDocument } from './document.ts';
import { annotationRect, isOnPage } from './page-geometry.ts';
import { type Page, readPage } from './pages.ts';
import { arrayOf, dictionary, numbers, Revision, withEntries } from './revision.ts';

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

/** A revision with a signature field whose Contents is still zero. Positions count from the file's first byte. */
export interface SignatureRevision {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly byteRange: readonly [0, number, number, number];
  readonly fieldName: string;
  /** Of the artwork, when there is one. */
  readonly artworkRef: PDFRef | undefined;
}

/** ISO 32000-2, 7.9.4, in UTC. */
function dateString(date: Date): PDFString {
  const digits = date.toISOString().replace(/[-:T]/g, '').slice(0, 14);
  return PDFString.of(`D:${digits}Z00'00'`);
}

const textString = (text: string) => (text === '' ? undefined : PDFHexString.fromText(text));

/** Annotation flags Print and Locked (ISO 32000-2, Table 167): the seal prints and is not dragged away. */
const printAndLocked = 4 + 128;
/** SignaturesExist and AppendOnly (ISO 32000-2, Table 225). */
const signaturesExistAndAppendOnly = 3;

/** Adds `widget` to the page without touching its content: a rewritten /Contents would break earlier signatures. */
function addToPage(document: PdfDocument, revision: Revision, pageRef: PDFRef, page: PDFDict, widget: PDFRef): void {
  const annotations = page.get(name('Annots'));
  const existing = document.array(annotations)?.asArray() ?? [];
  const grown = arrayOf([...existing, widget]);
  if (annotations instanceof PDFRef && document.resolve(annotations) instanceof PDFArray)
    revision.put(annotations, grown);
  else revision.put(pageRef, withEntries(page, { Annots: grown }));
}

/** Adds `field` to the form, making one where there is none. */
function addToForm(document: PdfDocument, revision: Revision, field: PDFRef): void {
  const { catalog, catalogRef } = document;
  const formObject = catalog.get(name('AcroForm'));
  const form = document.dict(formObject);
  if (!form) {
    const made = dictionary({ Fields: arrayOf([field]), SigFlags: PDFNumber.of(signaturesExistAndAppendOnly) });
    revision.put(catalogRef, withEntries(catalog, { AcroForm: revision.add(made) }));
    return;
  }
  const fieldsObject = form.get(name('Fields'));
  const fields = document.array(fieldsObject);
  const grown = arrayOf([...(fields?.asArray() ?? []), field]);
  const flags = document.resolve(form.get(name('SigFlags')));
  const oldFlags = flags instanceof PDFNumber ? flags.asNumber() : 0;
  const newFlags = oldFlags | signaturesExistAndAppendOnly;
  const changes: Record<string, PDFNumber | PDFArray> = {};
  if (newFlags !== oldFlags) changes.SigFlags = PDFNumber.of(newFlags);
  if (fieldsObject instanceof PDFRef && fields) revision.put(fieldsObject, grown);
  else changes.Fields = grown;
  if (Object.keys(changes).length === 0) return;
  const changed = withEntries(form, changes);
  if (formObject instanceof PDFRef) revision.put(formObject, changed);
  else revision.put(catalogRef, withEntries(catalog, { AcroForm: changed }));
}

/** The widget's rectangle and what is drawn in it. Throws SEAL_OFF_PAGE. */
function addSeal(revision: Revision, page: Page, request: SignatureRequest) {
  const { artwork, xMm, yMm } = request;
  // ISO 32000-2, 12.7.5.5: a signature that is not to be seen has a rectangle without width and height.
  if (!artwork) return { rect: [0, 0, 0, 0], appearance: undefined, artworkRef: undefined };
  const area = { xMm, yMm, widthMm: artwork.widthMm, heightMm: artwork.heightMm };
  if (!isOnPage(page, area)) throw new AppError('SEAL_OFF_PAGE', { page: request.page });
  const artworkRef = request.artworkRef ?? addArtwork(revision, artwork);
  return {
    rect: annotationRect(page, area),
    appearance: addImpression(revision, page, artwork, artworkRef),
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
  const { rect, appearance, artworkRef } = addSeal(revision, page, request);
  const startBytes = document.source.sizeBytes;
  // Every position that the byteRange can hold is below this number, so its digits are enough for each.
  const positionDigits = Math.max(10, String(startBytes + request.contentsBytes * 4 + (1 << 26)).length);
  const widestPosition = PDFNumber.of(10 ** positionDigits - 1);
  const signature = revision.add(
    dictionary({
      Type: name('Sig'),
      Filter: name(request.filter),
      SubFilter: name(request.subFilter),
      ByteRange: arrayOf([PDFNumber.of(0), widestPosition, widestPosition, widestPosition]),
      Contents: PDFHexString.of('0'.repeat(request.contentsBytes * 2)),
      M: dateString(request.signingTime),
      Name: textString(request.signerName),
      Reason: textString(request.reason),
      Location: textString(request.location),
      Prop_Build: dictionary({ App: dictionary({ Name: name('Qianyin') }) }),
    }),
  );
  const fieldName = `Seal_${randomBytes(6).toString('hex')}`;
  const field = revision.add(
    dictionary({
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

  const written = revision.write();
  const bytes = Buffer.from(written.bytes.buffer, written.bytes.byteOffset, written.bytes.length);
  const at = written.positionOf(signature);
  const byteRangeAt = bytes.indexOf('/ByteRange [', at, 'latin1');
  const byteRangeEnd = bytes.indexOf(']', byteRangeAt, 'latin1');
  const contentsAt = bytes.indexOf('/Contents <', at, 'latin1') + '/Contents '.length;
  if (byteRangeAt < at || contentsAt < byteRangeAt)
    throw damaged('the signature dictionary was not written as expected');
  const gapStart = startBytes + contentsAt;
  const gapEnd = gapStart + request.contentsBytes * 2 + 2;
  const byteRange = [0, gapStart, gapEnd, startBytes + bytes.length - gapEnd] as const;
  bytes.write(`/ByteRange [${byteRange.join(' ')}`.padEnd(byteRangeEnd - byteRangeAt), byteRangeAt, 'latin1');
  return { bytes, start: startBytes, byteRange, fieldName, artworkRef };
}

/** The revision with the DER of the signature in its Contents. Throws when it does not fit. */
export function fillContents(revision: SignatureRevision, der: Uint8Array): Uint8Array {
  const [, gapStart, gapEnd] = revision.byteRange;
  const room = (gapEnd - gapStart - 2) / 2;
  if (der.length > room) throw new Error(`a signature of ${der.length} bytes does not fit into ${room}`);
  const filled = Buffer.from(revision.bytes);
  filled.write(Buffer.from(der).toString('hex'), gapStart - revision.start + 1, 'latin1');
  return filled;
}
