import { createHash } from 'node:crypto';
import { existsSync, rmSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { z } from 'zod';
import type { LedgerHead } from '../../contract/index.ts';
import { preparePrivateFile, systemPath } from '../../files/index.ts';
import { readContent } from '../events/event.ts';
import { ledgerFiles } from '../ledger-files.ts';
import { chainOf, type EventData, hashOfEvent, readLedgerId } from './chain.ts';
import { readHeadFile } from './head-file.ts';
import { lastUseOf, mostUses } from './last-use.ts';
import { areTablesAllOurs, lookAtTables, remakeLists } from './made-tables.ts';
import { beginChain, migrateFormerLedger } from './migration.ts';
import { applicationId, chainVersion } from './schema.ts';
import { type Standing, standingIn } from './standing.ts';
import { UnusableLedger } from './unusable-ledger.ts';

const busyTimeoutMs = 5000;
const wholeNumber = z.number().int();

/** What has to do with the disk, or with others that have the file open, and not with what is in it. */
const outside = /^SQLITE_(?:AUTH|BUSY|CANTOPEN|FULL|INTERRUPT|IOERR|LOCKED|NOLFS|NOMEM|PERM|PROTOCOL|READONLY)/;

/** Does what only a file that is not as it was made can keep from being done. @throws UnusableLedger HISTORY_DAMAGED, what SQLite throws */
function onSoundTables<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof UnusableLedger) throw cause;
    const isOutside = cause instanceof Database.SqliteError && outside.test(cause.code);
    const isOfFile = cause instanceof Database.SqliteError || cause instanceof z.ZodError;
    if (isOutside || !isOfFile) throw cause;
    throw new UnusableLedger('HISTORY_DAMAGED', cause.message);
  }
}

/**
 * Looks whether the tables are as they were made; lists that are not are made anew. Wants a transaction.
 * @throws UnusableLedger HISTORY_DAMAGED
 */
export function assertTables(database: Database.Database): void {
  onSoundTables(() => {
    const { isChainOurs, areListsOurs } = lookAtTables(database);
    if (!isChainOurs) throw new UnusableLedger('HISTORY_DAMAGED', 'the table of events is not as it was made');
    const isPlanted = () => database.prepare('SELECT 1 FROM seal_use WHERE seq > ?').get(mostUses) !== undefined;
    if (!areListsOurs || isPlanted()) remakeLists(database);
  });
}

function refuseForeignFile(database: Database.Database): void {
  const isEmpty = database.prepare('SELECT count(*) = 0 FROM sqlite_schema').pluck().get() === 1;
  if (isEmpty || database.pragma('application_id', { simple: true }) === applicationId) return;
  throw new UnusableLedger('HISTORY_DAMAGED', 'the file is not a ledger of this program');
}

function migrate(database: Database.Database, path: string, begun: EventData): void {
  const version = () => wholeNumber.parse(database.pragma('user_version', { simple: true }));
  // Asking for the write lock also finds out whether the file may be written.
  database
    .transaction(() => {
      const current = version();
      // A newer version would have changed something: a number that anybody can write must not stop all stamping.
      if (current > chainVersion && areTablesAllOurs(database))
        throw new UnusableLedger('HISTORY_DAMAGED', `it says that it is of version ${current}, and its tables are not`);
      if (current > chainVersion)
        throw new UnusableLedger('HISTORY_NEWER', `the ledger was written by a newer program (version ${current})`);
      if (current === chainVersion) return assertTables(database);
      onSoundTables(() => {
        if (current < 0) throw new UnusableLedger('HISTORY_DAMAGED', `no version ${current}`);
        if (current === 0)
          beginChain(database, {
            ...successionOf(path),
            ...('lastUse' in begun ? begun : { ...legacyOf(path), ...begun }),
          });
        else migrateFormerLedger(database, path, current, begun);
      });
      database.pragma(`application_id = ${applicationId}`);
      database.pragma(`user_version = ${chainVersion}`);
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

const lastEvents = z.array(z.object({ number: z.number().int(), content: z.string(), hash: z.instanceof(Uint8Array) }));
const tailEvents = 100;
/** A receipt has room for ten digits; what comes in one run keeps clear of them. */
const mostEvents = 9_000_000_000;

/**
 * Looks at the end of the chain, and at what the head beside it knows: to look at all of it takes a second for each hundred thousand events,
 * and is what a check is for. @throws UnusableLedger HISTORY_DAMAGED, HISTORY_REPLACED
 */
function assertTail(database: Database.Database, path: string): void {
  // Read first: another process may append meanwhile.
  const known = readHeadFile(path);
  const id = readLedgerId(database);
  if (id === null) throw new UnusableLedger('HISTORY_DAMAGED', 'the ledger has no first event');
  const tail = lastEvents.parse(
    database.prepare(`SELECT number, content, hash FROM event ORDER BY number DESC LIMIT ${tailEvents}`).all(),
  );
  for (const [index, { number, content, hash }] of tail.entries()) {
    const event = readContent(content);
    const isItself =
      event?.number === number &&
      number <= mostEvents &&
      createHash('sha256').update(content, 'utf8').digest().equals(Buffer.from(hash));
    const before = tail[index + 1];
    const follows =
      !before || (before.number === number - 1 && event?.previous === Buffer.from(before.hash).toString('hex'));
    if (!isItself || !follows) throw new UnusableLedger('HISTORY_DAMAGED', `event ${number} is not what was chained`);
  }
  if (!known) return;
  if (known.ledger !== id && namedPredecessor(database) !== known.hash)
    throw new UnusableLedger('HISTORY_REPLACED', `ledger ${id} stands where ${known.ledger} was`);
  if (known.ledger === id && known.number > 0 && hashOfEvent(database, known.number) !== known.hash)
    throw new UnusableLedger('HISTORY_REPLACED', `event ${known.number} is missing or another`);
}

/** The last known hash of the ledger that this one follows. */
const namedPredecessor = (database: Database.Database) =>
  database.prepare("SELECT content ->> '$.data.predecessor.hash' FROM event WHERE number = 1").pluck().get();

type KeptEnd = Pick<LedgerEnd, 'lastUse' | 'seals'> & { readonly file: string; readonly head: LedgerHead | null };

/** What the ledgers that were kept come to, as far as they can be read. */
function keptEnds(path: string): KeptEnd[] {
  return ledgerFiles(path)
    .filter(({ isCurrent }) => !isCurrent)
    .map(({ file, path: kept }) =>
      leavingNothing(kept, () => {
        try {
          return { ...readEnd(kept), file };
        } catch {
          return { file, head: null, lastUse: lastUseIn(kept), seals: [] };
        }
      }),
    );
}

/** Reads a file that nobody writes on; SQLite leaves an empty log beside one that it may only read. */
function leavingNothing<T>(path: string, read: () => T): T {
  const log = `${path}-wal`;
  const hadLog = existsSync(systemPath(log));
  try {
    return read();
  } finally {
    if (!hadLog && statSync(systemPath(log), { throwIfNoEntry: false })?.size === 0)
      for (const left of [log, `${path}-shm`]) rmSync(systemPath(left), { force: true });
  }
}

/** What a new ledger says of the one whose head is still beside it. */
function successionOf(path: string): EventData {
  const known = readHeadFile(path);
  if (!known) return {};
  const { use, ...head } = known;
  return { predecessor: head, ...(use < mostUses ? { lastUse: use } : {}) };
}

/**
 * What a new ledger must not forget that nobody tells anything: a process was killed when it had put the one before aside, and the head beside
 * it may be behind, or gone.
 */
function legacyOf(path: string): EventData {
  const ends = keptEnds(path);
  if (ends.length === 0) return {};
  const known = readHeadFile(path);
  const former = ends.find(({ head }) => head && known && head.ledger === known.ledger && head.number >= known.number);
  const uses = [known?.use ?? 0, ...ends.map(({ lastUse }) => lastUse)].filter((use) => use < mostUses);
  return {
    lastUse: Math.max(0, ...uses),
    archivedSeals: [...new Set(ends.flatMap(({ seals }) => seals))],
    ...(former ? { setAside: former.file } : {}),
  };
}

/** A folder or a file that may only be read, or has no room for a log. */
const isUnwritable = (cause: unknown) =>
  cause instanceof Database.SqliteError && /^SQLITE_(?:READONLY|CANTOPEN|FULL|IOERR)/.test(cause.code);

/**
 * Opens the file, or makes it, at the newest schema; a commit is on the disk when it returns. One that may only be read
 * can be read. `begun` is what the first event of a new ledger tells.
 * @throws UnusableLedger, and what SQLite throws
 */
export function openDatabase(path: string, begun: EventData = {}): Database.Database {
  try {
    return openToWrite(path, begun);
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
    const { isChainOurs, areListsOurs } = lookAtTables(database);
    const isOurs = isChainOurs && areListsOurs;
    if (isOurs && database.pragma('user_version', { simple: true }) === chainVersion) return database;
  } catch {
    // What kept it from being written says more.
  }
  database?.close();
  throw why;
}

/** The last number of a use that a ledger of this version gave out, whatever else is wrong with it; 0 where none can be told. */
export function lastUseIn(path: string): number {
  let database: Database.Database | null = null;
  try {
    database = new Database(path, { timeout: busyTimeoutMs, readonly: true, fileMustExist: true });
    if (!lookAtTables(database).isChainOurs) return 0;
    const uses = database.prepare(
      `SELECT coalesce(max(content ->> '$.data.seq'), 0) FROM event
       WHERE kind = 'intent' AND typeof(content ->> '$.data.seq') = 'integer' AND content ->> '$.data.seq' < ?`,
    );
    return wholeNumber.parse(uses.pluck().get(mostUses));
  } catch {
    return 0;
  } finally {
    database?.close();
  }
}

/** Makes the lists of a ledger anew, whoever has it open. @throws what SQLite throws */
export function remakeListsIn(path: string): void {
  const database = new Database(path, { timeout: busyTimeoutMs, fileMustExist: true });
  try {
    database.pragma('synchronous = EXTRA');
    database.transaction(() => remakeLists(database)).immediate();
  } finally {
    database.close();
  }
}

const count = z.number().int();

/** What a ledger comes to that is written on no more. */
export interface LedgerEnd {
  readonly head: LedgerHead;
  readonly lastUse: number;
  /** Uses whose outcome is not known. */
  readonly pending: number;
  /** The seals that were used, in the ledgers before it too. */
  readonly seals: readonly string[];
  readonly standing: Standing;
}

/** @throws UnusableLedger HISTORY_DAMAGED, what SQLite throws */
export function readEnd(path: string): LedgerEnd {
  const database = new Database(path, { timeout: busyTimeoutMs, readonly: true, fileMustExist: true });
  try {
    // What stands for a table may be a query without an end.
    const { isChainOurs, areListsOurs } = lookAtTables(database);
    const id = isChainOurs && areListsOurs ? readLedgerId(database) : null;
    if (id === null) throw new UnusableLedger('HISTORY_DAMAGED', 'the ledger has no first event');
    const countOf = (kinds: string) =>
      count.parse(database.prepare(`SELECT count(*) FROM event WHERE kind IN (${kinds})`).pluck().get());
    const seals = database.prepare(
      `SELECT value FROM use_value WHERE field = 'seal' UNION
       SELECT s.value FROM event AS e, json_each(e.content, '$.data.archivedSeals') AS s WHERE e.kind = 'ledger-begun'`,
    );
    return {
      head: chainOf(database, id).head(),
      lastUse: lastUseOf(database)(),
      // Both: a list can be changed, and a chain can tell an outcome twice.
      pending: Math.max(
        countOf("'intent'") - countOf("'stamped', 'failed', 'cancelled', 'discarded', 'interrupted'"),
        count.parse(database.prepare("SELECT count(*) FROM seal_use WHERE outcome = 'pending'").pluck().get()),
      ),
      seals: z.array(z.string()).parse(seals.pluck().all()),
      standing: standingIn(database),
    };
  } finally {
    database.close();
  }
}

function openToWrite(path: string, begun: EventData): Database.Database {
  // SQLite would make it for everybody to read; its log has the same permissions.
  preparePrivateFile(path);
  const database = new Database(path, { timeout: busyTimeoutMs });
  try {
    refuseForeignFile(database);
    // A commit must survive a power cut: in WAL mode FULL is needed, with a rollback journal EXTRA (sqlite.org/pragma.html, synchronous).
    database.pragma('synchronous = EXTRA');
    migrate(database, path, begun);
    preferWriteAheadLog(database);
    assertTail(database, path);
    return database;
  } catch (cause) {
    database.close();
    throw cause;
  }
}
