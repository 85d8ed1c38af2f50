import { createReadStream, existsSync, lstatSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../../contract/index.ts';
import { describeWriteFailure, systemPath, writeFileAtomically } from '../../files/index.ts';

/** What a command may name in place of a file. A file of that name is `./-`. */
export const standardOutput = '-';

/** A link that leads nowhere takes the place as well. */
function isTaken(path: string, force: boolean): boolean {
  try {
    const found = lstatSync(systemPath(path), { throwIfNoEntry: false });
    return found !== undefined && (!force || (found.isSymbolicLink() && !existsSync(systemPath(path))));
  } catch (cause) {
    throw describeWriteFailure(cause, dirname(path));
  }
}

/** Makes sure, before any work, that a file may be written at `path`. @throws AppError OUTPUT_EXISTS, OUTPUT_FOLDER_UNWRITABLE */
export function requireOutput(path: string, force: boolean): void {
  if (path === standardOutput) return;
  const folder = dirname(path);
  if (isTaken(path, force)) throw new AppError('OUTPUT_EXISTS', { path });
  if (statSync(systemPath(folder), { throwIfNoEntry: false })?.isDirectory()) return;
  throw new AppError('OUTPUT_FOLDER_UNWRITABLE', { path: folder }, { detail: 'ENOENT' });
}

/**
 * Writes what a command made, whole or not at all.
 * @throws AppError OUTPUT_EXISTS, DISK_FULL, OUTPUT_FOLDER_UNWRITABLE
 */
export function writeOutput(path: string, content: Uint8Array, force: boolean): void {
  if (path === standardOutput) {
    process.stdout.write(content);
    return;
  }
  try {
    writeFileAtomically(path, content, { overwrite: force });
  } catch (cause) {
    throw describeWriteFailure(cause, dirname(path));
  }
}

/** Writes a file of any size where `-` asks for it. */
export function copyToStandardOutput(path: string): Promise<void> {
  return pipeline(createReadStream(systemPath(path)), process.stdout, { end: false });
}
