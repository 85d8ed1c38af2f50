import { copyFileSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { readContent } from '../events/event.ts';
import { isEventTable, schemaOf } from '../store/made-tables.ts';
import { viewTables } from '../store/schema.ts';
import { viewsOf } from '../store/views.ts';

/** What could be read of a ledger. */
export interface ReadableEvents {
  /** Events that are one, each under its own number. */
  readonly events: number;
  /** Rows that hold none, and numbers whose place on the disk cannot be read. */
  readonly unreadable: number;
}

/** As the chain's own, without its guards: there may be gaps. */
const eventTable = `CREATE TABLE event (
  number INTEGER PRIMARY KEY, content TEXT NOT NULL, hash BLOB NOT NULL, kind TEXT GENERATED ALWAYS AS (content ->> '$.kind') VIRTUAL
) STRICT; CREATE INDEX event_kind ON event (kind);`;

const eventsAtOnce = 500;
const select = 'SELECT number, CAST(content AS TEXT) AS content, CAST(hash AS BLOB) AS hash FROM event';
const storedEvent = z.object({ number: z.number().int(), content: z.string(), hash: z.instanceof(Uint8Array) });

/** The last number, where the disk still tells. */
function lastNumber(source: Database.Database): number {
  return z.number().parse(source.prepare('SELECT coalesce(max(number), 0) FROM event').pluck().get());
}

/** Rows in order; null for each that cannot be read, however many of its neighbours go with it. */
function* rowsOf(source: Database.Database): Generator<unknown> {
  const last = lastNumber(source);
  const page = source.prepare(`${select} WHERE number > ? ORDER BY number LIMIT ${eventsAtOnce}`);
  const one = source.prepare(`${select} WHERE number = ?`);
  for (let after = 0; after < last; ) {
    let rows: unknown[];
    try {
      rows = page.all(after);
    } catch {
      // A damaged page of the file: what lies beside it is asked for one by one.
      for (let number = after + 1; number <= Math.min(after + eventsAtOnce, last); number++) {
        try {
          const row = one.get(number);
          if (row !== undefined) yield row;
        } catch {
          yield null;
        }
      }
      after += eventsAtOnce;
      continue;
    }
    yield* rows;
    const reached = z.object({ number: z.number() }).safeParse(rows.at(-1)).data?.number;
    if (reached === undefined || reached <= after) return;
    after = reached;
  }
}

/**
 * Copies what can be read of a ledger into a file of its own, with lists made anew from the events: what the ledger's own lists show is
 * nobody's word. The ledger is copied before it is opened, for SQLite would write beside it. @throws what SQLite and the file system throw
 */
export function copyReadable(
  ledgerPath: string,
  { source: sourcePath, target: targetPath }: { readonly source: string; readonly target: string },
  onProgress: (fraction: number) => void,
): ReadableEvents {
  // What is no file, a pipe say, would be read without an end.
  for (const suffix of ['', '-wal'])
    if (statSync(`${ledgerPath}${suffix}`, { throwIfNoEntry: false })?.isFile())
      copyFileSync(`${ledgerPath}${suffix}`, `${sourcePath}${suffix}`);
  const source = new Database(sourcePath, { fileMustExist: true });
  const target = new Database(targetPath);
  try {
    // Something else by this name could do anything when it is read: a virtual table, or a column that is made, too.
    if (!isEventTable(schemaOf(source))) throw new Error('there is no table of events');
    for (const pragma of ['journal_mode = OFF', 'synchronous = OFF']) target.pragma(pragma);
    target.exec(eventTable + viewTables);
    const views = viewsOf(target);
    const insert = target.prepare('INSERT INTO event (number, content, hash) VALUES (?, ?, ?)');
    const total = lastNumber(source);
    let events = 0;
    let unreadable = 0;
    target.exec('BEGIN');
    for (const row of rowsOf(source)) {
      const stored = storedEvent.safeParse(row).data;
      const event = stored ? readContent(stored.content) : null;
      if (!stored || event?.number !== stored.number) {
        unreadable += 1;
        continue;
      }
      insert.run(stored.number, stored.content, stored.hash);
      events += 1;
      if (events % eventsAtOnce === 0) onProgress(Math.min(1, stored.number / total));
      try {
        views.apply(event);
      } catch {
        // No use that a list could show: a check says so.
      }
    }
    target.exec('COMMIT');
    return { events, unreadable };
  } finally {
    source.close();
    target.close();
  }
}
