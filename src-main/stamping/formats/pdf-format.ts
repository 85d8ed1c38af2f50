import { AppError, nameDiffers } from '../../contract/index.ts';
import {
  buildSeal,
  type CoveredBytes,
  fillContents,
  fillReceipt,
  inDocumentThread,
  joinedSource,
  type OtherName,
  type SealRevision,
} from '../../pdf/index.ts';
import { assertNothingSignedIsCovered, checkLooks, mayProveLooks, placedFieldsOf } from '../looks.ts';
import type { SealedPlacement } from '../sealed-placement.ts';
import type { Work } from '../work.ts';
import type { BuiltSeal, DocumentFormat, SealBuilder } from './format.ts';

/** What a SES_Signature says that it protects: the bytes that /ByteRange names. */
const propertyInfo = 'PDF /ByteRange';

/** Whoever gets the file cannot see the register, which alone knows that a picture does not name its signer. */
function otherNameOn({ seal: { naming }, isCompanion }: SealedPlacement): OtherName | undefined {
  const isTold = naming && nameDiffers(naming) && !isCompanion;
  return isTold ? { onSeal: naming.onSeal, reason: naming.reason } : undefined;
}

function coveredBytesOf({ byteRange: [, gapStart, gapEnd, length] }: SealRevision): CoveredBytes {
  return { gapStart, gapEnd, coveredUntil: gapEnd + length };
}

function builtOf(revision: SealRevision): BuiltSeal {
  const { bytes, start, fieldNames } = revision;
  const [, gapStart, gapEnd] = revision.byteRange;
  return {
    fieldName: fieldNames[0],
    fieldNames,
    bytes,
    writtenBytes: bytes.length,
    propertyInfo,
    withReceipt: (receipt) => builtOf(fillReceipt(revision, receipt)),
    contentDigest: (digests, algorithm) =>
      digests.after(algorithm, bytes.subarray(0, gapStart - start), bytes.subarray(gapEnd - start)),
    filled: (value) => fillContents(revision, value),
    covered: coveredBytesOf(revision),
  };
}

/**
 * Builds a revision for each placement.
 * Its `build` throws AppError PAGE_OUT_OF_RANGE, SEAL_OFF_PAGE, PDF_DAMAGED, PDF_LIMIT
 */
function revisionBuilder({ request, prepared, timestamps }: Work, signingTime: Date): SealBuilder {
  const artworkObjects = new Map<string, number>();
  return {
    async build(placement, appended) {
      const source = appended.length === 0 ? prepared.source : joinedSource(prepared.source, appended);
      const document = { source, password: request.password };
      const revision = await buildSeal(document, {
        impressions: placement.impressions,
        artwork: placement.isCompanion ? null : placement.artwork,
        artworkObject: artworkObjects.get(placement.seal.id),
        filter: placement.form.filter,
        subFilter: placement.form.subFilter,
        contentsBytes: placement.contentsBytes + timestamps.roomFor(placement),
        signingTime,
        signerName: placement.certificate.subject.display,
        reason: placement.demands.omitsReason ? '' : request.reason,
        location: request.location,
        otherName: otherNameOn(placement),
      });
      if (revision.artworkObject !== undefined) artworkObjects.set(placement.seal.id, revision.artworkObject);
      return builtOf(revision);
    },
    finish: () => new Uint8Array(),
  };
}

/** PDF: a stamp appends revisions to the file as it is. */
export const pdfFormat: DocumentFormat = {
  name: 'pdf',
  prepare(document) {
    inDocumentThread('preparePictures', document, {}).catch(() => undefined);
  },
  describe: (document, fieldName) => inDocumentThread('describe', document, { fieldName }),
  describePage: (document, page) => inDocumentThread('describePage', document, { page }),
  countPages: (document) => inDocumentThread('countPages', document, {}),
  pageSizes: (document, pages) => inDocumentThread('pageSizes', document, { pages }),
  pageTexts: (document, pages) => inDocumentThread('pageTexts', document, { pages }),
  signatureFields: (document) => inDocumentThread('signatureFields', document, {}),
  fieldDemands: (document, fieldNames) => inDocumentThread('fieldDemands', document, { fieldNames }),
  async isSigned(document) {
    const fields = await inDocumentThread('signatureFields', document, {});
    return fields.some(({ isSigned }) => isSigned);
  },
  precautions: (document, pages) => inDocumentThread('precautions', document, { pages }),
  seenAreas: (document, areas) => inDocumentThread('seenAreas', document, { areas }),
  drawGrey: (document, page, dpi) => inDocumentThread('drawGrey', document, { page, dpi }),
  async assertStampable(document, { pages, stamped, locks }) {
    if (locks) throw new AppError('LOCK_ONLY_OFD');
    const facts = await inDocumentThread('assertStampable', document, { pages, stamped });
    return { ...facts, kept: [{ start: 0, end: document.source.sizeBytes }] };
  },
  runningDigests: (placements) => placements.map(({ algorithm }) => algorithm.hash),
  willDraw: (source, { isSigned }, pages) => isSigned || !mayProveLooks(source.sizeBytes, pages),
  builder: revisionBuilder,
  assertNothingSignedIsCovered,
  checkLooks: (work, appended, seals) =>
    checkLooks(
      work,
      appended,
      seals.flatMap(({ placement, built }) => placedFieldsOf(placement, built)),
    ),
};
