/** A folder that is the person's alone. */
import { chmodSync, closeSync, lstatSync, mkdirSync, openSync, readdirSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../contract/index.ts';
import { userName } from '../runtime/index.ts';
import { describeWriteFailure } from './write-failure.ts';

export const privateFolderMode = 0o700;
const privateFileMode = 0o600;
/** What others may do, and what runs. */
const forOthers = 0o077;

function closeToOthers(path: string, found: Stats, ownUid: number): void {
  if (found.uid !== ownUid) throw new AppError('HOME_NOT_PRIVATE', { path, owner: userName(found.uid) });
  if ((found.mode & forOthers) === 0) return;
  try {
    chmodSync(path, found.isDirectory() ? privateFolderMode : privateFileMode);
  } catch (cause) {
    throw new AppError('HOME_OPEN_TO_OTHERS', { path }, { cause, detail: String((cause as Error).message) });
  }
  // Some file systems (FAT, network shares) take the change and keep nothing of it.
  const after = statSync(path, { throwIfNoEntry: false });
  if (after && (after.mode & forOthers) !== 0) throw new AppError('HOME_OPEN_TO_OTHERS', { path });
}

function closeAllWithin(folder: string, ownUid: number, isOurs: (name: string) => boolean = () => true): void {
  for (const name of readdirSync(folder).filter(isOurs)) {
    const path = join(folder, name);
    // A browser that runs from its profile in here removes files meanwhile.
    const found = lstatSync(path, { throwIfNoEntry: false });
    // A link, a socket: what they lead to has an owner and permissions of its own.
    if (!found?.isDirectory() && !found?.isFile()) continue;
    closeToOthers(path, found, ownUid);
    if (found.isDirectory()) closeAllWithin(path, ownUid);
  }
}

/** A folder of other things, such as /tmp or a whole home, is named by mistake: nothing is changed there. */
function requireOurs(folder: string, isOurs: (name: string) => boolean): void {
  const names = readdirSync(folder);
  if (names.length > 0 && !names.some(isOurs)) throw new AppError('HOME_OPEN_TO_OTHERS', { path: folder });
}

/**
 * Makes the folder, or makes sure that it and what is ours in it are this user's and nobody else can read them:
 * permissions that are too wide are taken back. On Windows a profile's folder is the user's by the system's own rules.
 * @param isOurs whether a name in the folder is of this program's making
 * @throws AppError HOME_NOT_PRIVATE where something belongs to another user, HOME_OPEN_TO_OTHERS where permissions
 * cannot be taken back, OUTPUT_FOLDER_UNWRITABLE, DISK_FULL
 */
export function makePrivateFolder(folder: string, isOurs: (name: string) => boolean): void {
  try {
    mkdirSync(folder, { recursive: true, mode: privateFolderMode });
    const ownUid = process.geteuid?.();
    if (process.platform === 'win32' || ownUid === undefined) return;
    const found = statSync(folder);
    if ((found.mode & forOthers) !== 0) requireOurs(folder, isOurs);
    closeToOthers(folder, found, ownUid);
    closeAllWithin(folder, ownUid, isOurs);
  } catch (cause) {
    throw describeWriteFailure(cause, folder);
  }
}

/** Makes a file for a library that would make one for everybody to read; one that is there stays. Never throws. */
export function preparePrivateFile(path: string): void {
  try {
    closeSync(openSync(path, 'a', privateFileMode));
  } catch {
    // Who opens it next says why it cannot be.
  }
}
