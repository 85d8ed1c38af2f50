import { PDFRef } from 'pdf-lib';
import { AppError, type EmbeddedFile } from '../../contract/index.ts';
import { type ByteSource, prefixSource } from '../../files/index.ts';
import { BoundedCache } from '../../runtime/index.ts';
import { buildAttachmentRevision, type NewAttachment } from '../attachments/attachment-revision.ts';
import { type Attachment, hasNamedData, readAttachments } from '../attachments/attachments.ts';
import { listChanges } from '../changes/changes.ts';
import { compareRevisions } from '../changes/revision-comparison.ts';
import { openPdf, type PdfDocument } from '../file/document.ts';
import { findReferences } from '../file/reference-scan.ts';
import { claimedStandards } from '../pages/conformance.ts';
import { openAsViewersDo } from '../pages/damaged-document.ts';
import { assertPageCount } from '../pages/page-count-check.ts';
import { displayedSize } from '../pages/page-geometry.ts';
import { pagesListing } from '../pages/page-places.ts';
import { pageCount, readPage } from '../pages/pages.ts';
import { type EmptyTextField, emptyTextFields } from '../precautions/empty-text-fields.ts';
import type { Precaution } from '../precautions/precaution.ts';
import { findPrecautions } from '../precautions/precautions.ts';
import { assertUnambiguous } from '../precautions/unambiguous.ts';
import {
  comparePictures,
  type PictureFinding,
  pictureTimeMs,
  type SignedRevision,
} from '../rendering/compare-pictures.ts';
import { isDrawable } from '../rendering/page-limits.ts';
import { endPictures, openForPictures, preparePictures } from '../rendering/picture-thread.ts';
import { type GreyRaster, greyOf } from '../rendering/raster.ts';
import { type PageArea, seenAreas } from '../rendering/seen-areas.ts';
import { flatCopy } from '../repair/flat-copy.ts';
import type { Artwork } from '../signing/artwork.ts';
import type { CoveredBytes } from '../signing/byte-range-digester.ts';
import { bearsSignature } from '../signing/detached-signatures.ts';
import { buildDocumentTimestampRevision } from '../signing/document-timestamp.ts';
import { demandsOf, type FieldDemands } from '../signing/fields/field-demands.ts';
import { type SignatureFieldFacts, signatureFieldFacts } from '../signing/fields/field-places.ts';
import { buildProofRevision, type ProofRequest, type ProofRevision } from '../signing/proof-revision.ts';
import { assertMayStamp, needsAppearances, type StampedFields } from '../signing/restrictions.ts';
import {
  buildSecurityStoreRevision,
  readSecurityStore,
  type SecurityStore,
  type ValidationData,
} from '../signing/security-store.ts';
import { checkByteRange, readSignatureFields } from '../signing/signature-fields.ts';
import type { UnsignedRevision } from '../signing/signature-placeholder.ts';
import { buildSignatureRevision, type SignatureRequest } from '../signing/signature-revision.ts';
import { takesWidgets } from '../signing/structure-additions.ts';
import type { TextRun } from '../text/text-run.ts';

/** The document that a task is about. `needMore` asks for time beside the limit. */
export interface TaskPlace {
  readonly source: ByteSource;
  readonly password: string | undefined;
  /** The document that `source` is; parsed once for the tasks that follow one another. */
  document(): PdfDocument;
  /** The same to be looked at: what viewers repair is repaired, see `openAsViewersDo`. */
  shown(): PdfDocument;
  needMore(ms: number): void;
}

/**
 * Of what a window draws, where nobody watches its memory: a page on A3 scanned with 600 dpi takes 7 bytes for a point,
 * an operator up to 500.
 */
const previewLimits = { imagePixels: 70_000_000, operators: 800_000 };

/** What a window shows of a document before its pages. Lengths in millimetres. */
export interface DocumentFacts {
  readonly sizeBytes: number;
  readonly pageCount: number;
  readonly firstPage: { readonly widthMm: number; readonly heightMm: number };
  readonly signatureCount: number;
  readonly encrypted: boolean;
  /** What viewers have to repair. */
  readonly damage: string | null;
}

/** What a stamp would meet in a document, or cost it. */
export interface DocumentPrecautions {
  readonly needsAppearances: boolean;
  /** The part of PDF/A that it claims. */
  readonly pdfA: number | null;
  /** It claims PDF/UA, and its structure does not take a seal. */
  readonly losesPdfUa: boolean;
  readonly isEncrypted: boolean;
  readonly mayPrint: boolean;
  readonly pageCount: number;
  /** The pages that were asked for, with their sizes as displayed. */
  readonly pages: readonly (DocumentFacts['firstPage'] & { readonly page: number; readonly rotate: number })[];
  readonly found: readonly Precaution[];
  /** Text fields of its form that nobody has filled in. */
  readonly emptyFields: readonly EmptyTextField[];
}

/** Of a document that may be stamped. */
export interface StampableFacts {
  readonly pageCount: number;
  readonly isSigned: boolean;
  /** What its signatures cover. */
  readonly covered: readonly CoveredBytes[];
  /** A file within it names values that are to agree with its pages. */
  readonly hasNamedData: boolean;
}

export interface SealRevision extends UnsignedRevision {
  /** One for each impression, in their order. */
  readonly fieldNames: readonly [string, ...string[]];
  /** The number of the object that holds the artwork, when there is one. */
  readonly artworkObject: number | undefined;
}

/** Artwork by a name that its sender gave it; the artwork itself is sent once, or when the thread has not kept it. */
export interface NamedArtwork {
  readonly name: string;
  readonly artwork: Artwork | null;
}

/** What was drawn last: many files get the same seal, and what is encoded once is kept with it. */
const artworks = new BoundedCache<string, Artwork>(16);

export type SealRevisionRequest = Omit<SignatureRequest, 'artworkRef' | 'artwork'> & {
  readonly artwork: NamedArtwork | null;
  /** The artwork where an earlier revision of the same run already holds it. */
  readonly artworkObject: number | undefined;
};

/** What a page of a proof takes beside the limit. */
const perProofPageMs = 5;

type NoInput = Record<string, never>;

/** What the text of a page takes beside the limit. */
const perTextMs = 500;

/** What long-term data are added to. */
export interface StoreFacts {
  readonly mayChange: boolean;
  readonly store: SecurityStore;
}

/**
 * The bytes that a signature's revision ends with; all of them are in the file still.
 * @throws AppError INVALID_INPUT, also where several signatures have the name: what one signed would be shown for the other; PDF_DAMAGED
 */
function revisionOf({ source, password, shown }: TaskPlace, fieldName: string): PdfDocument {
  const whole = shown();
  const named = readSignatureFields(whole).flatMap(({ name, value }) => (name === fieldName && value ? [value] : []));
  const isOne = named.every(({ dict }) => dict === named[0]?.dict);
  const checked = named[0] && isOne ? checkByteRange(whole, named[0]) : null;
  if (!checked?.ok) throw new AppError('INVALID_INPUT', { detail: `fieldName ${fieldName}` });
  return openAsViewersDo(prefixSource(source, checked.covered.coveredUntil), { password });
}

/** Of which revisions pages are compared, and which pages. */
interface PictureQuestion {
  readonly asked: readonly SignedRevision[];
  readonly touchedOnly: boolean;
  readonly mostPages?: number | undefined;
}

function compare(
  { document, password, needMore }: TaskPlace,
  { asked, touchedOnly, mostPages }: PictureQuestion,
): Promise<PictureFinding[][]> {
  const onPages = (pages: number) => needMore(pictureTimeMs(pages));
  return comparePictures(document(), asked, { password, touchedOnly, mostPages, onPages });
}

/**
 * Whether all that came after `signedUntil` is the seals in these fields, by the rules for what comes after a signature: then every page
 * shows what it showed, and the seals. False also where that cannot be told.
 */
function addsSealsOnly(
  { document, source, password }: TaskPlace,
  signedUntil: number,
  fieldNames: ReadonlySet<string>,
): boolean {
  try {
    const before = openPdf(prefixSource(source, signedUntil), { password });
    const { found } = compareRevisions(before, document(), signedUntil);
    const isOurs = (fieldName: string | null) => fieldName !== null && fieldNames.has(fieldName);
    return found.every(
      ({ kind, fieldName }) => kind === 'signature-tagged' || (kind === 'signature-added' && isOurs(fieldName)),
    );
  } catch {
    return false;
  }
}

/** Whether the document before `signedUntil` refers to a number that was free there and has an object now: where it does, that object shows as well. */
function fillsHole({ document, source, password }: TaskPlace, signedUntil: number): boolean {
  const before = openPdf(prefixSource(source, signedUntil), { password });
  const first = before.xref.nextObjectNumber;
  const count = Math.max(0, document().xref.nextObjectNumber - first);
  let isFilled = false;
  findReferences(
    before,
    Array.from({ length: count }, (_, index) => first + index),
    () => {
      isFilled = true;
    },
  );
  return isFilled;
}

/** What is done with a document of somebody else's making, all of it in a thread with limits. Answers are plain data. */
export const documentTasks = {
  /** @throws AppError INVALID_INPUT without such a signature, and what opening a document throws */
  describe(place: TaskPlace, { fieldName }: { fieldName?: string | undefined }): DocumentFacts {
    const document = fieldName === undefined ? place.shown() : revisionOf(place, fieldName);
    assertPageCount(document);
    return {
      sizeBytes: document.source.sizeBytes,
      pageCount: pageCount(document),
      firstPage: displayedSize(readPage(document, 1)),
      signatureCount: readSignatureFields(document).filter(({ value }) => value).length,
      encrypted: document.security !== null,
      damage: document.damage,
    };
  },

  /** @throws AppError PAGE_OUT_OF_RANGE, PDF_DAMAGED */
  describePage(
    { shown }: TaskPlace,
    { page }: { page: number },
  ): DocumentFacts['firstPage'] & { readonly drawable: boolean } {
    const opened = readPage(shown(), page);
    return { ...displayedSize(opened), drawable: isDrawable(shown(), opened.dict, previewLimits) };
  },

  /** @throws AppError what forbids stamping these pages: PDF_…, PAGE_OUT_OF_RANGE */
  assertStampable(
    { document }: TaskPlace,
    { pages, stamped }: { pages: readonly number[]; stamped: StampedFields },
  ): StampableFacts {
    const opened = document();
    const fields = readSignatureFields(opened);
    assertMayStamp(opened, fields, stamped);
    assertUnambiguous(opened, pages, fields);
    const covered = fields.flatMap(({ value }) => {
      const checked = value ? checkByteRange(opened, value) : null;
      return checked?.ok ? [checked.covered] : [];
    });
    return {
      pageCount: pageCount(opened),
      isSigned: fields.some(({ value }) => value !== null),
      covered,
      hasNamedData: hasNamedData(opened),
    };
  },

  /** The signature fields that the file brings, in the order of its form. */
  signatureFields({ document }: TaskPlace, _: NoInput): SignatureFieldFacts[] {
    return signatureFieldFacts(document());
  },

  /** What fields ask of a signature in them, by their names and in the order asked. */
  fieldDemands({ document }: TaskPlace, { fieldNames }: { fieldNames: readonly string[] }): FieldDemands[] {
    const opened = document();
    const fields = readSignatureFields(opened);
    return fieldNames.map((name) => {
      const field = fields.find((one) => one.name === name);
      return field ? demandsOf(opened, field) : { seed: null, lock: null };
    });
  },

  /** @throws AppError PDF_NO_PAGES, PDF_DAMAGED where the page tree claims more pages than it has */
  countPages({ document }: TaskPlace, _: NoInput): number {
    assertPageCount(document());
    return pageCount(document());
  },

  /** The sizes of pages as displayed, in the order asked. @throws AppError PAGE_OUT_OF_RANGE, PDF_DAMAGED */
  pageSizes({ document }: TaskPlace, { pages }: { pages: readonly number[] }): DocumentFacts['firstPage'][] {
    return pages.map((page) => displayedSize(readPage(document(), page)));
  },

  /** What is written on pages, in the order asked. @throws AppError PAGE_OUT_OF_RANGE, PDF_LIMIT where a page cannot be read */
  async pageTexts(
    { document, source, password, needMore }: TaskPlace,
    { pages }: { pages: readonly number[] },
  ): Promise<(readonly TextRun[])[]> {
    const total = pageCount(document());
    const beyond = pages.find((page) => page > total);
    if (beyond !== undefined) throw new AppError('PAGE_OUT_OF_RANGE', { page: beyond, pageCount: total });
    needMore(pages.length * perTextMs);
    const pictures = openForPictures(source, password);
    try {
      const texts: (readonly TextRun[])[] = [];
      for (const page of pages) texts.push(await pictures.text(page));
      return texts;
    } catch (cause) {
      throw new AppError('PDF_LIMIT', {}, { detail: 'the text of a page cannot be read', cause });
    } finally {
      pictures.close();
    }
  },

  /** A page in shades of grey, or null where drawing it takes more than an honest page. @throws AppError PAGE_OUT_OF_RANGE, PDF_DAMAGED, PDF_LIMIT */
  async drawGrey(
    { document, source, password, needMore }: TaskPlace,
    { page, dpi }: { page: number; dpi: number },
  ): Promise<GreyRaster | null> {
    if (!isDrawable(document(), readPage(document(), page).dict, previewLimits)) return null;
    needMore(pictureTimeMs(1));
    const pictures = openForPictures(source, password);
    try {
      return greyOf(await pictures.draw(page, dpi));
    } catch (cause) {
      throw new AppError('PDF_LIMIT', {}, { detail: 'a page cannot be drawn', cause });
    } finally {
      pictures.close();
    }
  },

  /** What whoever stamps should know of the document and of these pages. */
  precautions({ document }: TaskPlace, { pages }: { pages: readonly number[] }): DocumentPrecautions {
    const opened = document();
    const { pdfA, pdfUa } = claimedStandards(opened);
    return {
      needsAppearances: needsAppearances(opened),
      pdfA,
      losesPdfUa: pdfUa && !takesWidgets(opened),
      isEncrypted: opened.security !== null,
      mayPrint: opened.security?.mayPrint ?? true,
      pageCount: pageCount(opened),
      pages: pages.map((page) => {
        const read = readPage(opened, page);
        return { page, rotate: read.rotate, ...displayedSize(read) };
      }),
      found: findPrecautions(opened, pages),
      emptyFields: emptyTextFields(opened),
    };
  },

  /** Asks for the artwork where it was not sent and is not kept. @throws AppError what `buildSignatureRevision` throws */
  buildSeal(
    { document }: TaskPlace,
    { artworkObject, artwork: named, ...request }: SealRevisionRequest,
  ): SealRevision | 'artwork-needed' {
    if (named?.artwork) artworks.set(named.name, named.artwork);
    const artwork = named && artworks.get(named.name);
    if (artwork === undefined) return 'artwork-needed';
    const known = artworkObject === undefined ? {} : { artworkRef: PDFRef.of(artworkObject) };
    const { artworkRef, ...revision } = buildSignatureRevision(document(), { ...request, artwork, ...known });
    return { ...revision, artworkObject: artworkRef?.objectNumber };
  },

  /** @throws AppError what `buildProofRevision` throws */
  buildProof({ document, needMore }: TaskPlace, request: ProofRequest): ProofRevision {
    needMore(pageCount(document()) * perProofPageMs);
    return buildProofRevision(document(), request);
  },

  /** @throws AppError what `flatCopy` throws */
  flatCopy({ document, needMore }: TaskPlace, _: NoInput): Uint8Array {
    needMore(pageCount(document()) * perProofPageMs);
    return flatCopy(document());
  },

  /** The files within a document. Throws PDF_DAMAGED, PDF_LIMIT. */
  attachments({ document, source, password }: TaskPlace, _: NoInput): EmbeddedFile[] {
    const keyOf = ({ name, sha256 }: Attachment) => JSON.stringify([name, sha256]);
    const sealed = new Set<string>();
    for (const { value } of readSignatureFields(document())) {
      const checked = value && checkByteRange(document(), value);
      if (!checked?.ok) continue;
      const signed = openPdf(
        prefixSource(source, checked.covered.coveredUntil),
        password === undefined ? {} : { password },
      );
      for (const one of readAttachments(signed)) sealed.add(keyOf(one));
    }
    return readAttachments(document()).map(({ content: _content, ...one }) => ({
      ...one,
      isSealed: sealed.has(keyOf({ ...one, content: _content })),
    }));
  },

  /** @throws AppError INVALID_INPUT where there is none, or two of the name; PDF_DAMAGED, PDF_LIMIT */
  attachmentContent({ document }: TaskPlace, { name }: { name: string }): Uint8Array {
    const [found, another] = readAttachments(document()).filter((one) => one.name === name);
    if (!found || (another && another.sha256 !== found.sha256)) throw new AppError('INVALID_INPUT', { detail: name });
    return found.content;
  },

  /** @throws AppError what `buildAttachmentRevision` throws */
  embedAttachment({ document }: TaskPlace, attachment: NewAttachment): Uint8Array {
    return buildAttachmentRevision(document(), attachment, new Date());
  },

  /** Whether some reader would find a signature in what is to have none. */
  bearsSignature({ document, needMore }: TaskPlace, _: NoInput): boolean {
    needMore(pageCount(document()) * perProofPageMs);
    return bearsSignature(document());
  },

  /** The thread that draws pages is up by the time pages are compared. */
  preparePictures(_place: TaskPlace, _: NoInput): null {
    preparePictures();
    return null;
  },

  /** Nobody is about to look at pages: the memory of the thread that draws them is given back. */
  endPictures(_place: TaskPlace, _: NoInput): null {
    endPictures();
    return null;
  },

  comparePictures(place: TaskPlace, question: PictureQuestion): Promise<PictureFinding[][]> {
    return compare(place, question);
  },

  /** Whether anything is to be seen in each of these parts of pages. @throws AppError PAGE_OUT_OF_RANGE, PDF_DAMAGED */
  seenAreas(
    { document, password, needMore }: TaskPlace,
    { areas }: { areas: readonly PageArea[] },
  ): Promise<boolean[]> {
    needMore(pictureTimeMs(new Set(areas.map(({ page }) => page)).size));
    return seenAreas(document(), areas, password);
  },

  /**
   * The pages that show each of the fields, by name, and what `comparePictures` finds; where `mayProve`, nothing is drawn if the structure
   * shows that nothing but these fields came. Else it is also said whether they fill a hole that was left for them: a page that lacks
   * a part may be one that is not drawn here, and is elsewhere.
   */
  async lookAtFields(
    place: TaskPlace,
    { fieldNames, mayProve, ...question }: PictureQuestion & { fieldNames: readonly string[]; mayProve: boolean },
  ): Promise<{
    listings: readonly (readonly number[] | 'too-many')[];
    findings: PictureFinding[];
    fillsHole: boolean;
  }> {
    const document = place.document();
    const fields = new Map(readSignatureFields(document).map(({ name, ref }) => [name, ref]));
    const listings = fieldNames.map((name) => {
      const ref = fields.get(name);
      return ref ? (pagesListing(document, ref) ?? 'too-many') : [];
    });
    const names = new Set(fieldNames);
    const isProven = mayProve && question.asked.every(({ signedUntil }) => addsSealsOnly(place, signedUntil, names));
    if (isProven) return { listings, findings: [], fillsHole: false };
    const isFilled = question.asked.some(({ signedUntil }) => fillsHole(place, signedUntil));
    return { listings, findings: isFilled ? [] : (await compare(place, question)).flat(), fillsHole: isFilled };
  },

  /** For each of the ends of revisions the first page on which a later seal hides something that readers draw there, by the structure alone; null: none. */
  coveredPages({ document, password }: TaskPlace, { ends }: { ends: readonly number[] }): (number | null)[] {
    return ends.map((signedUntil) => {
      const covering = listChanges(document(), signedUntil, { password }).find((change) => change.coversContent);
      return covering ? (covering.page ?? 1) : null;
    });
  },

  readStore({ document }: TaskPlace, _: NoInput): StoreFacts {
    const opened = document();
    return { mayChange: opened.security?.mayStamp ?? true, store: readSecurityStore(opened) };
  },

  buildTimestamp({ document }: TaskPlace, { contentsBytes }: { contentsBytes: number }): UnsignedRevision {
    return buildDocumentTimestampRevision(document(), contentsBytes);
  },

  /** The revocation data for all signatures of the document. */
  buildStore({ document }: TaskPlace, { data }: { data: ValidationData }): Uint8Array {
    const signatures = readSignatureFields(document()).flatMap(({ value }) => (value ? [value.contents] : []));
    return buildSecurityStoreRevision(document(), data, signatures);
  },
};

type Tasks = typeof documentTasks;
export type TaskName = keyof Tasks;
export type TaskInput<Name extends TaskName> = Parameters<Tasks[Name]>[1];
export type TaskOutput<Name extends TaskName> = Awaited<ReturnType<Tasks[Name]>>;
