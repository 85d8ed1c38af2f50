import { basename, dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { chainHash, type HistoryCheck, ledgerHead } from '../../contract/index.ts';
import { ledgerFiles } from '../ledger-files.ts';
import { readHeadFile } from '../store/head-file.ts';
import { isEventTable, schemaOf } from '../store/made-tables.ts';
import { type Anchor, ChainCheck, type KeptEvent } from './chain-check.ts';
import type { CheckedEvent } from './checked-event.ts';
import { checkSchema, type LedgerSchema } from './ledger-schema.ts';
import { createViewCheck } from './view-check.ts';

export interface CheckRequest {
  readonly path: string;
  readonly anchors: readonly Anchor[];
  onProgress?(fraction: number): void;
}

/** What is said of a file that is neither a ledger nor a package. */
export const nothingRead: HistoryCheck = {
  ledger: null,
  whole: false,
  chainWhole: false,
  events: 0,
  first: 0,
  head: null,
  faults: [{ kind: 'unreadable', number: 0 }],
  faultCount: 1,
  checkpoints: [],
  vouchedUntil: 0,
};

const eventsAtOnce = 500;

const selectEvents = `SELECT min(number, ${Number.MAX_SAFE_INTEGER}) AS number, CAST(content AS BLOB) AS content, typeof(content) AS contentType,
  hash, typeof(hash) AS hashType FROM event ORDER BY number`;
const storedEvent = z.object({
  number: z.number(),
  content: z.instanceof(Uint8Array),
  contentType: z.string(),
  hash: z.unknown(),
  hashType: z.string(),
});

/** A row whose types are not those of an event holds none. */
function keptIn(row: unknown): KeptEvent {
  const { number, content, contentType, hash, hashType } = storedEvent.parse(row);
  if (contentType !== 'text' || hashType !== 'blob' || !(hash instanceof Uint8Array))
    return { place: number, content: new Uint8Array(), hash: '' };
  return { place: number, content, hash: Buffer.from(hash).toString('hex') };
}

function openToRead(path: string): Database.Database | null {
  let database: Database.Database | null = null;
  try {
    database = new Database(path, { readonly: true, fileMustExist: true });
    // All is read as it was at one moment, whoever writes meanwhile.
    database.exec('BEGIN');
    database.prepare('SELECT count(*) FROM sqlite_schema').get();
    return database;
  } catch {
    database?.close();
    return null;
  }
}

/** Of lists that are not as they were made the chain is looked at alone: what stands for them would be read, and might never end. */
function isSound(database: Database.Database, { hasLists }: LedgerSchema): boolean {
  try {
    return database.pragma(`integrity_check(${hasLists ? 1 : 'event'})`, { simple: true }) === 'ok';
  } catch {
    return false;
  }
}

/** The head that the program noted beside the ledger. */
function headBeside(path: string): Anchor[] {
  const { ledger, number, hash } = readHeadFile(path) ?? { ledger: null, number: 0, hash: '' };
  return number > 0 ? [{ ledger, number, hash }] : [];
}

const beginning = z.object({
  setAside: z.string(),
  predecessor: ledgerHead.optional(),
  reason: z.string().optional(),
  archive: z.object({ sha256: chainHash }).optional().catch(undefined),
});
type Beginning = z.infer<typeof beginning>;
/** What a backup that took the place of a ledger says of it. */
const restoration = z
  .object({ setAside: z.string(), formerHead: ledgerHead })
  .transform(({ setAside, formerHead }): Beginning => ({ setAside, predecessor: formerHead }));

const selectSuccessions = `SELECT content ->> '$.data' FROM event WHERE number = 1 OR kind = 'restored'`;

/** What the ledgers beside a file that is written on no more say of it: an older copy that was put back is whole by itself. */
export function successorsOf(path: string): Beginning[] {
  const folder = dirname(path);
  return ledgerFiles(join(folder, 'history.sqlite')).flatMap((one) => {
    const database = one.file === basename(path) ? null : openToRead(one.path);
    try {
      // What stands for the events of another may be a query without an end.
      if (database && !isEventTable(schemaOf(database))) return [];
      const told = z.array(z.string()).parse(database?.prepare(selectSuccessions).pluck().all() ?? []);
      return told.flatMap((data) => {
        const said: unknown = JSON.parse(data);
        const { data: succession } = z.union([restoration, beginning]).safeParse(said);
        return succession?.setAside === basename(path) ? [succession] : [];
      });
    } catch {
      return [];
    } finally {
      database?.close();
    }
  });
}

const headInSuccessors = (path: string): Anchor[] =>
  successorsOf(path).flatMap(({ predecessor }) => (predecessor ? [predecessor] : []));

/** Checks a ledger file: its chain, and whether its lists show what the events say. Opens it to be read only, and never throws for what is in it. */
export async function checkLedgerFile({ path, anchors, onProgress }: CheckRequest): Promise<HistoryCheck> {
  const beside = headBeside(path);
  const database = openToRead(path);
  if (database === null) return nothingRead;
  let begun: Beginning | undefined;
  const listeners: ((event: CheckedEvent) => void)[] = [
    ({ number, data }) => {
      if (number === 1) begun = beginning.safeParse(data).data;
    },
  ];
  const check = new ChainCheck({
    anchors: [...beside, ...headInSuccessors(path), ...anchors],
    onEvent: (event) => {
      for (const listen of listeners) listen(event);
    },
  });
  try {
    const schema = checkSchema(database, check.faults);
    if (!schema.hasChain) return { ...nothingRead, faults: check.faults.told() };
    if (!isSound(database, schema)) check.faults.add({ kind: 'unreadable', number: 0 });
    // What stands for a list may be anything, and reading it would never end.
    const views = schema.hasLists ? createViewCheck(database, check.faults) : null;
    if (views) listeners.push(views.take);
    await takeEvents(database, check, onProgress);
    await check.settle();
    views?.finish();
  } catch {
    check.faults.add({ kind: 'unreadable', number: 0 });
  } finally {
    database.close();
  }
  if (begun === undefined) return check.result();
  const { setAside: file, predecessor: head, reason, archive } = begun;
  if (reason === 'archived' && head && archive)
    return { ...check.result(), archived: { file, head, packageSha256: archive.sha256 } };
  return { ...check.result(), setAside: { file, head: head ?? null } };
}

async function takeEvents(
  database: Database.Database,
  check: ChainCheck,
  onProgress?: (fraction: number) => void,
): Promise<void> {
  let some: KeptEvent[] = [];
  let taken = 0;
  try {
    const total = z.number().parse(database.prepare('SELECT coalesce(max(number), 0) FROM event').pluck().get());
    for (const row of database.prepare(selectEvents).iterate()) {
      some.push(keptIn(row));
      if (some.length < eventsAtOnce) continue;
      await check.take(some);
      taken += some.length;
      some = [];
      onProgress?.(Math.min(1, taken / total));
    }
  } catch {
    await check.take(some);
    await check.breakOff();
    return;
  }
  await check.take(some);
}
