import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AppError } from '../contract/index.ts';

/**
 * Writes a small file whole or not at all: to a temporary file beside it, to the disk, then in its place. Makes the folder. Only its
 * owner may read it. Throws the system's error; `describeWriteFailure` puts it into words.
 */
export function writeFileAtomically(path: string, content: Uint8Array | string): void {
  mkdirSync(dirname(path), { recursive: true });
  // Not named after the file, whose name may be as long as names can be.
  const temporaryPath = join(dirname(path), `.${randomBytes(8).toString('hex')}.part`);
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const descriptor = openSync(temporaryPath, 'wx', 0o600);
  try {
    try {
      for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporaryPath, path);
  } catch (cause) {
    rmSync(temporaryPath, { force: true });
    throw cause;
  }
}

/** A failed write into `folder` as the person meets it: DISK_FULL or OUTPUT_FOLDER_UNWRITABLE. */
export function describeWriteFailure(cause: unknown, folder: string): AppError {
  const detail = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
  if (detail === 'ENOSPC' || detail === 'EDQUOT') return new AppError('DISK_FULL', {}, { cause, detail });
  return new AppError('OUTPUT_FOLDER_UNWRITABLE', { path: folder }, { cause, detail });
}
