import { constants, rmSync, statSync } from 'node:fs';
import { copyFile, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '../contract/index.ts';
import { placeFile, syncFolderMeanwhile } from './placing.ts';
import { systemPath } from './system-path.ts';
import { temporaryPathOf } from './temporary-names.ts';
import { noteUnfinished } from './unfinished.ts';
import { describeWriteFailure } from './write-failure.ts';

/** By what another program's writing is noticed. */
export interface FileState {
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}

/** @throws AppError FILE_NOT_FOUND */
export function stateOf(path: string): FileState {
  const found = statSync(systemPath(path), { throwIfNoEntry: false });
  if (!found) throw new AppError('FILE_NOT_FOUND', { path });
  return { sizeBytes: found.size, modifiedMs: found.mtimeMs };
}

/**
 * Puts the file with `appended` after its end in its own place, whole or not at all: the copy beside it reaches the
 * disk and passes `check` before it takes the name.
 * @throws AppError FILE_CHANGED when the file is no longer as it was at `before`, FILE_NOT_FOUND, DISK_FULL,
 * OUTPUT_FOLDER_UNWRITABLE, and what `check` throws; then the file is as it was
 */
export async function appendToFile(
  path: string,
  appended: Uint8Array,
  before: FileState,
  check: (temporaryPath: string) => Promise<void>,
): Promise<void> {
  const finished = noteUnfinished(path);
  const temporaryPath = temporaryPathOf(path, 'part');
  try {
    await write(path, temporaryPath, appended);
    await check(temporaryPath);
    const { sizeBytes, modifiedMs } = stateOf(path);
    if (sizeBytes !== before.sizeBytes || modifiedMs !== before.modifiedMs) throw new AppError('FILE_CHANGED');
    try {
      placeFile(temporaryPath, path, true);
    } catch (cause) {
      throw describeWriteFailure(cause, dirname(path));
    }
    await syncFolderMeanwhile(dirname(path));
  } finally {
    rmSync(systemPath(temporaryPath), { force: true });
    finished();
  }
}

async function write(path: string, temporaryPath: string, appended: Uint8Array): Promise<void> {
  try {
    await copyFile(systemPath(path), systemPath(temporaryPath), constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    const handle = await open(systemPath(temporaryPath), 'a');
    try {
      await handle.writeFile(appended);
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw describeWriteFailure(cause, dirname(path));
  }
}
