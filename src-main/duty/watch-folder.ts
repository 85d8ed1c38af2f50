/** A folder that documents come to with their tickets, and what comes of them leaves from. */
import { lstatSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../contract/index.ts';
import { describeWriteFailure, privateFolderMode, systemPath, writeFileAtomically } from '../files/index.ts';
import { hasEnded, thisWriter } from '../history/index.ts';

/**
 * `in` is for those who send. The rest is ours: `done` and `failed` hold a folder for each document, which is finished when its `result.json` is
 * there; `work` says what is being worked at, so that a start after a kill goes on with it.
 */
export interface WatchFolder {
  readonly in: string;
  readonly done: string;
  readonly failed: string;
  readonly work: string;
  /** Lets another program have the folder. Never throws. */
  release(): void;
}

const holder = z.object({ clientId: z.string(), writerPid: z.number().int(), writerStartedAt: z.string() });
const holderName = 'held-by.json';
/** What others may do to a folder whose names we rely on: write. */
const othersWrite = 0o022;

/** Somebody who may write to it could put a folder of theirs in the place of ours. */
function assertOurs(path: string): void {
  const found = lstatSync(systemPath(path));
  const ownUid = process.geteuid?.();
  if (!found.isDirectory()) throw new AppError('WATCH_FOLDER_OPEN', { path });
  if (process.platform === 'win32' || ownUid === undefined) return;
  if (found.uid !== ownUid || (found.mode & othersWrite) !== 0) throw new AppError('WATCH_FOLDER_OPEN', { path });
}

/** A program that was killed holds nothing; another machine's never ends as far as we can tell. */
function assertFree(path: string, clientId: string): void {
  let held: z.infer<typeof holder>;
  try {
    held = holder.parse(JSON.parse(readFileSync(systemPath(join(path, holderName)), 'utf8')));
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return;
    // Of no program that is at work here: it is written whole.
    rmSync(systemPath(join(path, holderName)), { force: true });
    return;
  }
  if (held.clientId === clientId && hasEnded(held)) {
    rmSync(systemPath(join(path, holderName)), { force: true });
    return;
  }
  throw new AppError('WATCH_FOLDER_TAKEN', { path });
}

/**
 * Makes what is missing of the folder, and takes it for this program alone. Whoever calls keeps the client's other programs from doing so meanwhile.
 * @param clientId of this client: tickets for another would be refused here
 * @throws AppError WATCH_FOLDER_OPEN where others may write beside `in`, WATCH_FOLDER_TAKEN, OUTPUT_FOLDER_UNWRITABLE, DISK_FULL
 */
export function openWatchFolder(path: string, clientId: string): WatchFolder {
  try {
    mkdirSync(systemPath(path), { recursive: true, mode: privateFolderMode });
    assertOurs(path);
    const folders = {
      in: join(path, 'in'),
      done: join(path, 'done'),
      failed: join(path, 'failed'),
      work: join(path, 'work'),
    };
    for (const folder of Object.values(folders))
      mkdirSync(systemPath(folder), { recursive: true, mode: privateFolderMode });
    for (const folder of [folders.done, folders.failed, folders.work]) assertOurs(folder);
    if (!lstatSync(systemPath(folders.in)).isDirectory()) throw new AppError('WATCH_FOLDER_OPEN', { path: folders.in });
    // Nothing could be moved from one disk to another in one step.
    if (lstatSync(systemPath(folders.in)).dev !== lstatSync(systemPath(folders.done)).dev)
      throw new AppError('OUTPUT_FOLDER_UNWRITABLE', { path: folders.in }, { detail: 'EXDEV' });
    assertFree(folders.work, clientId);
    const held = join(folders.work, holderName);
    try {
      // Whole or not at all: what is half written would look like nobody's.
      writeFileAtomically(held, JSON.stringify({ clientId, ...thisWriter }), { overwrite: false });
    } catch (cause) {
      if (cause instanceof AppError && cause.code === 'OUTPUT_EXISTS') {
        throw new AppError('WATCH_FOLDER_TAKEN', { path }, { cause });
      }
      throw cause;
    }
    return {
      ...folders,
      release() {
        try {
          rmSync(systemPath(held), { force: true });
        } catch {
          // It is ours no more when this program has ended.
        }
      },
    };
  } catch (cause) {
    throw describeWriteFailure(cause, path);
  }
}

/** What the system says of a file that belongs to somebody else, or that a program holds open. */
const notLetGo = new Set(['EACCES', 'EPERM', 'EBUSY', 'ETXTBSY', 'EXDEV']);

/**
 * Moves a file that came. What is none (a folder, a link, a pipe) or is not there stays. Gives false where the system does not let go of the file.
 * @throws what else the system says
 */
export function moveFile(from: string, to: string): boolean {
  try {
    if (lstatSync(systemPath(from), { throwIfNoEntry: false })?.isFile()) renameSync(systemPath(from), systemPath(to));
    return true;
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    if (code === 'ENOENT') return true;
    if (notLetGo.has(code)) return false;
    throw cause;
  }
}
