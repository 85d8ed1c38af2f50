import { type OfdPackage, openPackage } from '../package/package.ts';
import type { PackageBytes } from '../package/package-bytes.ts';
import { assertSealable, type SealablePackage } from '../signing/sealable.ts';
import { readSignatureList } from '../signing/signature-list.ts';
import type { OfdDocument } from '../structure/document.ts';
import { readPackageRoot, signatureListPath } from '../structure/package-root.ts';
import { pageOf, readPaper } from '../structure/page-area.ts';
import { reachParts } from '../structure/reach.ts';
import { readPageText, type TextRun } from '../text/page-text.ts';
import type { KeptRange } from '../writing/archive-writer.ts';
import { keptRanges, layGround, type PlannedSeals, type SealGround } from '../writing/seal-ground.ts';

/** The package that a task is about. `needMore` asks for time beside the limit. */
export interface OfdPlace {
  readonly source: PackageBytes;
  /** Opened once for the tasks that follow one another. */
  opened(): OpenedPackage;
  needMore(ms: number): void;
}

/** A package that is open, and what it shows. */
export interface OpenedPackage {
  readonly pack: OfdPackage;
  readonly document: OfdDocument;
  readonly signatureCount: number;
  /** @throws AppError as `assertSealable` */
  sealable(): SealablePackage;
}

/** @throws AppError OFD_DAMAGED, OFD_ENCRYPTED, OFD_LIMIT */
export function openToShow(source: PackageBytes): OpenedPackage {
  const pack = openPackage(source);
  const root = readPackageRoot(pack);
  const { shown } = reachParts(pack, root);
  const index = shown.findIndex((one) => one !== null);
  const [document, body] = [shown[index], root.bodies[index]];
  if (!document || !body) throw new Error('a package that shows nothing');
  const path = signatureListPath(root, body);
  const list = path === null ? null : readSignatureList(pack, path);
  let sealable: SealablePackage | null = null;
  return {
    pack,
    document,
    signatureCount: list?.signatures.length ?? 0,
    sealable() {
      sealable ??= assertSealable(pack);
      return sealable;
    },
  };
}

/** What is to be shown of a package before its pages. Lengths in millimetres. */
export interface PackageFacts {
  readonly pageCount: number;
  readonly firstPage: PaperSize;
  readonly signatureCount: number;
}

interface PaperSize {
  readonly widthMm: number;
  readonly heightMm: number;
}

/** Of a package that may be sealed. */
export interface SealableFacts {
  readonly pageCount: number;
  readonly isSigned: boolean;
  /** What of the file is copied. */
  readonly kept: readonly KeptRange[];
}

const sizeOf = ({ pack, document }: OpenedPackage, page: number): PaperSize => {
  const { width, height } = readPaper(pack, document, page);
  return { widthMm: width, heightMm: height };
};

/** What the text of a page takes beside the limit. */
const perTextMs = 500;

type NoInput = Record<string, never>;

/** What is done with a package of somebody else's making, all of it in a thread with limits. Answers are plain data. */
export const ofdTasks = {
  describe({ opened }: OfdPlace, _: NoInput): PackageFacts {
    const { document, signatureCount } = opened();
    return { pageCount: document.pages.length, firstPage: sizeOf(opened(), 1), signatureCount };
  },

  /** The sizes of pages, in the order asked. @throws AppError PAGE_OUT_OF_RANGE, OFD_DAMAGED */
  pageSizes({ opened }: OfdPlace, { pages }: { pages: readonly number[] }): PaperSize[] {
    return pages.map((page) => sizeOf(opened(), page));
  },

  /** What is written on pages, in the order asked. @throws AppError PAGE_OUT_OF_RANGE, OFD_DAMAGED, OFD_LIMIT */
  pageTexts({ opened, needMore }: OfdPlace, { pages }: { pages: readonly number[] }): TextRun[][] {
    const { pack, document } = opened();
    needMore(pages.length * perTextMs);
    return pages.map((page) => readPageText(pack, document, page));
  },

  /** @throws AppError what forbids a seal on these pages: PAGE_OUT_OF_RANGE and as `assertSealable` */
  assertSealable({ opened }: OfdPlace, { pages }: { pages: readonly number[] }): SealableFacts {
    const { pack, document, signatureCount, sealable } = opened();
    for (const page of pages) pageOf(document, page);
    const kept = keptRanges(pack, sealable());
    return { pageCount: document.pages.length, isSigned: signatureCount > 0, kept };
  },

  /** @throws AppError as `assertSealable` and `layGround` */
  layGround({ opened }: OfdPlace, planned: PlannedSeals): Promise<SealGround> {
    return layGround(opened().pack, opened().sealable(), planned);
  },
};

type Tasks = typeof ofdTasks;
export type TaskName = keyof Tasks;
export type TaskInput<Name extends TaskName> = Parameters<Tasks[Name]>[1];
export type TaskOutput<Name extends TaskName> = Awaited<ReturnType<Tasks[Name]>>;
