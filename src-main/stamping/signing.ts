import { nameDiffers, type Receipt } from '../contract/index.ts';
import {
  buildSeal,
  type CoveredBytes,
  fillContents,
  fillReceipt,
  joinedSource,
  type OtherName,
  type SealRevision,
} from '../pdf/index.ts';
import { signCms, signSes } from '../signature/index.ts';
import type { Signer } from '../x509/index.ts';
import { checkLooks, type PlacedField, placedFieldsOf } from './looks.ts';
import { propertyInfo, type SealedPlacement } from './sealed-placement.ts';
import type { BuildRevision, Work } from './work.ts';

/** A signature that is in the output, by the field of its first impression. */
export interface Made {
  readonly fieldName: string;
  readonly placement: SealedPlacement;
}

/** Whoever gets the file cannot see the register, which alone knows that a picture does not name its signer. */
function otherNameOn({ seal: { naming }, isCompanion }: SealedPlacement): OtherName | undefined {
  const isTold = naming && nameDiffers(naming) && !isCompanion;
  return isTold ? { onSeal: naming.onSeal, reason: naming.reason } : undefined;
}

/**
 * What builds the revision of a placement onto what the run has appended so far.
 * @throws AppError PAGE_OUT_OF_RANGE, SEAL_OFF_PAGE, PDF_DAMAGED, PDF_LIMIT, when a revision is built
 */
export function revisionBuilder(
  { request, prepared, timestamps }: Pick<Work, 'request' | 'prepared' | 'timestamps'>,
  signingTime: Date,
): BuildRevision {
  const artworkObjects = new Map<string, number>();
  return async (placement, appended) => {
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
    return revision;
  };
}

/** How the revisions of a run come to be; `first` is already built. */
export interface Revisions {
  readonly first: SealRevision | null;
  readonly build: BuildRevision;
  /** What the pages look like with the first revision, where it is the only one. */
  readonly looks: Promise<void>;
  readonly signingTime: Date;
}

/** The fields of a run, the bytes that it added to the original, and what its pages look like with them. */
export interface Signed {
  /** @throws AppError SIGNATURE_SELF_CHECK_FAILED when a sealed page looks different outside the seals */
  readonly looks: Promise<void>;
  readonly made: readonly Made[];
  readonly appended: Uint8Array;
}

/**
 * Appends a revision with its signature for every placement, in their order.
 * @throws AppError CANCELLED, what building a revision throws, and what the token answers
 */
export async function signAll(
  work: Work,
  { first, build, signingTime, looks: firstLooks }: Revisions,
  receipts: ReadonlyMap<SealedPlacement, Receipt>,
  onSigned: () => void,
): Promise<Signed> {
  const { prepared, output, digests, signers, onProgress } = work;
  const { placements } = prepared;
  onProgress('sign', 0, false);
  let looks = firstLooks;
  await signers.openAll();
  const made: Made[] = [];
  const placed: PlacedField[] = [];
  let appended: Uint8Array = new Uint8Array();
  for (const [index, placement] of placements.entries()) {
    const built = index === 0 && first ? first : await build(placement, appended);
    const receipt = receipts.get(placement);
    const revision = receipt ? fillReceipt(built, receipt) : built;
    placed.push(...placedFieldsOf(placement, revision));
    if (index > 0 && index === placements.length - 1) {
      looks = checkLooks(work, Buffer.concat([appended, revision.bytes]), placed);
      looks.catch(() => undefined);
    }
    const filled = await signRevision(work, placement, { revision, signingTime, receipt }, onSigned);
    digests.follow(coveredBytesOf(revision));
    digests.update(filled);
    await output.append(filled);
    appended = Buffer.concat([appended, filled]);
    made.push({ fieldName: revision.fieldNames[0], placement });
    onProgress('sign', (index + 1) / placements.length, false);
  }
  return { made, appended, looks };
}

function coveredBytesOf({ byteRange: [, gapStart, gapEnd, length] }: SealRevision): CoveredBytes {
  return { gapStart, gapEnd, coveredUntil: gapEnd + length };
}

async function signRevision(
  { digests, signers, timestamps }: Work,
  placement: SealedPlacement,
  { revision, signingTime, receipt }: { revision: SealRevision; signingTime: Date; receipt: Receipt | undefined },
  onSigned: () => void,
): Promise<Uint8Array> {
  const { algorithm, certificateDer, chain, form } = placement;
  const [, gapStart, gapEnd] = revision.byteRange;
  const contentDigest = digests.after(
    algorithm.hash,
    revision.bytes.subarray(0, gapStart - revision.start),
    revision.bytes.subarray(gapEnd - revision.start),
  );
  const signer: Signer = {
    certificate: certificateDer,
    algorithm,
    async sign(digest, message) {
      const value = await signers.sign(placement, { digest, message });
      if (!placement.isCompanion) onSigned();
      return value;
    },
  };
  const { standardSeal: seal } = form;
  const value = seal
    ? await signSes({ seal, dataHash: contentDigest, propertyInfo, time: signingTime, signer, receipt })
    : await timestamps.add(await signCms({ signer, chain: [...chain], contentDigest }), placement.demands);
  return fillContents(revision, value);
}
