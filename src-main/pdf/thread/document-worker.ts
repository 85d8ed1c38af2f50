import { AppError } from '../../contract/index.ts';
import { type SourceHandle, sourceOf } from '../../files/index.ts';
import { answerInThread } from '../../runtime/index.ts';
import { openPdf, type PdfDocument } from '../file/document.ts';
import { openAsViewersDo } from '../pages/damaged-document.ts';
import { documentTasks, type TaskPlace } from './document-tasks.ts';
import type { TaskAnswer, TaskWork } from './document-thread.ts';

/** How a document is opened: as it is written, or to be looked at. */
type Opening = typeof openPdf | typeof openAsViewersDo;

interface OpenedFile {
  readonly fileId: number;
  readonly password: string | undefined;
  readonly opening: Opening;
  readonly document: PdfDocument;
}

/** Small files of which several are at work at once: more is asked of each in turn. */
const smallBytes = 1 << 20;
const mostSmall = 8;

/** The files that were opened last, the newest at the end: a large one, or several small ones. */
let known: readonly OpenedFile[] = [];

function open(handle: SourceHandle, password: string | undefined, opening: Opening): PdfDocument {
  const fileId = handle.kind === 'file' ? handle.id : null;
  const found = known.find(
    // What viewers need not repair is the same either way.
    (one) =>
      one.fileId === fileId && one.password === password && (one.opening === opening || one.document.damage === null),
  );
  if (found) return found.document;
  const source = sourceOf(handle);
  // The memory of one is there for the next.
  if (source.sizeBytes > smallBytes || known.some(({ document }) => document.source.sizeBytes > smallBytes)) known = [];
  const document = opening(source, { password });
  if (fileId !== null) known = [...known, { fileId, password, opening, document }].slice(-mostSmall);
  return document;
}

answerInThread<TaskWork, TaskAnswer>(async ({ task, handle, password, input }, { needMore }) => {
  try {
    let opened: PdfDocument | null = null;
    const place: TaskPlace = {
      source: sourceOf(handle),
      password,
      document() {
        opened ??= open(handle, password, openPdf);
        return opened;
      },
      shown: () => open(handle, password, openAsViewersDo),
      needMore,
    };
    const run = documentTasks[task] as (place: TaskPlace, input: unknown) => unknown;
    return { value: await run(place, input) };
  } catch (thrown) {
    return { error: AppError.from(thrown).toShape() };
  }
});
