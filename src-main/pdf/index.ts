export {
  type ByteSource,
  bytesSource,
  type FileSource,
  joinedSource,
  openFileSource,
  prefixSource,
  readChunks,
  type SourceHandle,
  sliceSource,
  sourceOf,
} from '../files/index.ts';
export type { ChangeKind, Permission } from './changes/change-rules.ts';
export {
  addsOnlyValidationData,
  type DocumentChange,
  type LaterChanges,
  laterChanges,
  listChanges,
  summariseChanges,
} from './changes/changes.ts';
export { decodeJpeg, loadJpegDecoder } from './content/jpeg.ts';
export { openPdf, type PdfDocument } from './file/document.ts';
export { hasEnd, holdsSignature, openAsViewersDo, openFromHeaderOn } from './pages/damaged-document.ts';
export { displayedRect, displayedSize } from './pages/page-geometry.ts';
export { pagesListing } from './pages/page-places.ts';
export { type Page, pageCount, pageNumberOf, readPage } from './pages/pages.ts';
export type { EmptyTextField } from './precautions/empty-text-fields.ts';
export type { Precaution } from './precautions/precaution.ts';
export { findPrecautions } from './precautions/precautions.ts';
export { assertUnambiguous } from './precautions/unambiguous.ts';
export {
  comparePictures,
  type PictureFinding,
  pictureTimeMs,
  type SignedRevision,
} from './rendering/compare-pictures.ts';
export { maxComparedPages } from './rendering/pages-to-compare.ts';
export { withPictures } from './rendering/picture-changes.ts';
export { openForPictures } from './rendering/picture-thread.ts';
export type { GreyRaster } from './rendering/raster.ts';
export type { PageArea } from './rendering/seen-areas.ts';
export { type RewrittenPdf, rewriteWhole } from './repair/whole-rewrite.ts';
export { type DecodedImage, rasterOfArtwork, rasterOfImage } from './seal-pictures/artwork-raster.ts';
export { mostSamplesAcross, type Raster } from './seal-pictures/raster.ts';
export { type FoundSealPictures, findSealPictures } from './seal-pictures/seal-pictures.ts';
export { type DrawnWidget, drawSignatureWidgets, notDrawn } from './seal-pictures/widget-raster.ts';
export type { Artwork } from './signing/artwork.ts';
export {
  ByteRangeDigester,
  type CoveredBytes,
  type CoveredDigests,
  digestsOf,
  type KnownDigests,
  type RunningDigest,
} from './signing/byte-range-digester.ts';
export { digestByteRanges } from './signing/byte-range-digests.ts';
export { isDocumentTimestamp } from './signing/document-timestamp.ts';
export type { FieldDemands, SeedValues } from './signing/fields/field-demands.ts';
export type { SignatureFieldFacts } from './signing/fields/field-places.ts';
export { isLockedBy, locksNewFields, modificationPermissions } from './signing/modification-permissions.ts';
export { opaquePicture } from './signing/opaque-picture.ts';
export { fillReceipt } from './signing/receipt-entry.ts';
export type { StampedFields } from './signing/restrictions.ts';
export { assertMayStamp } from './signing/restrictions.ts';
export { producerOfSavedAnew } from './signing/saved-anew.ts';
export {
  buildSecurityStoreRevision,
  readSecurityStore,
  type SecurityStore,
  type ValidationData,
} from './signing/security-store.ts';
export {
  type ByteRangeProblem,
  checkByteRange,
  isNeverFilled,
  type OtherName,
  readSignatureFields,
  type SignatureField,
  type SignatureValue,
} from './signing/signature-fields.ts';
export { fillContents, type UnsignedRevision } from './signing/signature-placeholder.ts';
export { buildSignatureRevision, type SignatureRequest, type SignatureRevision } from './signing/signature-revision.ts';
export { readSignatures, type SignatureWithFields } from './signing/signatures.ts';
export type { TextRun } from './text/text-run.ts';
export { buildSeal } from './thread/build-seal.ts';
export type { DocumentFacts, DocumentPrecautions, SealRevision, StampableFacts } from './thread/document-tasks.ts';
export { inDocumentThread, prepareDocumentThread } from './thread/document-thread.ts';
