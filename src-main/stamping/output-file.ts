import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fdatasync,
  fsync,
  linkSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  write as writeCallback,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { AppError } from '../contract/index.ts';

const syncAsync = promisify(fsync);
const datasyncAsync = promisify(fdatasync);
const writeAsync = promisify(writeCallback);

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

/** What has been written is sent on to the disk in steps of at most this size, so that little is left to wait for at the end. */
const flushEveryBytes = 16 << 20;
/** Of a smaller file, so much is on its way to the disk while the rest is written, and there before the record has to be. */
const flushedShare = 0.4;
/** Less is not worth a flush of its own. */
const flushAtLeastBytes = 4_000_000;
/** The system takes most writes into its memory at once, sooner than a thread could; where one takes this long, later ones are waited for. */
const slowWriteMs = 20;

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
    const folder = openSync(path, 'r');
    await syncAsync(folder).finally(() => closeSync(folder));
  } catch {
    return;
  }
}

/** File names end at 255 bytes, and a Chinese character takes three. */
const temporaryNameStart = (target: string, pid: number) => `.${basename(target).slice(0, 60)}.${pid}-`;

/**
 * Tidies up after a process that ended while it made `target`: what was half written goes, and what it had put aside to replace is put
 * back unless the new file is in its place. Never throws.
 */
export function tidyInterruptedOutput(target: string, pid: number): void {
  const folder = dirname(target);
  const start = temporaryNameStart(target, pid);
  try {
    for (const name of readdirSync(folder)) {
      if (!name.startsWith(start)) continue;
      const path = join(folder, name);
      if (name.endsWith('.replaced') && !existsSync(target)) renameSync(path, target);
      else if (/\.(?:part|replaced)$/.test(name)) remove(path);
    }
  } catch {
    // A folder that went away: another start may find it again, and nothing in it counts meanwhile.
  }
}

/**
 * Opens a temporary file beside `target`, with the permissions `mode`, for a copy of `originalSizeBytes` and what is appended to it.
 * Throws OUTPUT_FOLDER_UNWRITABLE, DISK_FULL.
 */
export function createOutputFile(target: string, mode: number, originalSizeBytes: number): OutputFile {
  const beside = (ending: string) =>
    join(dirname(target), `${temporaryNameStart(target, process.pid)}${randomBytes(6).toString('hex')}.${ending}`);
  const temporaryPath = beside('part');
  const replacedPath = beside('replaced');
  let descriptor: number | null;
  try {
    descriptor = openSync(temporaryPath, 'wx', mode);
  } catch (cause) {
    throw writeError(cause, target);
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

  /** Not shortly before the end: who made the file has to put it on record first, and that would wait behind the disk. */
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
        throw writeError(cause, target);
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
      for (const tidy of [closeFile, () => remove(temporaryPath), () => remove(replacedPath)]) {
        try {
          tidy();
        } catch {
          // A folder that went away or became read-only meanwhile: what went wrong first is what the person must hear.
        }
      }
    },
  };
}

const remove = (path: string) => rmSync(path, { force: true });

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
