import { readFileSync, statSync } from 'node:fs';
import { AppError } from '../../contract/index.ts';
import { systemPath } from '../../files/index.ts';
import { createLimitedThread, findProgram } from '../../runtime/index.ts';
import { type JobTable, jobTableOf, knownColumns } from './job-table.ts';

export interface TableWork {
  readonly bytes: Uint8Array;
}
export type TableAnswer = { readonly rows: string[][] } | { readonly trouble: string };

const mostBytes = 32 << 20;
const limitMs = 20_000;
const bounds = { youngMb: 16, heapMb: 400, growthMb: 500, keptMb: 100 };

function contentOf(path: string): Uint8Array {
  try {
    if (statSync(systemPath(path)).size > mostBytes)
      throw new AppError('JOB_TABLE_UNREADABLE', {}, { detail: 'too large' });
    return readFileSync(systemPath(path));
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    const isMissing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    throw new AppError(isMissing ? 'FILE_NOT_FOUND' : 'FILE_UNREADABLE', { path }, { cause });
  }
}

/**
 * Reads a table of files, in a thread with limits.
 * @throws AppError FILE_NOT_FOUND, FILE_UNREADABLE, JOB_TABLE_UNREADABLE, JOB_TABLE_COLUMN
 */
export async function readJobTable(path: string): Promise<JobTable> {
  const program = { source: 'job-table-worker.ts', built: 'job-table-worker.js' };
  const thread = createLimitedThread<TableWork, TableAnswer>(() => findProgram(import.meta.url, program), bounds);
  try {
    const answer = await thread.take({ bytes: contentOf(path) }, { limitMs }).catch((cause: unknown) => {
      throw new AppError('JOB_TABLE_UNREADABLE', {}, { cause, detail: String(cause) });
    });
    if ('trouble' in answer) throw new AppError('JOB_TABLE_UNREADABLE', {}, { detail: answer.trouble });
    const table = jobTableOf(answer.rows);
    if ('wrongColumn' in table) {
      throw new AppError('JOB_TABLE_COLUMN', { column: table.wrongColumn, known: knownColumns });
    }
    return table;
  } finally {
    await thread.close();
  }
}
