import { closeSync, fsyncSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { placeFile, syncFolder } from './placing.ts';
import { privateFolderMode } from './private-folder.ts';
import { systemPath } from './system-path.ts';
import { temporaryPathOf } from './temporary-names.ts';
import { noteUnfinished } from './unfinished.ts';

/**
 * Writes a small file whole or not at all: to a temporary file beside it, to the disk, then in its place. Makes the
 * folder. Only its owner may read it.
 * @throws AppError OUTPUT_EXISTS where something is there that must not be overwritten; else the system's error, which
 * `describeWriteFailure` puts into words
 */
export function writeFileAtomically(
  path: string,
  content: Uint8Array | string,
  { overwrite = true }: { overwrite?: boolean } = {},
): void {
  mkdirSync(systemPath(dirname(path)), { recursive: true, mode: privateFolderMode });
  const finished = noteUnfinished(path);
  const temporaryPath = temporaryPathOf(path, 'part');
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  try {
    const descriptor = openSync(systemPath(temporaryPath), 'wx', 0o600);
    try {
      for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    placeFile(temporaryPath, path, overwrite);
  } finally {
    rmSync(systemPath(temporaryPath), { force: true });
    finished();
  }
  syncFolder(dirname(path));
}
