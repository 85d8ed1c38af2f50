import type { Receipt } from '../contract/index.ts';
import { signCms, signSes } from '../signature/index.ts';
import type { Signer } from '../x509/index.ts';
import type { BuiltSeal, PlacedSignature, SealBuilder } from './formats/writer.ts';
import { writerOf } from './formats/writer-of.ts';
import type { SealedPlacement } from './sealed-placement.ts';
import type { Work } from './work.ts';

/** A signature that is in the output, by the field of its first impression. */
export interface Made {
  readonly fieldName: string;
  readonly placement: SealedPlacement;
}

/** How the revisions of a run come to be; `first` is already built. */
export interface Revisions {
  readonly first: BuiltSeal | null;
  readonly builder: SealBuilder;
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
  /** The digests (SM3) of parts that stay as they are, by their names. */
  readonly keptParts: ReadonlyMap<string, Uint8Array>;
}

/**
 * Appends a revision with its signature for every placement, in their order.
 * @throws AppError CANCELLED, what building a revision throws, and what the token answers
 */
export async function signAll(
  work: Work,
  { first, builder, signingTime, looks: firstLooks }: Revisions,
  receipts: ReadonlyMap<SealedPlacement, Receipt>,
  onSigned: () => void,
): Promise<Signed> {
  const { prepared, output, digests, signers, onProgress } = work;
  const { placements, format } = prepared;
  const writer = writerOf(format);
  onProgress('sign', 0, false);
  let looks = firstLooks;
  await signers.openAll();
  const made: Made[] = [];
  const seals: PlacedSignature[] = [];
  let appended: Uint8Array = new Uint8Array();
  const write = async (bytes: Uint8Array) => {
    digests.update(bytes);
    await output.append(bytes);
    appended = Buffer.concat([appended, bytes]);
  };
  for (const [index, placement] of placements.entries()) {
    const empty = index === 0 && first ? first : await builder.build(placement, appended);
    const receipt = receipts.get(placement);
    const built = receipt ? empty.withReceipt(receipt) : empty;
    seals.push({ placement, built });
    if (index > 0 && index === placements.length - 1) {
      looks = writer.checkLooks(work, Buffer.concat([appended, built.bytes]), seals);
      looks.catch(() => undefined);
    }
    const filled = await signBuilt(work, placement, { built, signingTime, receipt }, onSigned);
    if (built.covered) digests.follow(built.covered);
    await write(filled);
    made.push({ fieldName: built.fieldName, placement });
    onProgress('sign', (index + 1) / placements.length, false);
  }
  await write(builder.finish());
  return { made, appended, looks, keptParts: builder.keptParts() };
}

async function signBuilt(
  { digests, signers, timestamps }: Work,
  placement: SealedPlacement,
  { built, signingTime, receipt }: { built: BuiltSeal; signingTime: Date; receipt: Receipt | undefined },
  onSigned: () => void,
): Promise<Uint8Array> {
  const { algorithm, certificateDer, chain, form } = placement;
  const contentDigest = built.contentDigest(digests, algorithm.hash);
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
  if (!seal) {
    const cms = await signCms({ signer, chain: [...chain], contentDigest });
    return built.filled(await timestamps.add(cms, placement.demands));
  }
  const timestampOver = form.holdsTimestamp ? (signed: Uint8Array) => timestamps.over(signed) : undefined;
  const { propertyInfo } = built;
  const sealing = { seal, dataHash: contentDigest, propertyInfo, time: signingTime, signer, receipt, timestampOver };
  return built.filled(await signSes(sealing));
}
