import { basename, dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { type HistoryCheck, ledgerHead } from '../../contract/index.ts';
import { ledgerFiles } from '../ledger-files.ts';
import { readHeadFile } from '../store/head-file.ts';
import { type Anchor, ChainCheck, type KeptEvent } from './chain-check.ts';
import type { CheckedEvent } from './checked-event.ts';
import { checkSchema } from './ledger-schema.ts';
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

function isSound(database: Database.Database): boolean {
  try {
    return database.pragma('integrity_check(1)', { simple: true }) === 'ok';
  } catch {
    return false;
  }
}

/** The head that the program noted beside the ledger. */
function headBeside(path: string): Anchor[] {
  const { ledger, number, hash } = readHeadFile(path) ?? { ledger: null, number: 0, hash: '' };
  return number > 0 ? [{ ledger, number, hash }] : [];
}

const beginning = z.object({ setAside: z.string(), predecessor: ledgerHead.optional() });
type Beginning = z.infer<typeof beginning>;
/** What a backup that took the place of a ledger says of it. */
const restoration = z.object({ setAside: z.string(), formerHead: ledgerHead });

/** The last event of a ledger that was put aside under this name, as its successor says. */
function headsNamed(data: unknown, file: string): Anchor[] {
  const begun = beginning.safeParse(data).data;
  const restored = restoration.safeParse(data).data;
  return [
    ...(begun?.setAside === file && begun.predecessor ? [begun.predecessor] : []),
    ...(restored?.setAside === file ? [restored.formerHead] : []),
  ];
}

/** What the ledgers beside a file that was put aside knew of its end: an older copy that was put back is whole by itself. */
function headInSuccessors(path: string): Anchor[] {
  const folder = dirname(path);
  return ledgerFiles(join(folder, 'history.sqlite')).flatMap((one) => {
    const database = one.file === basename(path) ? null : openToRead(one.path);
    try {
      const told = database
        ?.prepare("SELECT content ->> '$.data' FROM event WHERE number = 1 OR kind = 'restored'")
        .pluck()
        .all();
      return z
        .array(z.string())
        .parse(told ?? [])
        .flatMap((data) => headsNamed(JSON.parse(data), basename(path)));
    } catch {
      return [];
    } finally {
      database?.close();
    }
  });
}

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
    if (!checkSchema(database, check.faults)) return { ...nothingRead, faults: check.faults.told() };
    if (!isSound(database)) check.faults.add({ kind: 'unreadable', number: 0 });
    const views = createViewCheck(database, check.faults);
    listeners.push(views.take);
    await takeEvents(database, check, onProgress);
    await check.settle();
    views.finish();
  } catch {
    check.faults.add({ kind: 'unreadable', number: 0 });
  } finally {
    database.close();
  }
  if (begun === undefined) return check.result();
  return { ...check.result(), setAside: { file: begun.setAside, head: begun.predecessor ?? null } };
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
