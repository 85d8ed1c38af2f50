import { closeSync, existsSync, fstatSync, fsync, fsyncSync, linkSync, openSync, renameSync } from 'node:fs';
import { promisify } from 'node:util';
import { AppError } from '../contract/index.ts';
import { systemPath } from './system-path.ts';

const syncAsync = promisify(fsync);

/**
 * Gives a finished temporary file its name. Where nothing may be overwritten, a hard link does it, which fails where
 * the target exists: so nobody's file is replaced between a check and a rename. Then the temporary name stays for whoever
 * made it to take away.
 * @throws AppError OUTPUT_EXISTS, and the system's error
 */
export function placeFile(temporaryPath: string, target: string, overwrite: boolean): void {
  const [from, to] = [systemPath(temporaryPath), systemPath(target)];
  if (overwrite) {
    renameSync(from, to);
    return;
  }
  try {
    linkSync(from, to);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? '';
    // File systems without hard links (FAT, some network drives) fail otherwise.
    if (code === 'EEXIST' || existsSync(to)) {
      throw new AppError('OUTPUT_EXISTS', { path: target }, { detail: 'EEXIST', cause });
    }
    renameSync(from, to);
  }
}

/** The folder, opened to be synced; null where the system cannot. */
function openFolder(path: string): number | null {
  // Windows cannot open a folder for this, and some network file systems refuse; the file itself is already on the
  // disk.
  try {
    return openSync(systemPath(path), 'r');
  } catch {
    return null;
  }
}

/** Forces the names in a folder to the disk, where the system can. Never throws. */
export function syncFolder(path: string): void {
  const folder = openFolder(path);
  if (folder === null) return;
  try {
    fsyncSync(folder);
  } catch {
    // As above.
  } finally {
    closeSync(folder);
  }
}

/** A folder that is being synced, and the sync that those share who came meanwhile: this one may miss their names. */
interface FolderSync {
  readonly done: Promise<void>;
  next: Promise<void> | null;
}

/** By device and inode: a path may lead to another folder by now. */
const folderSyncs = new Map<string, FolderSync>();

function beginSync(key: string, folder: number): Promise<void> {
  const sync: FolderSync = {
    done: syncAsync(folder)
      .catch(() => undefined)
      .finally(() => {
        if (sync.next === null) folderSyncs.delete(key);
      }),
    next: null,
  };
  folderSyncs.set(key, sync);
  return sync.done;
}

/** `syncFolder` while other work goes on; files that appear in one folder together wait for the disk together. */
export async function syncFolderMeanwhile(path: string): Promise<void> {
  const folder = openFolder(path);
  if (folder === null) return;
  try {
    const { dev, ino } = fstatSync(folder, { bigint: true });
    const key = `${dev}:${ino}`;
    const running = folderSyncs.get(key);
    if (running) running.next ??= running.done.then(() => beginSync(key, folder));
    await (running?.next ?? beginSync(key, folder));
  } finally {
    closeSync(folder);
  }
}
