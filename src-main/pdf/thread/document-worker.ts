import { AppError } from '../../contract/index.ts';
import { answerInThread } from '../../runtime/index.ts';
import { type SourceHandle, sourceOf } from '../file/byte-source.ts';
import { openPdf, type PdfDocument } from '../file/document.ts';
import { documentTasks, type TaskPlace } from './document-tasks.ts';
import type { TaskAnswer, TaskWork } from './document-thread.ts';

/** The last file that was opened: what is asked of a document is asked in a row. */
let last: { readonly fileId: number; readonly password: string | undefined; readonly document: PdfDocument } | null =
  null;

function open(handle: SourceHandle, password: string | undefined): PdfDocument {
  const fileId = handle.kind === 'file' ? handle.id : null;
  if (last && last.fileId === fileId && last.password === password) return last.document;
  // The memory of one is there for the next.
  last = null;
  const document = openPdf(sourceOf(handle), { password });
  if (fileId !== null) last = { fileId, password, document };
  return document;
}

answerInThread<TaskWork, TaskAnswer>(async ({ task, handle, password, input }, { needMore }) => {
  try {
    let opened: PdfDocument | null = null;
    const place: TaskPlace = {
      source: sourceOf(handle),
      password,
      document() {
        opened ??= open(handle, password);
        return opened;
      },
      needMore,
    };
    const run = documentTasks[task] as (place: TaskPlace, input: unknown) => unknown;
    return { value: await run(place, input) };
  } catch (thrown) {
    return { error: AppError.from(thrown).toShape() };
  }
});
