import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, renameSync, rmSync } from 'node:fs';
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
  /**
   * Puts the file in its place before it returns; resolves when its name is on the disk as well. Throws OUTPUT_EXISTS when something is
   * there and `overwrite` is false.
   */
  publish(overwrite: boolean): Promise<void>;
  /** Takes the published file away again and puts back the one that it replaced. */
  withdraw(): Promise<void>;
  /** Removes everything but what was published. Never throws. */
  discard(): Promise<void>;
}

/** What has been written is sent on to the disk in steps of this size, so that little is left to wait for at the end. */
const flushEveryBytes = 16 << 20;

/** A failed write as the person meets it. */
function writeError(cause: unknown, target: string): AppError {
  const code = (cause as NodeJS.ErrnoException).code;
  const detail = code ?? String(cause);
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG')
    return new AppError('DISK_FULL', {}, { detail, cause });
  if (code === 'EEXIST') return new AppError('OUTPUT_EXISTS', { path: target }, { detail, cause });
  return new AppError('OUTPUT_FOLDER_UNWRITABLE', { path: dirname(target) }, { detail, cause });
}

async function syncFolder(path: string): Promise<void> {
  // Windows cannot open a folder for this, and some network file systems refuse; the file itself is already on the disk.
  try {
    const folder = await open(path, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  } catch {
    return;
  }
}

/** Opens a temporary file beside `target`, with the permissions `mode`. Throws OUTPUT_FOLDER_UNWRITABLE, DISK_FULL. */
export async function createOutputFile(target: string, mode = 0o644): Promise<OutputFile> {
  // File names end at 255 bytes, and a Chinese character takes three.
  const beside = (ending: string) =>
    join(dirname(target), `.${basename(target).slice(0, 60)}.${randomBytes(6).toString('hex')}.${ending}`);
  const temporaryPath = beside('part');
  const replacedPath = beside('replaced');
  let handle: FileHandle | null;
  try {
    handle = await open(temporaryPath, 'wx', mode);
  } catch (cause) {
    throw writeError(cause, target);
  }
  let unflushedBytes = 0;
  let flushesInFlight = 0;
  // One after the other: a failure is told to one caller only, and must not be lost.
  let flushed: Promise<void> = Promise.resolve();
  let replaces = false;

  function beginFlush(): void {
    unflushedBytes = 0;
    flushesInFlight += 1;
    flushed = flushed
      .then(() => handle?.datasync())
      .finally(() => {
        flushesInFlight -= 1;
      });
    flushed.catch(() => undefined);
  }

  return {
    temporaryPath,
    beginFlush,
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
      unflushedBytes += bytes.length;
      if (unflushedBytes >= flushEveryBytes && flushesInFlight === 0) beginFlush();
    },
    async finish() {
      try {
        await Promise.all([handle?.sync(), flushed]);
        await handle?.close();
        handle = null;
      } catch (cause) {
        throw writeError(cause, target);
      }
    },
    publish(overwrite) {
      try {
        if (overwrite) {
          replaces = keepReplaced(target, replacedPath);
          renameSync(temporaryPath, target);
        } else placeNew(temporaryPath, target);
      } catch (cause) {
        if (replaces && !existsSync(target)) renameSync(replacedPath, target);
        throw writeError(cause, target);
      }
      return syncFolder(dirname(target));
    },
    async withdraw() {
      if (replaces) renameSync(replacedPath, target);
      else rmSync(target, { force: true });
      replaces = false;
      await syncFolder(dirname(target));
    },
    async discard() {
      await flushed.catch(() => undefined);
      await handle?.close().catch(() => undefined);
      handle = null;
      for (const path of [temporaryPath, replacedPath]) removeQuietly(path);
    },
  };
}

function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // A folder that went away or became read-only meanwhile: what went wrong first is what the person must hear.
    return;
  }
}

/** Keeps the file at `target` under another name until the new one is on record. Gives whether there was one. */
function keepReplaced(target: string, replacedPath: string): boolean {
  if (!existsSync(target)) return false;
  try {
    linkSync(target, replacedPath);
  } catch {
    // File systems without hard links.
    renameSync(target, replacedPath);
  }
  return true;
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
