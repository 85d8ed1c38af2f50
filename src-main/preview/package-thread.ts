import { AppError, type ErrorShape } from '../contract/index.ts';
import type { ByteSource, SourceHandle } from '../pdf/index.ts';
import { createLimitedThread, findProgram, type LimitedThread, ThreadStopped } from '../runtime/index.ts';
import type { TaskInput, TaskName, TaskOutput } from './package-tasks.ts';

export interface TaskWork {
  readonly task: TaskName;
  readonly handle: SourceHandle;
  readonly input: unknown;
}

export type TaskAnswer = { readonly value: unknown } | { readonly error: ErrorShape };

/** For a file of a few megabytes; what the disk may be that slow; however large the file is. */
const baseMs = 9_000;
const bytesPerMs = 20_000;
const longestMs = 60_000;
const bounds = { youngMb: 16, heapMb: 280, growthMb: 400, keptMb: 120 };

const start = (): LimitedThread<TaskWork, TaskAnswer> =>
  createLimitedThread(
    () => findProgram(import.meta.url, { source: 'package-worker.ts', built: 'package-worker.js' }),
    bounds,
  );

let thread: LimitedThread<TaskWork, TaskAnswer> | null = null;

function errorOf(thrown: unknown): AppError {
  if (!(thrown instanceof ThreadStopped)) return AppError.from(thrown);
  const { reason, detail, cause } = thrown;
  if (reason === 'cancelled') return new AppError('CANCELLED');
  return new AppError(reason === 'ended' ? 'INTERNAL' : 'OFD_LIMIT', {}, { detail, cause });
}

/**
 * Looks at a package of somebody else's making where it can neither hold up nor bring down the program. The source stays open until the
 * answer is there.
 * @throws AppError what the task throws, CANCELLED, and OFD_LIMIT when it takes more time or memory than any honest one
 */
export async function inPackageThread<Name extends TaskName>(
  task: Name,
  { source }: { readonly source: ByteSource },
  input: TaskInput<Name>,
  options: { readonly signal?: AbortSignal | undefined; onProgress?(fraction: number): void } = {},
): Promise<TaskOutput<Name>> {
  thread ??= start();
  return ask(thread, task, source, input, options);
}

/** The same in a thread of its own, for what takes long: pages are looked at meanwhile. */
export async function inOwnPackageThread<Name extends TaskName>(
  task: Name,
  { source }: { readonly source: ByteSource },
  input: TaskInput<Name>,
  options: { readonly signal?: AbortSignal | undefined; onProgress?(fraction: number): void } = {},
): Promise<TaskOutput<Name>> {
  const own = start();
  try {
    return await ask(own, task, source, input, options);
  } finally {
    await own.close();
  }
}

async function ask<Name extends TaskName>(
  asked: LimitedThread<TaskWork, TaskAnswer>,
  task: Name,
  source: ByteSource,
  input: TaskInput<Name>,
  { signal, onProgress }: { readonly signal?: AbortSignal | undefined; onProgress?(fraction: number): void },
): Promise<TaskOutput<Name>> {
  const limitMs = Math.min(longestMs, baseMs + source.sizeBytes / bytesPerMs);
  const answer = await asked
    .take({ task, handle: source.handle, input }, { limitMs, signal, onProgress })
    .catch((thrown: unknown) => {
      throw errorOf(thrown);
    });
  if ('error' in answer) throw AppError.fromShape(answer.error);
  return answer.value as TaskOutput<Name>;
}
