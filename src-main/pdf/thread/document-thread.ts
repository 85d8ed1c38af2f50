import { AppError, type ErrorShape } from '../../contract/index.ts';
import type { ByteSource, SourceHandle } from '../../files/index.ts';
import { createLimitedThread, findProgram, type LimitedThread, ThreadStopped } from '../../runtime/index.ts';
import type { TaskInput, TaskName, TaskOutput } from './document-tasks.ts';

export interface TaskWork {
  readonly task: TaskName;
  readonly handle: SourceHandle;
  readonly password: string | undefined;
  readonly input: unknown;
}

export type TaskAnswer = { readonly value: unknown } | { readonly error: ErrorShape };

/** For a file of a few megabytes; what the disk may be that slow; however large the file is. */
const baseMs = 9_000;
const bytesPerMs = 20_000;
const longestMs = 60_000;
const bounds = { youngMb: 6, heapMb: 256, growthMb: 320, keptMb: 100 };

let thread: LimitedThread<TaskWork, TaskAnswer> | null = null;

function started(): LimitedThread<TaskWork, TaskAnswer> {
  thread ??= createLimitedThread(
    () => findProgram(import.meta.url, { source: 'document-worker.ts', built: 'document-worker.js' }),
    bounds,
  );
  return thread;
}

/** Starts the thread, if it does not run yet, so that it is up by the time a document is opened. */
export function prepareDocumentThread(): void {
  started().prepare();
}

function errorOf(thrown: unknown): AppError {
  if (!(thrown instanceof ThreadStopped)) return AppError.from(thrown);
  const { reason, detail, cause } = thrown;
  if (reason === 'cancelled') return new AppError('CANCELLED');
  return new AppError(reason === 'ended' ? 'INTERNAL' : 'PDF_LIMIT', {}, { detail, cause });
}

/**
 * Does something with a document of somebody else's making where it can neither hold up nor bring down the program.
 * The source stays open until the answer is there.
 * @throws AppError what the task throws, CANCELLED, and PDF_LIMIT when it takes more time or memory than any honest
 * document
 */
export async function inDocumentThread<Name extends TaskName>(
  task: Name,
  { source, password }: { readonly source: ByteSource; readonly password: string | undefined },
  input: TaskInput<Name>,
  signal?: AbortSignal,
): Promise<TaskOutput<Name>> {
  const limitMs = Math.min(longestMs, baseMs + source.sizeBytes / bytesPerMs);
  const work: TaskWork = { task, handle: source.handle, password, input };
  const answer = await started()
    .take(work, { limitMs, signal })
    .catch((thrown: unknown) => {
      throw errorOf(thrown);
    });
  if ('error' in answer) throw AppError.fromShape(answer.error);
  return answer.value as TaskOutput<Name>;
}
