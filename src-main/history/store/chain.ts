import { createHash, randomBytes } from 'node:crypto';
import type Database from 'better-sqlite3';
import { z } from 'zod';
import { chainHash, type LedgerEventKind, type LedgerHead, ledgerId } from '../../contract/index.ts';
import type { Json } from '../events/canonical.ts';
import { type ChainedEvent, contentOf, eventFormat, noHash } from '../events/event.ts';

/** What an event of each kind tells is up to who writes it; the chain takes any. */
export type EventData = Readonly<Record<string, Json>>;

const lastRow = z.object({ number: z.number().int(), hash: z.instanceof(Uint8Array), time: z.string() });

/** Clocks are corrected by less all the time. */
const clockToleranceMs = 2000;

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

/** Half a character, in a name that a file system or a page gave, must not keep an event from being written. */
function wellFormedValue(value: Json): Json {
  if (typeof value === 'string') return value.toWellFormed();
  if (typeof value !== 'object' || value === null) return value;
  return isList(value) ? value.map(wellFormedValue) : wellFormed(value);
}
const wellFormed = (data: EventData): Record<string, Json> =>
  Object.fromEntries(Object.entries(data).map(([name, value]) => [name.toWellFormed(), wellFormedValue(value)]));

/** The chain of events in a database. Appending wants a transaction that holds the lock to write. */
export interface Chain {
  readonly id: string;
  /** @throws what SQLite throws */
  head(): LedgerHead;
  /** Appends an event, and before it one that says so where the clock was set back. Gives the event as it is chained. */
  append(kind: LedgerEventKind, data: EventData): { event: ChainedEvent; hash: string };
}

/** A name for a new ledger. */
export const newLedgerId = (): string => randomBytes(16).toString('hex');

/** The name of the ledger in a database; null where its first event is none. */
export function readLedgerId(database: Database.Database): string | null {
  const id = database.prepare("SELECT content ->> '$.ledger' FROM event WHERE number = 1").pluck().get();
  return ledgerId.safeParse(id).data ?? null;
}

/** The hash of an event, as it was chained; null where there is none under the number. */
export function hashOfEvent(database: Database.Database, number: number): string | null {
  const hash = database.prepare('SELECT lower(hex(hash)) FROM event WHERE number = ?').pluck().get(number);
  return chainHash.safeParse(hash).data ?? null;
}

export function chainOf(database: Database.Database, id: string): Chain {
  const selectLast = database.prepare(
    "SELECT number, hash, coalesce(content ->> '$.time', '') AS time FROM event ORDER BY number DESC LIMIT 1",
  );
  const insert = database.prepare('INSERT INTO event (number, content, hash) VALUES (?, ?, ?)');

  const last = () => {
    const row = selectLast.get();
    return row === undefined ? null : lastRow.parse(row);
  };

  function add(number: number, previous: string, time: Date, kind: LedgerEventKind, data: EventData) {
    const event: ChainedEvent = {
      data: wellFormed(data),
      format: eventFormat,
      kind,
      ledger: id,
      number,
      previous,
      time: time.toISOString(),
    };
    const content = contentOf(event);
    const hash = createHash('sha256').update(content, 'utf8').digest();
    // A trigger of somebody else's may leave out a row without a word.
    if (insert.run(number, content, hash).changes !== 1) throw new Error(`event ${number} was not written`);
    return { event, hash: hash.toString('hex') };
  }

  return {
    id,
    head() {
      const row = last();
      return { ledger: id, number: row?.number ?? 0, hash: row ? Buffer.from(row.hash).toString('hex') : noHash };
    },
    append(kind, data) {
      const row = last();
      const now = new Date();
      const previous = row ? Buffer.from(row.hash).toString('hex') : noHash;
      const number = (row?.number ?? 0) + 1;
      if (!row || now.getTime() >= Date.parse(row.time) - clockToleranceMs)
        return add(number, previous, now, kind, data);
      const back = add(number, previous, now, 'clock-set-back', { before: row.time });
      return add(number + 1, back.hash, now, kind, data);
    },
  };
}
