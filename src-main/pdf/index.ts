export type { Artwork } from './artwork.ts';
export {
  ByteRangeDigester,
  type CoveredBytes,
  type CoveredDigests,
  type RunningDigest,
} from './byte-range-digester.ts';
export { digestByteRanges } from './byte-range-digests.ts';
export {
  type ByteSource,
  bytesSource,
  type FileSource,
  joinedSource,
  openFileSource,
  prefixSource,
  readChunks,
} from './byte-source.ts';
export { type ChangeKind, changeRules, type Permission } from './change-rules.ts';
export {
  addsOnlyValidationData,
  type DocumentChange,
  type LaterChanges,
  laterChanges,
  listChanges,
  summariseChanges,
} from './changes.ts';
export { openPdf, type PdfDocument } from './document.ts';
export { buildDocumentTimestampRevision, isDocumentTimestamp } from './document-timestamp.ts';
export { decodeJpeg, loadJpegDecoder } from './jpeg.ts';
export { modificationPermissions } from './modification-permissions.ts';
export { displayedRect, displayedSize, isOnPage } from './page-geometry.ts';
export { type Page, pageCount, pageNumberOf, readPage } from './pages.ts';
export type { Precaution } from './precautions/precaution.ts';
export { findPrecautions } from './precautions/precautions.ts';
export { assertUnambiguous } from './precautions/unambiguous.ts';
export { type DecodedImage, rasterOfArtwork, rasterOfImage } from './raster/artwork-raster.ts';
export type { Raster } from './raster/raster.ts';
export { drawSignatureWidgets } from './raster/widget-raster.ts';
export {
  comparePictures,
  type PictureFinding,
  pictureTimeMs,
  type SignedRevision,
} from './rendering/compare-pictures.ts';
export { withPictures } from './rendering/picture-changes.ts';
export { preparePictures } from './rendering/picture-thread.ts';
export { assertMayStamp, needsAppearances } from './restrictions.ts';
export { type FoundSealPictures, findSealPictures } from './seal-pictures.ts';
export {
  buildSecurityStoreRevision,
  readSecurityStore,
  type SecurityStore,
  type ValidationData,
} from './security-store.ts';
export { checkByteRange, readSignatureFields, type SignatureField, type SignatureValue } from './signature-fields.ts';
export { fillContents, type UnsignedRevision } from './signature-placeholder.ts';
export { buildSignatureRevision, type SignatureRequest, type SignatureRevision } from './signature-revision.ts';
