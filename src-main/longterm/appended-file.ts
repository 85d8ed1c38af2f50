import { randomBytes } from 'node:crypto';
import { constants, renameSync, rmSync, statSync } from 'node:fs';
import { copyFile, open } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AppError } from '../contract/index.ts';
import { describeWriteFailure } from '../files/index.ts';

/** By what another program's writing is noticed. */
export interface FileState {
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}

export function stateOf(path: string): FileState {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) throw new AppError('FILE_NOT_FOUND', { path });
  return { sizeBytes: found.size, modifiedMs: found.mtimeMs };
}

/**
 * Puts the file with `appended` after its end in its own place, whole or not at all: the copy beside it reaches the disk and passes
 * `check` before it takes the name. Throws what `check` throws, FILE_CHANGED when the file is no longer as it was at `before`, DISK_FULL,
 * OUTPUT_FOLDER_UNWRITABLE; then the file is as it was.
 */
export async function appendToFile(
  path: string,
  appended: Uint8Array,
  before: FileState,
  check: (temporaryPath: string) => Promise<void>,
): Promise<void> {
  const temporaryPath = join(dirname(path), `.${basename(path).slice(0, 60)}.${randomBytes(6).toString('hex')}.part`);
  try {
    await write(path, temporaryPath, appended);
    await check(temporaryPath);
    const { sizeBytes, modifiedMs } = stateOf(path);
    if (sizeBytes !== before.sizeBytes || modifiedMs !== before.modifiedMs) throw new AppError('FILE_CHANGED');
    try {
      renameSync(temporaryPath, path);
    } catch (cause) {
      throw describeWriteFailure(cause, dirname(path));
    }
  } finally {
    rmSync(temporaryPath, { force: true });
  }
}

async function write(path: string, temporaryPath: string, appended: Uint8Array): Promise<void> {
  try {
    await copyFile(path, temporaryPath, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    const handle = await open(temporaryPath, 'a');
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
