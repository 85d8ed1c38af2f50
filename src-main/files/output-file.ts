import {
  closeSync,
  existsSync,
  fdatasync,
  fsync,
  linkSync,
  openSync,
  renameSync,
  rmSync,
  write as writeCallback,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { placeFile, syncFolderMeanwhile } from './placing.ts';
import { systemPath } from './system-path.ts';
import { temporaryPathOf } from './temporary-names.ts';
import { noteUnfinished } from './unfinished.ts';
import { describeWriteFailure } from './write-failure.ts';

const syncAsync = promisify(fsync);
const datasyncAsync = promisify(fdatasync);
const writeAsync = promisify(writeCallback);

/** A file in the making beside its target: it appears there whole or not at all. */
export interface OutputFile {
  readonly temporaryPath: string;
  /** @throws AppError DISK_FULL, OUTPUT_FOLDER_UNWRITABLE */
  append(bytes: Uint8Array): Promise<void>;
  /** Begins to force what is written so far to the disk, while other work goes on. */
  beginFlush(): void;
  /**
   * Forces everything to the disk and closes the temporary file, which stays until `publish` or `discard`.
   * @throws AppError DISK_FULL, OUTPUT_FOLDER_UNWRITABLE
   */
  finish(): Promise<void>;
  /**
   * Puts the file in its place before it returns; resolves when its name is on the disk as well.
   * @throws AppError OUTPUT_EXISTS when something is there and `overwrite` is false, DISK_FULL,
   * OUTPUT_FOLDER_UNWRITABLE
   */
  publish(overwrite: boolean): Promise<void>;
  /** Takes the published file away again and puts back the one that it replaced. */
  withdraw(): Promise<void>;
  /** Removes everything but what was published. Never throws. */
  discard(): Promise<void>;
}

/**
 * What has been written is sent on to the disk in steps of at most this size, so that little is left to wait for at the
 * end.
 */
const flushEveryBytes = 16 << 20;
/**
 * Of a smaller file, so much is on its way to the disk while the rest is written, and there before the record has to
 * be.
 */
const flushedShare = 0.4;
/** Less is not worth a flush of its own. */
const flushAtLeastBytes = 4_000_000;
/**
 * The system takes most writes into its memory at once, sooner than a thread could; where one takes this long, later
 * ones are waited for.
 */
const slowWriteMs = 20;

/**
 * Opens a temporary file beside `target`, with the permissions `mode`, for a copy of `originalSizeBytes` and what is
 * appended to it.
 * @throws AppError OUTPUT_FOLDER_UNWRITABLE, DISK_FULL
 */
export function createOutputFile(target: string, mode: number, originalSizeBytes: number): OutputFile {
  const temporaryPath = temporaryPathOf(target, 'part');
  const replacedPath = temporaryPathOf(target, 'replaced');
  const finished = noteUnfinished(target);
  let descriptor: number | null;
  try {
    descriptor = openSync(systemPath(temporaryPath), 'wx', mode);
  } catch (cause) {
    finished();
    throw describeWriteFailure(cause, dirname(target));
  }
  const flushStepBytes = Math.min(flushEveryBytes, Math.max(flushAtLeastBytes, originalSizeBytes * flushedShare));
  let writtenBytes = 0;
  let flushedBytes = 0;
  let flushesInFlight = 0;
  // One after the other: a failure is told to one caller only, and must not be lost.
  let flushed: Promise<void> = Promise.resolve();
  let replaces = false;
  let isSlow = false;

  /** Writes on, and tells how much. */
  async function write(bytes: Uint8Array): Promise<number> {
    if (descriptor === null) throw new Error('the file is closed');
    if (isSlow) return (await writeAsync(descriptor, bytes)).bytesWritten;
    const started = performance.now();
    const count = writeSync(descriptor, bytes);
    isSlow = performance.now() - started > slowWriteMs;
    return count;
  }

  function beginFlush(): void {
    flushedBytes = writtenBytes;
    flushesInFlight += 1;
    flushed = flushed
      .then(async () => {
        if (descriptor !== null) await datasyncAsync(descriptor);
      })
      .finally(() => {
        flushesInFlight -= 1;
      });
    flushed.catch(() => undefined);
  }

  /**
   * Not shortly before the end: who made the file has to put it on record first, and that would wait behind the disk.
   */
  function isTimeToFlush(): boolean {
    const stepsLeft = (originalSizeBytes - writtenBytes) / flushStepBytes;
    return writtenBytes - flushedBytes >= flushStepBytes && stepsLeft > 0.5 && flushesInFlight === 0;
  }

  function closeFile(): void {
    const open = descriptor;
    descriptor = null;
    if (open !== null) closeSync(open);
  }

  return {
    temporaryPath,
    beginFlush,
    async append(bytes) {
      try {
        for (let rest = bytes; rest.length > 0; ) {
          const written = await write(rest);
          if (written === 0) throw new Error('nothing was written');
          rest = rest.subarray(written);
        }
      } catch (cause) {
        throw describeWriteFailure(cause, dirname(target));
      }
      writtenBytes += bytes.length;
      if (isTimeToFlush()) beginFlush();
    },
    async finish() {
      const whole = Promise.all([descriptor !== null && syncAsync(descriptor), flushed]);
      flushed = whole.then(() => undefined);
      flushed.catch(() => undefined);
      try {
        await whole;
        closeFile();
      } catch (cause) {
        throw describeWriteFailure(cause, dirname(target));
      }
    },
    publish(overwrite) {
      try {
        replaces = overwrite && keepReplaced(target, replacedPath);
        // Where there is nothing to replace, the temporary name stays until the file is on record.
        placeFile(temporaryPath, target, replaces);
      } catch (cause) {
        if (replaces && !existsSync(systemPath(target))) renameSync(systemPath(replacedPath), systemPath(target));
        throw describeWriteFailure(cause, dirname(target));
      }
      return syncFolderMeanwhile(dirname(target));
    },
    async withdraw() {
      if (replaces) renameSync(systemPath(replacedPath), systemPath(target));
      else rmSync(systemPath(target), { force: true });
      replaces = false;
      await syncFolderMeanwhile(dirname(target));
    },
    async discard() {
      await flushed.catch(() => undefined);
      // In a folder that went away it may come back with it: the note stays, and another start tidies up.
      const isThere = existsSync(systemPath(dirname(target)));
      if (!isThere) leftBehind.add({ target, temporaryPath, replacedPath, finished });
      const removals = [() => remove(temporaryPath), () => remove(replacedPath), ...(isThere ? [finished] : [])];
      for (const tidy of [closeFile, ...removals]) {
        try {
          tidy();
        } catch {
          // A folder that went away or became read-only meanwhile: what went wrong first is what the person must hear.
        }
      }
    },
  };
}

/** Files whose folder had gone away when they were to be removed. */
interface LeftBehind {
  readonly target: string;
  readonly temporaryPath: string;
  readonly replacedPath: string;
  finished(): void;
}
const leftBehind = new Set<LeftBehind>();

/** Removes what could not be removed before, as far as its folder is back. Never throws. */
export function tidyLeftBehind(): void {
  for (const left of leftBehind) {
    try {
      if (!existsSync(systemPath(dirname(left.target)))) continue;
      remove(left.temporaryPath);
      remove(left.replacedPath);
      left.finished();
      leftBehind.delete(left);
    } catch {
      // Another time, or the next start.
    }
  }
}

const remove = (path: string) => rmSync(systemPath(path), { force: true });

/** Keeps the file at `target` under another name until the new one is on record. Gives whether there was one. */
function keepReplaced(target: string, replacedPath: string): boolean {
  if (!existsSync(systemPath(target))) return false;
  try {
    linkSync(systemPath(target), systemPath(replacedPath));
  } catch {
    // File systems without hard links.
    renameSync(systemPath(target), systemPath(replacedPath));
  }
  return true;
}
