import { existsSync, linkSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { AppError } from '../../contract/index.ts';
import { preparePrivateFile } from '../../files/index.ts';

const busyTimeoutMs = 5000;
/** What SQLite keeps beside a database while it is open. */
const companions = ['-wal', '-shm', '-journal'];
const halfAside = /^(history\..*\.(?:set-aside|archived)\.sqlite)(-wal|-shm|-journal)$/;

const unavailable = (cause: unknown) =>
  cause instanceof AppError ? cause : new AppError('HISTORY_UNAVAILABLE', {}, { detail: String(cause), cause });

/** Where a ledger that is not written on any more is kept, as it is. */
export function setAsidePath(path: string, why: 'set-aside' | 'archived' = 'set-aside'): string {
  const stamp = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const free = (count: number): string => {
    const wanted = `${path.replace(/\.sqlite$/, '')}.${stamp}${count === 0 ? '' : `-${count}`}.${why}.sqlite`;
    return existsSync(wanted) ? free(count + 1) : wanted;
  };
  return free(0);
}

/** A database of its own, for SQLite locks files on every system, and lets go of them when a process is killed. */
function lockPlaces(path: string): Database.Database {
  preparePrivateFile(path);
  const lock = new Database(path, { timeout: busyTimeoutMs });
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (cause) {
    lock.close();
    throw cause;
  }
}

/** Does what puts ledgers into their place, or out of it: one process at a time. @throws AppError HISTORY_UNAVAILABLE */
export function changingPlaces<T>(path: string, work: () => T): T {
  const lockPath = `${path.replace(/\.sqlite$/, '')}.lock`;
  let lock: Database.Database;
  try {
    lock = lockPlaces(lockPath);
  } catch (cause) {
    if (!(cause instanceof Database.SqliteError) || cause.code !== 'SQLITE_NOTADB') throw unavailable(cause);
    // Somebody wrote something else there: it must not keep anybody from stamping.
    rmSync(lockPath, { force: true });
    try {
      lock = lockPlaces(lockPath);
    } catch (again) {
      throw unavailable(again);
    }
  }
  try {
    return work();
  } catch (cause) {
    throw unavailable(cause);
  } finally {
    lock.close();
  }
}

/** A ledger that nobody else can write to. */
interface HeldLedger {
  /** Gives it another name, with its log. @throws AppError HISTORY_UNAVAILABLE */
  put(aside: string): void;
  release(): void;
}

/**
 * Keeps others from writing to a ledger until it is released; what is no database is written to by nobody.
 * @throws AppError HISTORY_UNAVAILABLE where another process does not end writing
 */
export function holdWriting(path: string): HeldLedger {
  let database: Database.Database | null = null;
  try {
    database = new Database(path, { timeout: busyTimeoutMs, fileMustExist: true });
    database.exec('BEGIN IMMEDIATE');
  } catch (cause) {
    database?.close();
    database = null;
    if (cause instanceof Database.SqliteError && cause.code.startsWith('SQLITE_BUSY')) throw unavailable(cause);
  }
  const release = () => {
    database?.close();
    database = null;
  };
  return {
    put(aside) {
      // Windows renames no file that is open; there others that have it open keep it in its place.
      if (process.platform === 'win32') release();
      try {
        putAside(path, aside);
      } catch (cause) {
        throw unavailable(cause);
      }
    },
    release,
  };
}

/** The file itself last: what was moved before it can be told from what belongs to another. */
function putAside(path: string, aside: string): void {
  for (const suffix of [...companions, ''])
    if (existsSync(`${path}${suffix}`)) renameSync(`${path}${suffix}`, `${aside}${suffix}`);
}

/** What was moved of a ledger that is in its place still: a process was killed between. */
function halfPutAside(path: string): { readonly from: string; readonly to: string }[] {
  if (!existsSync(path)) return [];
  const folder = dirname(path);
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    // What keeps the folder from being read is told by who opens the ledger.
    return [];
  }
  return names.flatMap((name) => {
    const [, aside, suffix] = halfAside.exec(name) ?? [];
    return aside === undefined || names.includes(aside) ? [] : [{ from: join(folder, name), to: `${path}${suffix}` }];
  });
}

/** Puts the log of the ledger back beside it, where a process was killed while it put both aside. @throws AppError HISTORY_UNAVAILABLE */
export function undoHalfPutAside(path: string): void {
  // Mostly there is none, and nobody has to be waited for.
  if (halfPutAside(path).length === 0) return;
  changingPlaces(path, () => {
    for (const { from, to } of halfPutAside(path)) {
      const isFree = !existsSync(to) || statSync(to).size === 0 || to.endsWith('-shm');
      if (isFree) renameSync(from, to);
    }
  });
}

/** Puts a file where none is: a ledger that another process began there meanwhile is not lost. @throws what the file system throws */
export function moveToFreePlace(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (cause) {
    if (existsSync(to)) throw cause;
    // Not every file system knows a second name.
    renameSync(from, to);
  }
  rmSync(from, { force: true });
}
