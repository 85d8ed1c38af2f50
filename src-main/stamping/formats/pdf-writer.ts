import { nameDiffers } from '../../contract/index.ts';
import {
  buildSeal,
  type CoveredBytes,
  fillContents,
  fillReceipt,
  joinedSource,
  type OtherName,
  type SealRevision,
} from '../../pdf/index.ts';
import { assertNothingSignedIsCovered, checkLooks, placedFieldsOf } from '../looks.ts';
import type { SealedPlacement } from '../sealed-placement.ts';
import type { Work } from '../work.ts';
import type { BuiltSeal, SealBuilder, SealWriter } from './writer.ts';

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
    keptParts: () => new Map(),
  };
}

/** A revision of the file for each signature. */
export const pdfWriter: SealWriter = {
  builder: revisionBuilder,
  assertNothingSignedIsCovered,
  checkLooks: (work, appended, seals) =>
    checkLooks(
      work,
      appended,
      seals.flatMap(({ placement, built }) => placedFieldsOf(placement, built)),
    ),
};
