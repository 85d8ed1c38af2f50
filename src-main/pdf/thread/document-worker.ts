import { AppError } from '../../contract/index.ts';
import { answerInThread } from '../../runtime/index.ts';
import { type SourceHandle, sourceOf } from '../file/byte-source.ts';
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

/** The last file that was opened: what is asked of a document is asked in a row. */
let last: OpenedFile | null = null;

function open(handle: SourceHandle, password: string | undefined, opening: Opening): PdfDocument {
  const fileId = handle.kind === 'file' ? handle.id : null;
  // What viewers need not repair is the same either way.
  const isAlike = last?.opening === opening || last?.document.damage === null;
  if (last && last.fileId === fileId && last.password === password && isAlike) return last.document;
  // The memory of one is there for the next.
  last = null;
  const document = opening(sourceOf(handle), { password });
  if (fileId !== null) last = { fileId, password, opening, document };
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
