import Database from 'better-sqlite3';
import { z } from 'zod';
import { preparePrivateFile } from '../files/index.ts';
import { applicationId, migrations } from './schema.ts';

const busyTimeoutMs = 5000;
const wholeNumber = z.number().int();

function refuseForeignFile(database: Database.Database): void {
  const isEmpty = database.prepare('SELECT count(*) = 0 FROM sqlite_schema').pluck().get() === 1;
  if (isEmpty || database.pragma('application_id', { simple: true }) === applicationId) return;
  throw new Error('the file is not a ledger of this program');
}

function migrate(database: Database.Database): void {
  const version = () => wholeNumber.parse(database.pragma('user_version', { simple: true }));
  // Asking for the write lock also finds out whether the file may be written.
  database
    .transaction(() => {
      const current = version();
      if (current > migrations.length)
        throw new Error(`the ledger was written by a newer program (version ${current})`);
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

/** Opens the file, or makes it, at the newest schema; a commit is on the disk when it returns. Throws what SQLite throws. */
export function openDatabase(path: string): Database.Database {
  // SQLite would make it for everybody to read; its log has the same permissions.
  preparePrivateFile(path);
  const database = new Database(path, { timeout: busyTimeoutMs });
  try {
    refuseForeignFile(database);
    const check = database.pragma('quick_check(1)', { simple: true });
    if (check !== 'ok') throw new Error(`the ledger is damaged: ${String(check)}`);
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
