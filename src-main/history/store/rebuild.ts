import type Database from 'better-sqlite3';
import { z } from 'zod';
import { readContent } from '../events/event.ts';
import { dropViewTables, viewTables } from './schema.ts';
import { viewsOf } from './views.ts';

const page = z.array(z.object({ number: z.number().int(), content: z.string() }));
const eventsAtOnce = 1000;

/**
 * Makes what the lists show anew from the events. An event that cannot be read is left out: the check names it. Wants a transaction that holds
 * the lock to write. @throws what SQLite throws
 */
export function rebuildViews(database: Database.Database): void {
  database.exec(dropViewTables);
  database.exec(viewTables);
  const views = viewsOf(database);
  const select = database.prepare(
    `SELECT number, content FROM event WHERE number > ? ORDER BY number LIMIT ${eventsAtOnce}`,
  );
  for (let after = 0; ; ) {
    const events = page.parse(select.all(after));
    for (const { content } of events) apply(content, views);
    const last = events.at(-1);
    if (!last) return;
    after = last.number;
  }
}

function apply(content: string, views: ReturnType<typeof viewsOf>): void {
  const event = readContent(content);
  if (!event) return;
  try {
    views.apply(event);
  } catch {
    // An outcome without its intent, or a use twice: nothing that could be shown.
  }
}
