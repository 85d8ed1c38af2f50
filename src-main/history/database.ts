import Database from 'better-sqlite3';
import { z } from 'zod';
import { preparePrivateFile } from '../files/index.ts';
import { applicationId, migrations } from './schema.ts';

/** Raised for a file that no program of this version can use as it is. */
export class UnusableLedger extends Error {
  readonly code: 'HISTORY_DAMAGED' | 'HISTORY_NEWER';

  constructor(code: UnusableLedger['code'], message: string) {
    super(message);
    this.code = code;
  }
}

const busyTimeoutMs = 5000;
const wholeNumber = z.number().int();

function refuseForeignFile(database: Database.Database): void {
  const isEmpty = database.prepare('SELECT count(*) = 0 FROM sqlite_schema').pluck().get() === 1;
  if (isEmpty || database.pragma('application_id', { simple: true }) === applicationId) return;
  throw new UnusableLedger('HISTORY_DAMAGED', 'the file is not a ledger of this program');
}

function migrate(database: Database.Database): void {
  const version = () => wholeNumber.parse(database.pragma('user_version', { simple: true }));
  // Asking for the write lock also finds out whether the file may be written.
  database
    .transaction(() => {
      const current = version();
      if (current > migrations.length)
        throw new UnusableLedger('HISTORY_NEWER', `the ledger was written by a newer program (version ${current})`);
      if (current === migrations.length) return;
      for (const statements of migrations.slice(current)) database.exec(statements);
      database.pragma(`application_id = ${applicationId}`);
      database.pragma(`user_version = ${migrations.length}`);
    })
    .immediate();
}

/** Write-ahead logging lets the window read while a script writes. */
function preferWriteAheadLog(database: Database.Database): void {
  if (database.pragma('journal_mode', { simple: true }) === 'wal') return;
  try {
    database.pragma('journal_mode = WAL');
  } catch (cause) {
    // Another process has the file open just now, or the file system shares no memory: a rollback journal is as durable.
    if (!(cause instanceof Database.SqliteError)) throw cause;
  }
}

/** A folder or a file that may only be read, or has no room for a log. */
const isUnwritable = (cause: unknown) =>
  cause instanceof Database.SqliteError && /^SQLITE_(?:READONLY|CANTOPEN|FULL|IOERR)/.test(cause.code);

/**
 * Opens the file, or makes it, at the newest schema; a commit is on the disk when it returns. One that may only be read
 * can be read.
 * @throws UnusableLedger, and what SQLite throws
 */
export function openDatabase(path: string): Database.Database {
  try {
    return openToWrite(path);
  } catch (cause) {
    if (!isUnwritable(cause)) throw cause;
    return openToRead(path, cause);
  }
}

/** @throws `why` where there is nothing to be read either */
function openToRead(path: string, why: unknown): Database.Database {
  let database: Database.Database | null = null;
  try {
    database = new Database(path, { timeout: busyTimeoutMs, readonly: true });
    refuseForeignFile(database);
    if (database.pragma('user_version', { simple: true }) === migrations.length) return database;
  } catch {
    // What kept it from being written says more.
  }
  database?.close();
  throw why;
}

function openToWrite(path: string): Database.Database {
  // SQLite would make it for everybody to read; its log has the same permissions.
  preparePrivateFile(path);
  const database = new Database(path, { timeout: busyTimeoutMs });
  try {
    refuseForeignFile(database);
    const check = database.pragma('quick_check(1)', { simple: true });
    if (check !== 'ok') throw new UnusableLedger('HISTORY_DAMAGED', `the ledger is damaged: ${String(check)}`);
    // A commit must survive a power cut: in WAL mode FULL is needed, with a rollback journal EXTRA (sqlite.org/pragma.html, synchronous).
    database.pragma('synchronous = EXTRA');
    migrate(database);
    preferWriteAheadLog(database);
    return database;
  } catch (cause) {
    database.close();
    throw cause;
  }
}
