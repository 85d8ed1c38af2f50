import { AppError, type DrawnPicture, type PageDrawing, type UndrawnReason } from '../contract/index.ts';
import { pdfOfJbig2 } from '../ofd/index.ts';
import type { PreviewedPackage } from './previewed-package.ts';

/** The package that a task is about. `needMore` asks for time beside the limit. */
export interface TaskPlace {
  package(): PreviewedPackage;
  needMore(ms: number): void;
  progress(fraction: number): void;
}

/** What a window shows of a document before its pages. Lengths in millimetres. */
export interface PackageFacts {
  readonly pageCount: number;
  readonly firstPage: { readonly widthMm: number; readonly heightMm: number };
  readonly signatureCount: number;
}

/** A picture as the window takes it, or why there is none. */
export type PictureAnswer =
  | { readonly picture: DrawnPicture; readonly fault: null }
  | { readonly picture: null; readonly fault: UndrawnReason };

function assertPage({ shown }: PreviewedPackage, page: number): void {
  if (page > shown.pageCount) throw new AppError('PAGE_OUT_OF_RANGE', { page, pageCount: shown.pageCount });
}

/** What a copy for reading is made with. */
export interface ReadingCopyRequest {
  readonly title: string;
}

const perCopiedPageMs = 2_000;
const mostCopiedPages = 5_000;

/** What is done with a package of somebody else's making, all of it in a thread with limits. Answers are plain data. */
export const packageTasks = {
  /** @throws AppError what opening a package throws */
  describe(place: TaskPlace, _: Record<string, never>): PackageFacts {
    const { shown } = place.package();
    return { pageCount: shown.pageCount, firstPage: shown.sizeOf(1), signatureCount: shown.signatures().length };
  },

  /** @throws AppError PAGE_OUT_OF_RANGE */
  sizeOf(place: TaskPlace, { page }: { page: number }): PackageFacts['firstPage'] {
    assertPage(place.package(), page);
    return place.package().shown.sizeOf(page);
  },

  /** @throws AppError PAGE_OUT_OF_RANGE, OFD_LIMIT where it is more than any page has */
  draw(place: TaskPlace, { page }: { page: number }): PageDrawing {
    assertPage(place.package(), page);
    return place.package().drawing(page);
  },

  picture(place: TaskPlace, { page, key }: { page: number; key: string }): PictureAnswer {
    assertPage(place.package(), page);
    const read = place.package().picture(page, key);
    if ('fault' in read) return { picture: null, fault: read.fault };
    const { widthPx, heightPx } = read;
    const content = read.kind === 'jbig2' ? pdfOfJbig2(read) : read.content;
    const mediaType = mediaTypes[read.kind];
    return { picture: { mediaType, widthPx, heightPx, content: new Uint8Array(content) }, fault: null };
  },

  /** A PDF of all pages, for reading. @throws AppError OFD_LIMIT */
  async copyForReading(place: TaskPlace, { title }: ReadingCopyRequest): Promise<Uint8Array> {
    const { pageCount } = place.package().shown;
    if (pageCount > mostCopiedPages) throw new AppError('OFD_LIMIT');
    place.needMore(pageCount * perCopiedPageMs);
    const { makeReadingCopy } = await import('./copy/reading-copy.ts');
    return makeReadingCopy(place.package(), { title, onPage: (page) => place.progress(page / pageCount) });
  },
};

const mediaTypes = { png: 'image/png', jpeg: 'image/jpeg', jbig2: 'application/pdf' } as const;

type Tasks = typeof packageTasks;
export type TaskName = keyof Tasks;
export type TaskInput<Name extends TaskName> = Parameters<Tasks[Name]>[1];
export type TaskOutput<Name extends TaskName> = Awaited<ReturnType<Tasks[Name]>>;
