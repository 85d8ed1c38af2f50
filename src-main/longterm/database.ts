import Database from 'better-sqlite3';
import { z } from 'zod';
import { AppError, type LongTermItem, longTermItem, type TimestampUsage, timestampUsage } from '../contract/index.ts';
import { preparePrivateFile } from '../files/index.ts';

/**
 * Files that wait for timestamps or revocation data, and how often each authority was asked. Kept over restarts.
 * Everything but `close` throws AppError LONGTERM_UNAVAILABLE where the file cannot be used.
 */
export interface LongTermDatabase {
  list(): LongTermItem[];
  get(path: string): LongTermItem | null;
  /** Adds the file, or takes the place of what was there for its path. */
  put(item: LongTermItem): void;
  remove(path: string): void;
  /** Counts one request to an authority. */
  countRequest(url: string, day: string): void;
  /** How often each was asked on a day (YYYY-MM-DD) and in its month. */
  usage(day: string): TimestampUsage[];
  close(): void;
}

/** "QYLT" in ASCII (SQLite's application_id). */
const applicationId = 0x51594c54;
const busyTimeoutMs = 5000;

const schema = `
  CREATE TABLE IF NOT EXISTS waiting (
    path TEXT PRIMARY KEY,
    item TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS timestamp_request (
    day TEXT NOT NULL,
    url TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (day, url)
  ) STRICT;
`;

/** Opens the file, or makes it, when it is first needed: nobody who stamps without timestamps has one. */
export function openLongTermDatabase(path: string): LongTermDatabase {
  let opened: Database.Database | null = null;

  function open(): Database.Database {
    if (opened) return opened;
    preparePrivateFile(path);
    const database = new Database(path, { timeout: busyTimeoutMs });
    try {
      const isEmpty = database.prepare('SELECT count(*) = 0 FROM sqlite_schema').pluck().get() === 1;
      if (!isEmpty && database.pragma('application_id', { simple: true }) !== applicationId) {
        throw new Error('the file is not a queue of this program');
      }
      database.exec(schema);
      database.pragma(`application_id = ${applicationId}`);
    } catch (cause) {
      database.close();
      throw cause;
    }
    opened = database;
    return database;
  }

  function use<T>(work: (database: Database.Database) => T): T {
    try {
      return work(open());
    } catch (cause) {
      const detail = cause instanceof Error ? cause.message : String(cause);
      throw new AppError('LONGTERM_UNAVAILABLE', {}, { cause, detail });
    }
  }

  const read = (item: unknown): LongTermItem => longTermItem.parse(JSON.parse(z.string().parse(item)));
  return {
    list: () =>
      use((database) =>
        database
          .prepare('SELECT item FROM waiting')
          .pluck()
          .all()
          .map(read)
          .toSorted((one, other) => one.addedAt.localeCompare(other.addedAt)),
      ),
    get: (itemPath) =>
      use((database) => {
        const found = database.prepare('SELECT item FROM waiting WHERE path = ?').pluck().get(itemPath);
        return found === undefined ? null : read(found);
      }),
    put: (item) =>
      use((database) => {
        database
          .prepare(
            'INSERT INTO waiting (path, item) VALUES (?, ?) ON CONFLICT (path) DO UPDATE SET item = excluded.item',
          )
          .run(item.path, JSON.stringify(item));
      }),
    remove: (itemPath) =>
      use((database) => {
        database.prepare('DELETE FROM waiting WHERE path = ?').run(itemPath);
      }),
    countRequest: (url, day) =>
      use((database) => {
        database
          .prepare(
            'INSERT INTO timestamp_request (day, url, count) VALUES (?, ?, 1) ON CONFLICT (day, url) DO UPDATE SET count = count + 1',
          )
          .run(day, url);
      }),
    usage: (day) =>
      use((database) =>
        z.array(timestampUsage).parse(
          database
            .prepare(
              `SELECT url, sum(CASE WHEN day = ? THEN count ELSE 0 END) AS today, sum(count) AS thisMonth
               FROM timestamp_request WHERE substr(day, 1, 7) = ? GROUP BY url ORDER BY url`,
            )
            .all(day, day.slice(0, 7)),
        ),
      ),
    close() {
      opened?.close();
      opened = null;
    },
  };
}
