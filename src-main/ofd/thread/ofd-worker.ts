import { AppError } from '../../contract/index.ts';
import { type SourceHandle, sourceOf } from '../../files/index.ts';
import { answerInThread } from '../../runtime/index.ts';
import { type OfdPlace, type OpenedPackage, ofdTasks, openToShow } from './ofd-tasks.ts';
import type { OfdAnswer, OfdWork } from './ofd-thread.ts';

/** Small files of which several are at work at once: more is asked of each in turn. */
const smallBytes = 1 << 20;
const mostSmall = 8;

interface OpenedFile {
  readonly fileId: number;
  readonly sizeBytes: number;
  readonly opened: OpenedPackage;
}

/** The packages that were opened last, the newest at the end: a large one, or several small ones. */
let known: readonly OpenedFile[] = [];

function open(handle: SourceHandle): OpenedPackage {
  const fileId = handle.kind === 'file' ? handle.id : null;
  const found = known.find((one) => one.fileId === fileId);
  if (found) return found.opened;
  const source = sourceOf(handle);
  const { sizeBytes } = source;
  // The memory of one is there for the next.
  if (sizeBytes > smallBytes || known.some((one) => one.sizeBytes > smallBytes)) known = [];
  const opened = openToShow(source);
  if (fileId !== null) known = [...known, { fileId, sizeBytes, opened }].slice(-mostSmall);
  return opened;
}

answerInThread<OfdWork, OfdAnswer>(async ({ task, handle, input }, { needMore }) => {
  try {
    const place: OfdPlace = { source: sourceOf(handle), opened: () => open(handle), needMore };
    const run = ofdTasks[task] as (place: OfdPlace, input: unknown) => unknown;
    return { value: await run(place, input) };
  } catch (thrown) {
    return { error: AppError.from(thrown).toShape() };
  }
});
