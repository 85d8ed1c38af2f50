import { AppError } from '../../contract/index.ts';
import { type SourceHandle, sourceOf } from '../../files/index.ts';
import { answerInThread } from '../../runtime/index.ts';
import { type OpenedPackage, openToShow, type PackagePlace, packageTasks } from './package-tasks.ts';
import type { PackageAnswer, PackageWork } from './package-thread.ts';

/** Of several small files that are at work at once more is asked of each in turn. */
const mostKept = 8;

/** The packages that were opened last, the newest at the end. */
let known: readonly { readonly fileId: number; readonly opened: OpenedPackage }[] = [];

function open(handle: SourceHandle): OpenedPackage {
  const fileId = handle.kind === 'file' ? handle.id : null;
  const found = known.find((one) => one.fileId === fileId);
  if (found) return found.opened;
  const opened = openToShow(sourceOf(handle));
  if (fileId !== null) known = [...known, { fileId, opened }].slice(-mostKept);
  return opened;
}

answerInThread<PackageWork, PackageAnswer>(async ({ task, handle, input }, { needMore }) => {
  try {
    const place: PackagePlace = { source: sourceOf(handle), opened: () => open(handle), needMore };
    const run = packageTasks[task] as (place: PackagePlace, input: unknown) => unknown;
    return { value: await run(place, input) };
  } catch (thrown) {
    return { error: AppError.from(thrown).toShape() };
  }
});
