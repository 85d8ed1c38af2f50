import { AppError } from '../contract/index.ts';
import { type SourceHandle, sourceOf } from '../pdf/index.ts';
import { answerInThread } from '../runtime/index.ts';
import { packageTasks, type TaskPlace } from './package-tasks.ts';
import type { TaskAnswer, TaskWork } from './package-thread.ts';
import { PreviewedPackage } from './previewed-package.ts';

/** The package that was looked at last: one page is asked for after the other. */
let known: { readonly fileId: number; readonly opened: PreviewedPackage } | null = null;

function open(handle: SourceHandle): PreviewedPackage {
  const fileId = handle.kind === 'file' ? handle.id : null;
  if (known !== null && known.fileId === fileId) return known.opened;
  known = null;
  const opened = new PreviewedPackage(sourceOf(handle));
  if (fileId !== null) known = { fileId, opened };
  return opened;
}

answerInThread<TaskWork, TaskAnswer>(async ({ task, handle, input }, { needMore, progress }) => {
  try {
    let opened: PreviewedPackage | null = null;
    const place: TaskPlace = {
      package() {
        opened ??= open(handle);
        return opened;
      },
      needMore,
      progress,
    };
    const run = packageTasks[task] as (place: TaskPlace, input: unknown) => unknown;
    return { value: await run(place, input) };
  } catch (thrown) {
    return { error: AppError.from(thrown).toShape() };
  }
});
