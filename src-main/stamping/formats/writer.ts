import type { Receipt, VerificationReport } from '../../contract/index.ts';
import type { CoveredBytes } from '../../pdf/index.ts';
import type { DigestAlgorithm } from '../../x509/index.ts';
import type { RunningDigests } from '../running-digests.ts';
import type { SealedPlacement } from '../sealed-placement.ts';
import type { Work } from '../work.ts';

/** A signature that is ready to be signed. */
export interface BuiltSeal {
  /** What a report calls it. */
  readonly fieldName: string;
  /** One for each impression, where each has its own. */
  readonly fieldNames: readonly string[];
  /** As it is written but for its value. */
  readonly bytes: Uint8Array;
  /** How much is written of it, and once for all of the run: a little more at the most. */
  readonly writtenBytes: number;
  /** What a SES_Signature says that it protects. */
  readonly propertyInfo: string;
  withReceipt(receipt: Receipt): BuiltSeal;
  /** The digest of what is signed, from those of all that is written before it. */
  contentDigest(digests: RunningDigests, algorithm: DigestAlgorithm): Uint8Array;
  /** What is written of it with its value. */
  filled(value: Uint8Array): Uint8Array;
  /** What it covers, where that is bytes of the file. */
  readonly covered: CoveredBytes | null;
}

/** Builds the signatures of a run one after the other; `appended` is what the run has written behind what is kept. */
export interface SealBuilder {
  build(placement: SealedPlacement, appended: Uint8Array): Promise<BuiltSeal>;
  /** What is written when the last signature has its value. */
  finish(): Uint8Array;
  /** The digests (SM3) of parts that stay as they are, by their names. */
  keptParts(): ReadonlyMap<string, Uint8Array>;
}

/** A signature of the run, with the places that were chosen for it. */
export interface PlacedSignature {
  readonly placement: SealedPlacement;
  readonly built: BuiltSeal;
}

/** How seals are put into a kind of file. */
export interface SealWriter {
  builder(work: Work, signingTime: Date): SealBuilder;
  /** @throws AppError SEAL_COVERS_SIGNED_CONTENT, SIGNED_PAGES_NOT_COMPARED */
  assertNothingSignedIsCovered(work: Work, before: VerificationReport | null, builder: SealBuilder): Promise<void>;
  /**
   * The sealed pages look the same but for the seals, each of which stands on the page that was chosen.
   * @param appended with the last of `seals`, which has no value yet
   * @throws AppError SIGNATURE_SELF_CHECK_FAILED
   */
  checkLooks(work: Work, appended: Uint8Array, seals: readonly PlacedSignature[]): Promise<void>;
}
