import Database from 'better-sqlite3';
import { AppError } from '../contract/index.ts';
import { preparePrivateFile } from '../files/index.ts';

/** "QYBT" in ASCII (SQLite's application_id). */
const applicationId = 0x51594254;
const busyTimeoutMs = 5000;

const schema = `
  CREATE TABLE IF NOT EXISTS batch (
    id TEXT PRIMARY KEY,
    createdAt TEXT NOT NULL,
    job TEXT NOT NULL,
    state TEXT NOT NULL,
    error TEXT,
    startedAt TEXT,
    finishedAt TEXT,
    manifestPath TEXT,
    runner TEXT
  ) STRICT;
  CREATE TABLE IF NOT EXISTS item (
    batchId TEXT NOT NULL,
    number INTEGER NOT NULL,
    line INTEGER,
    path TEXT NOT NULL,
    name TEXT NOT NULL,
    outputPath TEXT NOT NULL,
    reason TEXT NOT NULL,
    placements TEXT,
    state TEXT NOT NULL,
    look TEXT,
    error TEXT,
    seqs TEXT NOT NULL DEFAULT '[]',
    sha256Before TEXT,
    sha256After TEXT,
    finishedAt TEXT,
    PRIMARY KEY (batchId, number)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS item_by_state ON item (batchId, state, number);
`;

/** Batches of before had less to enter. */
function addMissingColumn(database: Database.Database): void {
  const has =
    database.prepare("SELECT 1 FROM pragma_table_info('item') WHERE name = 'particulars'").get() !== undefined;
  if (!has) database.exec('ALTER TABLE item ADD COLUMN particulars TEXT');
}

/** Does something with the open file. @throws AppError BATCHES_UNAVAILABLE */
export interface BatchDatabase {
  use<T>(work: (database: Database.Database) => T): T;
  close(): void;
}

/** Opens the file, or makes it, when it is first needed. */
export function openBatchDatabase(path: string): BatchDatabase {
  let opened: Database.Database | null = null;

  function open(): Database.Database {
    if (opened) return opened;
    preparePrivateFile(path);
    const database = new Database(path, { timeout: busyTimeoutMs });
    try {
      const isEmpty = database.prepare('SELECT count(*) = 0 FROM sqlite_schema').pluck().get() === 1;
      if (!isEmpty && database.pragma('application_id', { simple: true }) !== applicationId) {
        throw new Error('the file holds no batches of this program');
      }
      database.pragma('journal_mode = WAL');
      // What came of a file is in the record of seal uses, durably; here it may be a moment late.
      database.pragma('synchronous = NORMAL');
      database.exec(schema);
      addMissingColumn(database);
      database.pragma(`application_id = ${applicationId}`);
    } catch (cause) {
      database.close();
      throw cause;
    }
    opened = database;
    return database;
  }

  return {
    use(work) {
      try {
        return work(open());
      } catch (cause) {
        if (cause instanceof AppError) throw cause;
        const detail = cause instanceof Error ? cause.message : String(cause);
        throw new AppError('BATCHES_UNAVAILABLE', {}, { cause, detail });
      }
    },
    close() {
      opened?.close();
      opened = null;
    },
  };
}
