import { AppError, type ErrorShape } from '../../contract/index.ts';
import type { ByteSource, SourceHandle } from '../../files/index.ts';
import { createLimitedThread, findProgram, type LimitedThread, ThreadStopped } from '../../runtime/index.ts';
import type { TaskInput, TaskName, TaskOutput } from './ofd-tasks.ts';

export interface OfdWork {
  readonly task: TaskName;
  readonly handle: SourceHandle;
  readonly input: unknown;
}

export type OfdAnswer = { readonly value: unknown } | { readonly error: ErrorShape };

/** For a file of a few megabytes; what the disk may be that slow; however large the file is. */
const baseMs = 9_000;
const bytesPerMs = 20_000;
const longestMs = 60_000;
const bounds = { youngMb: 6, heapMb: 256, growthMb: 320, keptMb: 100 };

let thread: LimitedThread<OfdWork, OfdAnswer> | null = null;

function started(): LimitedThread<OfdWork, OfdAnswer> {
  thread ??= createLimitedThread(
    () => findProgram(import.meta.url, { source: 'ofd-worker.ts', built: 'ofd-worker.js' }),
    bounds,
  );
  return thread;
}

function errorOf(thrown: unknown): AppError {
  if (!(thrown instanceof ThreadStopped)) return AppError.from(thrown);
  const { reason, detail, cause } = thrown;
  if (reason === 'cancelled') return new AppError('CANCELLED');
  return new AppError(reason === 'ended' ? 'INTERNAL' : 'OFD_LIMIT', {}, { detail, cause });
}

/**
 * Does something with a package of somebody else's making where it can neither hold up nor bring down the program. The source stays open
 * until the answer is there.
 * @throws AppError what the task throws, CANCELLED, and OFD_LIMIT when it takes more time or memory than any honest package
 */
export async function inOfdThread<Name extends TaskName>(
  task: Name,
  { source }: { readonly source: ByteSource },
  input: TaskInput<Name>,
  signal?: AbortSignal,
): Promise<TaskOutput<Name>> {
  const limitMs = Math.min(longestMs, baseMs + source.sizeBytes / bytesPerMs);
  const answer = await started()
    .take({ task, handle: source.handle, input }, { limitMs, signal })
    .catch((thrown: unknown) => {
      throw errorOf(thrown);
    });
  if ('error' in answer) throw AppError.fromShape(answer.error);
  return answer.value as TaskOutput<Name>;
}
