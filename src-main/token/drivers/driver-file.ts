/** Who stands behind the file of a driver: a person is shown it before its code is loaded. */
import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { AppError } from '../../contract/index.ts';
import { groupName, userName } from '../../runtime/index.ts';
import { realPath } from './allowed-drivers.ts';

export interface DriverFile {
  /** Where it is, links followed. */
  readonly path: string;
  /** Null where the system does not tell (Windows). */
  readonly owner: string | null;
  /** Users and groups that can change it, or put another in its place; null where the system does not tell. */
  readonly writers: readonly string[] | null;
  /** Whether every user can. */
  readonly writableByAll: boolean;
}

const sticky = 0o1000;

/** The folders above a path, the nearest first. */
function foldersAbove(path: string): string[] {
  const folder = dirname(path);
  return folder === path ? [] : [folder, ...foldersAbove(folder)];
}

/** @throws AppError FILE_NOT_FOUND */
export function describeDriverFile(given: string): DriverFile {
  const path = realPath(resolve(given));
  const file = statSync(path, { throwIfNoEntry: false });
  if (!file?.isFile()) throw new AppError('FILE_NOT_FOUND', { path: given });
  if (process.platform === 'win32') return { path, owner: null, writers: null, writableByAll: false };
  const folders = foldersAbove(path).flatMap((folder) => statSync(folder, { throwIfNoEntry: false }) ?? []);
  // Whoever may write a folder may put another file in the place of one in it, unless it is sticky.
  const open = (bit: number) =>
    [file, ...folders.filter(({ mode }) => (mode & sticky) === 0)].filter(({ mode }) => mode & bit);
  const owners = [file, ...folders].map(({ uid }) => userName(uid));
  const groups = open(0o020).map(({ gid }) => `@${groupName(gid)}`);
  return {
    path,
    owner: userName(file.uid),
    writers: [...new Set([...owners, ...groups])],
    writableByAll: open(0o002).length > 0,
  };
}
