import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readdirSync, renameSync, rmSync, type Stats, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { bytesOfPath, pathOfBytes } from '../contract/index.ts';
import { systemPath } from './system-path.ts';

/** A file in the making, or one that was put aside to be replaced. */
type Ending = 'part' | 'replaced';

/** What others may do. */
const forOthers = 0o077;
/** File names end at 255 bytes, and a Chinese character takes three. */
const longestStart = 60;

/** Of a long name its start, and a digest: files of one batch may begin alike. */
function shortName(name: string): string {
  if (name.length <= longestStart) return name;
  const digest = createHash('sha256').update(bytesOfPath(name)).digest('hex').slice(0, 12);
  // Half a character would come back as another.
  return `${name.slice(0, longestStart - 13).replace(/[\uD800-\uDBFF]$/, '')}~${digest}`;
}

const nameStart = (target: string, pid: number) => `.${shortName(basename(target))}.${pid}-`;

/** A new name beside `target`, by which `tidyInterruptedOutput` finds the file should this process end too soon. */
export function temporaryPathOf(target: string, ending: Ending): string {
  return join(dirname(target), `${nameStart(target, process.pid)}${randomBytes(6).toString('hex')}.${ending}`);
}

/** The temporary files of a process beside `target`. @throws what the system says of the folder */
function temporaryFilesOf(target: string, pid: number): Record<Ending, string[]> {
  const folder = dirname(target);
  const start = bytesOfPath(nameStart(target, pid));
  const own = readdirSync(systemPath(folder), { encoding: 'buffer' })
    .filter((name) => name.subarray(0, start.length).equals(start))
    .map(pathOfBytes);
  const ending = (which: Ending) => own.filter((name) => name.endsWith(`.${which}`)).map((name) => join(folder, name));
  return { part: ending('part'), replaced: ending('replaced') };
}

const isSameFile = (one: Stats, other: Stats) => one.ino === other.ino && one.dev === other.dev;

/**
 * Whether a process that ended had put its file in the place of `target`, finished, on the disk and checked: what it
 * made still has its temporary name as well, or the one that it replaced has only its own. False where it cannot be
 * told.
 */
export function wasPublished(target: string, pid: number): boolean {
  try {
    const { part, replaced } = temporaryFilesOf(target, pid);
    const there = statSync(systemPath(target));
    if (part.length > 0) return part.some((path) => isSameFile(statSync(systemPath(path)), there));
    return replaced.length > 0 && !replaced.some((path) => isSameFile(statSync(systemPath(path)), there));
  } catch {
    return false;
  }
}

/** On Windows the rights to a folder are not to be had from its mode. */
function isOursAlone(folder: string): boolean {
  const { uid, mode } = statSync(systemPath(folder));
  return process.platform === 'win32' || (uid === process.geteuid?.() && (mode & forOthers) === 0);
}

/**
 * Whether a process that ended left its file half way: it has its temporary name alone, in a folder that is this user's alone, so that nobody else
 * can have a copy of it or have put another in its place. False where it cannot be told.
 */
export function wasLeftUnfinished(target: string, pid: number): boolean {
  try {
    if (!isOursAlone(dirname(target))) return false;
    const { part } = temporaryFilesOf(target, pid);
    return part.length > 0 && part.every((path) => statSync(systemPath(path)).nlink === 1);
  } catch {
    return false;
  }
}

/**
 * Tidies up after a process that ended while it made `target`: what was half written goes, and what it had put aside to
 * replace is put back unless the new file is in its place. Gives what it took away or put back. Never throws.
 */
export function tidyInterruptedOutput(target: string, pid: number): string[] {
  const tidied: string[] = [];
  try {
    const { part, replaced } = temporaryFilesOf(target, pid);
    for (const path of replaced) {
      if (existsSync(systemPath(target))) rmSync(systemPath(path), { force: true });
      else renameSync(systemPath(path), systemPath(target));
      tidied.push(path);
    }
    for (const path of part) {
      rmSync(systemPath(path), { force: true });
      tidied.push(path);
    }
  } catch {
    // A folder that went away: another start may find it again, and nothing in it counts meanwhile.
  }
  return tidied;
}
