import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, linkSync, openSync, renameSync, rmSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AppError } from '../contract/index.ts';

/** A file in the making beside its target: it appears there whole or not at all. */
export interface OutputFile {
  readonly temporaryPath: string;
  append(bytes: Uint8Array): Promise<void>;
  /** Begins to force what is written so far to the disk, while other work goes on. */
  beginFlush(): void;
  /** Forces everything to the disk and closes the temporary file, which stays until `publish` or `discard`. */
  finish(): Promise<void>;
  /** Puts the file in its place. Throws OUTPUT_EXISTS when something is there and `overwrite` is false. */
  publish(overwrite: boolean): void;
  /** Removes the temporary file. Never throws. */
  discard(): Promise<void>;
}

/** A failed write as the person meets it. */
function writeError(cause: unknown, target: string): AppError {
  const code = (cause as NodeJS.ErrnoException).code;
  const detail = code ?? String(cause);
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG')
    return new AppError('DISK_FULL', {}, { detail, cause });
  if (code === 'EEXIST') return new AppError('OUTPUT_EXISTS', { path: target }, { detail, cause });
  return new AppError('OUTPUT_FOLDER_UNWRITABLE', { path: dirname(target) }, { detail, cause });
}

function syncFolder(path: string): void {
  // Windows cannot open a folder for this, and some network file systems refuse; the file itself is already on the disk.
  try {
    const descriptor = openSync(path, 'r');
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return;
  }
}

/** Opens a temporary file beside `target`. Throws OUTPUT_FOLDER_UNWRITABLE, DISK_FULL. */
export async function createOutputFile(target: string): Promise<OutputFile> {
  const temporaryPath = join(
    dirname(target),
    `.${basename(target).slice(0, 80)}.${randomBytes(6).toString('hex')}.part`,
  );
  let handle: FileHandle | null;
  try {
    handle = await open(temporaryPath, 'wx', 0o644);
  } catch (cause) {
    throw writeError(cause, target);
  }
  let flushing: Promise<void> | undefined;
  return {
    temporaryPath,
    async append(bytes) {
      try {
        let written = 0;
        while (written < bytes.length) {
          const result = await handle?.write(bytes, written, bytes.length - written);
          if (!result?.bytesWritten) throw new Error('nothing was written');
          written += result.bytesWritten;
        }
      } catch (cause) {
        throw writeError(cause, target);
      }
    },
    beginFlush() {
      flushing = handle?.datasync();
      flushing?.catch(() => undefined);
    },
    async finish() {
      try {
        await flushing;
        await handle?.sync();
        await handle?.close();
        handle = null;
      } catch (cause) {
        throw writeError(cause, target);
      }
    },
    publish(overwrite) {
      try {
        if (overwrite) renameSync(temporaryPath, target);
        else placeNew(temporaryPath, target);
      } catch (cause) {
        throw writeError(cause, target);
      }
      syncFolder(dirname(target));
    },
    async discard() {
      await flushing?.catch(() => undefined);
      await handle?.close().catch(() => undefined);
      handle = null;
      rmSync(temporaryPath, { force: true });
    },
  };
}

/** A hard link fails where the target exists, so nobody's file is replaced between a look and a rename. */
function placeNew(temporaryPath: string, target: string): void {
  try {
    linkSync(temporaryPath, target);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === 'EEXIST') throw cause;
    // File systems without hard links (FAT, some network drives).
    if (existsSync(target)) throw Object.assign(new Error('the target exists'), { code: 'EEXIST' });
    renameSync(temporaryPath, target);
    return;
  }
  rmSync(temporaryPath, { force: true });
}
