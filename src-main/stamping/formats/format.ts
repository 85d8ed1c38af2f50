import type { Receipt, VerificationReport } from '../../contract/index.ts';
import type { ByteSource } from '../../files/index.ts';
import type { KeptRange } from '../../ofd/index.ts';
import type {
  CoveredBytes,
  DocumentFacts,
  DocumentPrecautions,
  FieldDemands,
  GreyRaster,
  PageArea,
  SignatureFieldFacts,
  StampedFields,
  TextRun,
} from '../../pdf/index.ts';
import type { DigestAlgorithm } from '../../x509/index.ts';
import type { RunningDigests } from '../running-digests.ts';
import type { SealedPlacement } from '../sealed-placement.ts';
import type { Work } from '../work.ts';

/** A file that is open, with its password. */
export interface OpenedSource {
  readonly source: ByteSource;
  readonly password: string | undefined;
}

/** A document, and the format that it is read by. */
export interface OpenedDocument extends OpenedSource {
  readonly format: DocumentFormat;
}

/** Of a document that may be stamped. */
export interface StampableFacts {
  readonly pageCount: number;
  readonly isSigned: boolean;
  /** What its signatures cover, where that is bytes of the file. */
  readonly covered: readonly CoveredBytes[];
  /** What of the file stands in the stamped one, in its order and before all that is added. */
  readonly kept: readonly KeptRange[];
}

/** What is asked of a document that is to be stamped. */
export interface StampQuestion {
  readonly pages: readonly number[];
  readonly stamped: StampedFields;
  /** No seal is to follow. */
  readonly locks: boolean;
}

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
}

/** A signature of the run, with the places that were chosen for it. */
export interface PlacedSignature {
  readonly placement: SealedPlacement;
  readonly built: BuiltSeal;
}

/** What stamping has to do with a kind of file. All of it that reads the file does so in a thread with limits. */
export interface DocumentFormat {
  readonly name: 'pdf' | 'ofd';
  /** Told early that pages will be looked at. Never throws. */
  prepare(document: OpenedSource): void;
  /** @param fieldName the revision of this signature instead of the whole. @throws AppError what opening a document throws */
  describe(document: OpenedSource, fieldName: string | undefined): Promise<DocumentFacts>;
  /** @throws AppError PAGE_OUT_OF_RANGE, PDF_…, OFD_… */
  describePage(document: OpenedSource, page: number): Promise<DocumentFacts['firstPage'] & { drawable: boolean }>;
  countPages(document: OpenedSource): Promise<number>;
  /** The sizes of pages as displayed, in the order asked. @throws AppError PAGE_OUT_OF_RANGE */
  pageSizes(document: OpenedSource, pages: readonly number[]): Promise<DocumentFacts['firstPage'][]>;
  /** What is written on pages, in the order asked. @throws AppError PAGE_OUT_OF_RANGE */
  pageTexts(document: OpenedSource, pages: readonly number[]): Promise<(readonly TextRun[])[]>;
  /** The fields for signatures that the file brings. */
  signatureFields(document: OpenedSource): Promise<SignatureFieldFacts[]>;
  /** What fields ask of a signature in them, in the order asked. */
  fieldDemands(document: OpenedSource, fieldNames: readonly string[]): Promise<FieldDemands[]>;
  isSigned(document: OpenedSource): Promise<boolean>;
  /** What whoever stamps should know of the document and of these pages. */
  precautions(document: OpenedSource, pages: readonly number[]): Promise<DocumentPrecautions>;
  /** Of each area whether anything is to be seen there. */
  seenAreas(document: OpenedSource, areas: readonly PageArea[]): Promise<boolean[]>;
  /** A page in shades of grey; null where it is not to be drawn. */
  drawGrey(document: OpenedSource, page: number, dpi: number): Promise<GreyRaster | null>;
  /** @throws AppError what forbids a stamp on these pages */
  assertStampable(document: OpenedSource, question: StampQuestion): Promise<StampableFacts>;
  /** The digests of all that is written that its signatures need. */
  runningDigests(placements: readonly SealedPlacement[]): readonly DigestAlgorithm[];
  /** Whether drawing its pages will be needed to find out that they look the same. */
  willDraw(source: ByteSource, facts: StampableFacts, pages: readonly number[]): boolean;
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
