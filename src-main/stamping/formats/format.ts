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
  /** A file within it names values that are to agree with its pages. */
  readonly hasNamedData: boolean;
}

/** What is asked of a document that is to be stamped. */
export interface StampQuestion {
  readonly pages: readonly number[];
  readonly stamped: StampedFields;
  /** No seal is to follow. */
  readonly locks: boolean;
}

/** What stamping has to do with a kind of file. All of it that reads the file does so in a thread with limits. */
export interface DocumentFormat {
  readonly name: 'pdf' | 'ofd';
  /** Whether its viewers differ in the signatures that they can check. */
  readonly viewersDiffer: boolean;
  /** @throws AppError where no proof of it can be made */
  assertProvable(): void;
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
  runningDigests(
    placements: readonly { readonly algorithm: { readonly hash: DigestAlgorithm } }[],
  ): readonly DigestAlgorithm[];
  /** Whether drawing its pages will be needed to find out that they look the same. */
  willDraw(source: ByteSource, facts: StampableFacts, pages: readonly number[]): boolean;
}
