import { hostname, userInfo } from 'node:os';
import Database from 'better-sqlite3';
import { z } from 'zod';
import {
  AppError,
  type HistoryCount,
  type HistoryCountBy,
  type HistoryFilter,
  type HistoryOutcome,
  type HistoryPage,
  type HistoryRow,
  historyRow,
  type LedgerEvent,
  type LedgerEventKind,
  type LedgerHead,
  mostCounted,
  type Receipt,
  type RepairRow,
  repairRow,
  sealLifeKinds,
} from '../contract/index.ts';
import { hashOf, readContent } from './events/event.ts';
import { type IntentRow, intentDataOf, kindOfOutcome, rowOfIntent } from './events/use-events.ts';
import { hasEnded, thisWriter } from './events/writer.ts';
import { type Chain, chainOf, type EventData, hashOfEvent, readLedgerId } from './store/chain.ts';
import { countUses } from './store/counts.ts';
import { assertTables, openDatabase } from './store/database.ts';
import { holdsWord, narrow, storedInstant } from './store/filter.ts';
import { openHeadFile, readHeadFile } from './store/head-file.ts';
import { identityOf, LedgerMoved } from './store/identity.ts';
import { lastUseOf, namedUse } from './store/last-use.ts';
import { remakeLists } from './store/made-tables.ts';
import { UnusableLedger } from './store/unusable-ledger.ts';
import { useColumns, type Views, viewsOf } from './store/views.ts';

/** What not every use has to tell. */
type Optional =
  | 'nameOnSeal'
  | 'nameReason'
  | 'impressionCount'
  | 'placingRules'
  | 'sealCode'
  | 'documentPages'
  | 'unit'
  | 'documentNumber'
  | 'category'
  | 'copies'
  | 'counterparty'
  | 'amount'
  | 'approver'
  | 'approvalNumber'
  | 'supervisor'
  | 'note';
/** What is known of a seal use before the token is asked. */
export type HistoryIntent = Omit<
  HistoryRow,
  | 'seq'
  | 'settledAt'
  | 'sha256After'
  | 'outcome'
  | 'errorCode'
  | 'machine'
  | 'systemUser'
  | 'intentNumber'
  | 'outcomeNumber'
  | Optional
> &
  Partial<Pick<HistoryRow, Optional>>;

/** A use that is on record, and what a signature can say of it: its intent's place in the chain. */
export interface BegunUse {
  readonly seq: number;
  readonly receipt: Receipt;
}

/** A repaired copy of a damaged file. */
export type Repair = Omit<RepairRow, 'id'>;

/** How a seal use ended. */
export interface Settlement {
  outcome: Exclude<HistoryOutcome, 'pending' | 'interrupted'>;
  sha256After?: string;
  errorCode?: string;
}

/** A seal use whose process is gone, and the file that it was making. */
type InterruptedUse = z.infer<typeof interruptedUse>;

/** A use of a seal that has to do with a file at hand. */
export type FormerUse = z.infer<typeof formerUse>;

/** A use of some seal that has to do with a file at hand, and the file that came of it. */
export type SealUseOnFile = z.infer<typeof sealUseOnFile>;

/** A completed use, by the run that it belongs to. */
export type SealUseOfRun = z.infer<typeof sealUseOfRun>;

/** What narrows a list of events; the newest first. */
export interface EventsRequest {
  readonly kinds: readonly LedgerEventKind[];
  /** Only the life of this seal: kinds that tell of none are left out. */
  readonly sealId?: string | undefined;
  readonly before?: number | undefined;
  readonly limit: number;
}

/** The ledger of seal uses: a chain of events, and the uses that they tell of. All methods may throw HISTORY_UNAVAILABLE, HISTORY_DAMAGED. */
export interface Ledger {
  /** The name of this ledger, which every event and receipt of it bears. */
  id(): string;
  head(): LedgerHead;
  /** Puts intents on record in one transaction that is on the disk when this returns. Their numbers are never reused. */
  begin(intents: readonly HistoryIntent[]): BegunUse[];
  /** Settles uses that `begin` wrote; a use is settled once. */
  settle(seqs: readonly number[], settlement: Settlement): void;
  /** Puts something else on record; on the disk when this returns. */
  record(kind: LedgerEventKind, data: EventData): LedgerHead;
  list(request: { filter: HistoryFilter; before?: number | undefined; limit: number }): HistoryPage;
  get(seq: number): HistoryRow | null;
  events(request: EventsRequest): LedgerEvent[];
  counts(by: HistoryCountBy, filter: HistoryFilter): HistoryCount[];
  /** The hash of an event, as it was chained; null: there is none under the number. */
  hashOf(number: number): string | null;
  /** The canonical text of an event; null: there is none under the number. */
  contentOf(number: number): string | null;
  /** The use that an event began, and with which certificate; null where it began none, or its content does not have this hash. */
  intentAt(number: number, hash: string): Pick<HistoryRow, 'seq' | 'certificateFingerprint'> | null;
  /** Whether the seal was used, or may have been: whether there is a row of which it is not known that nothing was signed. */
  hasUses(sealId: string): boolean;
  /** The last time that a seal was put on a file with this SHA-256, or made one; null: never, as far as is known. */
  lastUseOn(sealId: string, sha256: string): FormerUse | null;
  /** The uses of any seal on a file with this SHA-256, or that made one; the newest first, at most fifty. */
  usesOn(sha256: string): SealUseOnFile[];
  /** The completed uses of every run whose name begins so, oldest first. */
  usesOfRuns(prefix: string): SealUseOfRun[];
  /** The rules that were last put on record for a seal, here or in an archived ledger; undefined: none ever were. */
  rulesOf(sealId: string): unknown;
  /** The uses of one run of which it is not known that nothing came: nothing was signed, or a kill left the file half written. */
  usesOfRun(runId: string): number[];
  /** Whether a seal was put on a file that was written here. */
  isOutput(path: string): boolean;
  /** All rows that fit the filter, oldest first. */
  export(filter: HistoryFilter): Iterable<HistoryRow>;
  /** What processes that are gone left pending. */
  interrupted(): InterruptedUse[];
  /**
   * Settles what processes that are gone left pending: as completed where the digest of the finished file is known, by
   * the number of the row, else as interrupted. Gives them.
   * @param unfinished of which the file was found half written: what was signed, if anything, left nowhere
   */
  recoverInterrupted(finished?: ReadonlyMap<number, string>, unfinished?: ReadonlySet<number>): InterruptedUse[];
  /** Writes down a repaired copy; on the disk when this returns. */
  recordRepair(repair: Repair): void;
  /** The newest first, at most a thousand. */
  repairs(): RepairRow[];
  /** Writes a copy of the ledger, as it is at one moment, to a file that is not there yet. @throws what the disk throws */
  copyTo(path: string): Promise<void>;
  /** Makes the lists anew from the events; some minutes for a million uses. */
  rebuildLists(): void;
  /** Does several of these in one transaction, which is on the disk when this returns. One that throws leaves the others. */
  together<T>(work: () => T): T;
  close(): void;
}

const exportedAtOnce = 500;
/** Counting goes no further where each row has to be read. */
const mostCountedByReading = 1000;

const storedRow = historyRow.extend({ trial: z.number().transform((value) => value === 1) });
const namedValue = z.object({ value: z.string(), label: z.string() });
const interruptedUse = z.object({ seq: z.number(), writerPid: z.number(), outputPath: z.string() });
const pendingRow = interruptedUse.extend({ writerStartedAt: z.string(), intentNumber: z.number() });
const storedEvent = z.object({ content: z.string(), hash: z.string() });

const formerUse = z.object({ seq: z.number(), at: z.string(), sha256Before: z.string(), sha256After: z.string() });

const standingRules = z.record(z.string(), z.unknown());

const sealUseOnFile = formerUse.extend({ sealId: z.string(), sealName: z.string(), outputPath: z.string() });

const sealUseOfRun = z.object({
  runId: z.string(),
  seq: z.number(),
  sha256Before: z.string(),
  sha256After: z.string(),
  settledAt: z.string(),
});

const damaged = new Set(['SQLITE_CORRUPT', 'SQLITE_NOTADB']);

/**
 * Does the work; what SQLite or the file system throws leaves the room as HISTORY_UNAVAILABLE, or as what is wrong with
 * the file.
 */
function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    const detail = cause instanceof Error ? cause.message : String(cause);
    if (cause instanceof UnusableLedger) throw new AppError(cause.code, {}, { detail, cause });
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    const isDamaged = damaged.has(code.split('_', 2).join('_'));
    throw new AppError(isDamaged ? 'HISTORY_DAMAGED' : 'HISTORY_UNAVAILABLE', {}, { detail, cause });
  }
}

function systemUserName(): string {
  try {
    return userInfo().username;
  } catch {
    // A user that the machine has no name for.
    return String(process.getuid?.() ?? '');
  }
}

/** Where uses are recorded: it goes into each of them. */
const thisPlace = { machine: hostname(), systemUser: systemUserName() };

/**
 * Opens the ledger, making it where there is none. A file that is damaged, another program's or an older copy is left as it is.
 * `begun` is what the first event of a new one tells.
 * @throws AppError HISTORY_UNAVAILABLE, HISTORY_DAMAGED, HISTORY_REPLACED, HISTORY_NEWER
 */
export function openLedger(path: string, begun: EventData = {}): Ledger {
  return guarded(() => {
    const database = openDatabase(path, { ...thisPlace, ...begun });
    try {
      return ledgerOf(database, path);
    } catch (cause) {
      database.close();
      throw cause;
    }
  });
}

function ledgerOf(database: Database.Database, path: string): Ledger {
  const id = readLedgerId(database);
  if (id === null) throw new UnusableLedger('HISTORY_DAMAGED', 'the ledger has no first event');
  const chain = chainOf(database, id);
  const views = viewsOf(database);
  const lastUse = lastUseOf(database);
  const headFile = openHeadFile(path);
  const identity = identityOf(path);
  /** What is in a transaction of its own is on the disk now; what is in a greater one will be. */
  const tellHead = () => {
    if (!database.inTransaction && !database.readonly) headFile.write({ ...chain.head(), use: lastUse() });
  };
  // A head that was lost, or that of the ledger before this one.
  if (readHeadFile(path)?.ledger !== id) tellHead();
  const schemaVersion = database.prepare('PRAGMA schema_version').pluck();
  let looked = schemaVersion.get();
  const committed = <T>(work: () => T): T =>
    guarded(() => {
      const result = database
        .transaction(() => {
          // Asked when no other process can put it aside any more: it would have to write to it first.
          if (identityOf(path) !== identity) throw new LedgerMoved('another file is in its place');
          // Whoever changed the tables while they were open may have put something on them.
          if (schemaVersion.get() !== looked) assertTables(database);
          return work();
        })
        .immediate();
      looked = schemaVersion.get();
      tellHead();
      return result;
    });
  return {
    ...ledgerReader(database),
    ...ledgerWriter({ database, chain, views, lastUse, committed }),
    id: () => id,
    head: () => guarded(() => chain.head()),
    together: committed,
    rebuildLists: () => committed(() => remakeLists(database)),
    copyTo: async (copy) => void (await database.backup(copy)),
    close: () => {
      headFile.close();
      database.close();
    },
  };
}

interface Writing {
  readonly database: Database.Database;
  readonly chain: Chain;
  readonly views: Views;
  lastUse(): number;
  /** Does the work in a transaction, which is on the disk when this returns, or when the one around it is. */
  committed<T>(work: () => T): T;
}

function ledgerWriter({
  database,
  chain,
  views,
  lastUse,
  committed,
}: Writing): Pick<Ledger, 'begin' | 'settle' | 'record' | 'recordRepair' | 'interrupted' | 'recoverInterrupted'> {
  const selectPending = database.prepare(
    "SELECT seq, intentNumber, writerPid, writerStartedAt, outputPath FROM seal_use WHERE outcome = 'pending'",
  );
  const selectIntent = database.prepare(
    "SELECT content ->> '$.data.seq' AS use FROM event WHERE number = ? AND kind = 'intent'",
  );

  function append(kind: LedgerEventKind, data: EventData): LedgerHead {
    const { event, hash } = chain.append(kind, data);
    views.apply(event);
    return { ledger: chain.id, number: event.number, hash };
  }

  function settleUse(
    seq: number,
    outcome: Exclude<HistoryOutcome, 'pending'>,
    known: Omit<Settlement, 'outcome'> & { unfinished?: true },
  ): void {
    append(kindOfOutcome[outcome], {
      use: seq,
      settledAt: new Date().toISOString(),
      ...(known.sha256After === undefined ? {} : { sha256After: known.sha256After }),
      ...(known.errorCode === undefined ? {} : { errorCode: known.errorCode }),
      ...(known.unfinished ? { unfinished: true } : {}),
    });
  }

  /** A row that somebody put into the list is no use: nothing is settled for it, nor tidied up. */
  const isBegun = ({ seq, intentNumber }: z.infer<typeof pendingRow>) =>
    namedUse.safeParse(selectIntent.get(intentNumber)).data?.use === seq;
  const interrupted = () => z.array(pendingRow).parse(selectPending.all()).filter(hasEnded).filter(isBegun);

  return {
    begin: (intents) =>
      committed(() => {
        let seq = lastUse();
        return intents.map((intent) => {
          seq += 1;
          const row: IntentRow = {
            ...notEntered,
            ...intent,
            ...thisPlace,
            ...thisWriter,
            seq,
            at: storedInstant(intent.at),
          };
          return { seq, receipt: append('intent', intentDataOf(row)) };
        });
      }),
    settle: (seqs, { outcome, ...known }) =>
      committed(() => {
        for (const seq of seqs) settleUse(seq, outcome, known);
      }),
    record: (kind, data) => committed(() => append(kind, data)),
    recordRepair: (repair) => void committed(() => append('repaired', { ...repair, at: storedInstant(repair.at) })),
    interrupted: () => guarded(interrupted),
    recoverInterrupted: (finished = new Map(), unfinished = new Set()) =>
      // Asked before the lock is: mostly there is nothing to be settled.
      guarded(interrupted).length === 0
        ? []
        : committed(() => {
            const left = interrupted();
            for (const { seq } of left) {
              const sha256After = finished.get(seq);
              if (sha256After === undefined)
                settleUse(seq, 'interrupted', unfinished.has(seq) ? { unfinished: true } : {});
              else settleUse(seq, 'completed', { sha256After });
            }
            return left;
          }),
  };
}

const notEntered = {
  nameOnSeal: '',
  nameReason: '',
  impressionCount: 1,
  placingRules: 'here',
  sealCode: '',
  documentPages: null,
  unit: '',
  documentNumber: '',
  category: '',
  copies: null,
  counterparty: '',
  amount: '',
  approver: '',
  approvalNumber: '',
  supervisor: '',
  note: '',
} satisfies Pick<IntentRow, Optional>;

/** A ledger that is only read: one of another time, or of another place. */
export type LedgerReader = Reading & Pick<Ledger, 'id' | 'close'>;

/** Opens a file with the tables of a ledger to be read, as it is. @throws AppError HISTORY_UNAVAILABLE, HISTORY_DAMAGED */
export function openReader(path: string): LedgerReader {
  return guarded(() => {
    const database = new Database(path, { readonly: true, fileMustExist: true });
    const id = database.prepare("SELECT content ->> '$.ledger' FROM event ORDER BY number LIMIT 1").pluck().get();
    return { ...ledgerReader(database), id: () => z.string().parse(id ?? ''), close: () => void database.close() };
  });
}

type Reading = Pick<
  Ledger,
  | 'list'
  | 'get'
  | 'events'
  | 'counts'
  | 'hashOf'
  | 'contentOf'
  | 'intentAt'
  | 'hasUses'
  | 'lastUseOn'
  | 'usesOn'
  | 'usesOfRuns'
  | 'isOutput'
  | 'usesOfRun'
  | 'rulesOf'
  | 'export'
  | 'repairs'
>;

function ledgerReader(database: Database.Database): Reading {
  database.function('holds_word', { deterministic: true, varargs: true }, holdsWord);
  const selected = useColumns.map((column) => `seal_use.${column}`).join(', ');
  const selectRow = database.prepare(`SELECT ${selected} FROM seal_use WHERE seq = ?`);
  const selectUse = database.prepare(
    "SELECT 1 FROM seal_use WHERE sealId = ? AND outcome NOT IN ('failed', 'cancelled') LIMIT 1",
  );
  const selectArchivedUse = database.prepare(
    `SELECT 1 FROM event AS e, json_each(e.content, '$.data.archivedSeals') AS s WHERE e.kind = 'ledger-begun' AND s.value = ?`,
  );
  const selectFormer = database.prepare(
    `SELECT seq, at, sha256Before, sha256After FROM seal_use
     WHERE sealId = @sealId AND outcome = 'completed' AND (sha256Before = @sha256 OR sha256After = @sha256) ORDER BY seq DESC LIMIT 1`,
  );
  const selectUsesOn = database.prepare(
    `SELECT seq, at, sealId, sealName, outputPath, sha256Before, sha256After FROM seal_use
     WHERE outcome = 'completed' AND (sha256Before = @sha256 OR sha256After = @sha256) ORDER BY seq DESC LIMIT 50`,
  );
  const selectUsesOfRuns = database.prepare(
    `SELECT runId, seq, sha256Before, sha256After, settledAt FROM seal_use
     WHERE runId >= @prefix AND runId < @end AND outcome = 'completed' ORDER BY seq`,
  );
  const selectOutput = database.prepare(
    "SELECT 1 FROM seal_use WHERE outputPath = ? AND outcome = 'completed' LIMIT 1",
  );
  const selectUsesOfRun = database
    .prepare(
      `SELECT seq FROM seal_use AS u WHERE runId = ? AND outcome NOT IN ('failed', 'cancelled')
       AND NOT (outcome = 'interrupted' AND EXISTS (
         SELECT 1 FROM event WHERE number = u.outcomeNumber AND kind = 'interrupted' AND content ->> '$.data.unfinished'))
       ORDER BY seq`,
    )
    .pluck();
  const selectRules = database
    .prepare(
      `SELECT coalesce(content -> '$.data.rules', 'null') FROM event
       WHERE kind = 'seal-rules-changed' AND content ->> '$.data.sealId' = ? ORDER BY number DESC LIMIT 1`,
    )
    .pluck();
  const selectStandingRules = database
    .prepare("SELECT content -> '$.data.standing.rules' FROM event WHERE number = 1 AND kind = 'ledger-begun'")
    .pluck();
  const selectValues = database.prepare('SELECT value, label FROM use_value WHERE field = ? ORDER BY label, value');
  const selectRepairs = database.prepare(
    `SELECT ${Object.keys(repairRow.shape).join(', ')} FROM repair ORDER BY id DESC LIMIT 1000`,
  );
  const selectContent = database.prepare('SELECT content, lower(hex(hash)) AS hash FROM event WHERE number = ?');
  const countAll = database.prepare('SELECT count(*) FROM seal_use').pluck();

  function countOf(filter: HistoryFilter): Pick<HistoryPage, 'total' | 'isTotalFloor'> {
    const { numbersFrom: from, values, isAll, readsRows } = narrow(filter, undefined);
    if (isAll) return { total: z.number().parse(countAll.get()), isTotalFloor: false };
    const most = readsRows ? mostCountedByReading : mostCounted;
    const counted = database.prepare(`SELECT count(*) FROM (SELECT 1 ${from} LIMIT ${most + 1})`).pluck();
    const total = z.number().parse(counted.get(...values));
    return { total: Math.min(total, most), isTotalFloor: total > most };
  }

  /** A row that somebody took out of the list, and not out of what is searched, is the check's to name. */
  const storedUse = (seq: unknown) => {
    const row = selectRow.get(seq);
    return row === undefined ? [] : [storedRow.parse(row)];
  };
  const valuesOf = (field: string) => z.array(namedValue).parse(selectValues.all(field));

  const list = database.transaction(({ filter, before, limit }: Parameters<Ledger['list']>[0]): HistoryPage => {
    const { numbersFrom: from, seq, values } = narrow(filter, before);
    // The numbers first: the narrow index has them, and only those of the page are read whole.
    const seqs = database.prepare(`SELECT ${seq} ${from} ORDER BY ${seq} DESC LIMIT ?`).pluck();
    const rows = seqs.all(...values, limit).flatMap(storedUse);
    // A page that is not full is the last one.
    const isAll = before === undefined && rows.length < limit;
    return {
      rows,
      ...(isAll ? { total: rows.length, isTotalFloor: false } : countOf(filter)),
      seals: valuesOf('seal').map(({ value, label }) => ({ sealId: value, sealName: label })),
      operators: valuesOf('operator').map(({ value }) => value),
      units: valuesOf('unit').map(({ value }) => value),
    };
  });

  /** A page at a time: an open iterator would keep this connection from writing while the caller is at work. */
  function* exported(filter: HistoryFilter): Generator<HistoryRow> {
    for (let after = 0; ; ) {
      const { from, seq, values } = narrow(filter, undefined);
      const page = database
        .prepare(
          `SELECT ${seq} ${from} ${from.includes('WHERE') ? 'AND' : 'WHERE'} ${seq} > ? ORDER BY ${seq} LIMIT ${exportedAtOnce}`,
        )
        .pluck();
      const rows = guarded(() => page.all(...values, after).flatMap(storedUse));
      yield* rows;
      const last = rows.at(-1);
      if (!last) return;
      after = last.seq;
    }
  }

  function events({ kinds, sealId, before, limit }: EventsRequest): LedgerEvent[] {
    const ofSeal: readonly LedgerEventKind[] = sealLifeKinds;
    const wanted =
      sealId === undefined ? kinds : kinds.length > 0 ? kinds.filter((kind) => ofSeal.includes(kind)) : ofSeal;
    if (sealId !== undefined && wanted.length === 0) return [];
    const conditions = ['number < ?'];
    const values: (string | number)[] = [before ?? Number.MAX_SAFE_INTEGER];
    if (wanted.length > 0) {
      conditions.push(`kind IN (${wanted.map(() => '?').join(', ')})`);
      values.push(...wanted);
    }
    if (sealId !== undefined) {
      // An inspection without names was of all seals.
      conditions.push(`(content ->> '$.data.sealId' = ? OR kind = 'inspection' AND (
        coalesce(json_array_length(content, '$.data.sealIds'), 0) = 0
        OR EXISTS (SELECT 1 FROM json_each(content, '$.data.sealIds') WHERE value = ?)))`);
      values.push(sealId, sealId);
    }
    const select = database.prepare(
      `SELECT content, lower(hex(hash)) AS hash FROM event WHERE ${conditions.join(' AND ')} ORDER BY number DESC LIMIT ?`,
    );
    return z
      .array(storedEvent)
      .parse(select.all(...values, limit))
      .flatMap(({ content, hash }) => {
        const event = readContent(content);
        return event ? [{ number: event.number, time: event.time, kind: event.kind, data: event.data, hash }] : [];
      });
  }

  function intentAt(number: number, hash: string): ReturnType<Ledger['intentAt']> {
    const stored = storedEvent.safeParse(selectContent.get(number));
    // The hash beside the content may be left as it was when the content is changed.
    const isItself = stored.success && hashOf(stored.data.content) === hash;
    const event = isItself ? readContent(stored.data.content) : null;
    return event?.kind === 'intent' ? rowOfIntent(event) : null;
  }

  return {
    list: (request) => guarded(() => list(request)),
    get: (seq) =>
      guarded(() => {
        const row = selectRow.get(seq);
        return row === undefined ? null : storedRow.parse(row);
      }),
    events: (request) => guarded(() => events(request)),
    counts: (by, filter) => guarded(() => countUses(database, by, filter)),
    hashOf: (number) => guarded(() => hashOfEvent(database, number)),
    contentOf: (number) => guarded(() => storedEvent.safeParse(selectContent.get(number)).data?.content ?? null),
    intentAt: (number, hash) => guarded(() => intentAt(number, hash)),
    hasUses: (sealId) =>
      guarded(() => selectUse.get(sealId) !== undefined || selectArchivedUse.get(sealId) !== undefined),
    lastUseOn: (sealId, sha256) =>
      guarded(() => {
        const row = selectFormer.get({ sealId, sha256 });
        return row === undefined ? null : formerUse.parse(row);
      }),
    usesOn: (sha256) => guarded(() => z.array(sealUseOnFile).parse(selectUsesOn.all({ sha256 }))),
    usesOfRuns: (prefix) =>
      guarded(() => z.array(sealUseOfRun).parse(selectUsesOfRuns.all({ prefix, end: `${prefix}\u{10ffff}` }))),
    isOutput: (path) => guarded(() => selectOutput.get(path) !== undefined),
    usesOfRun: (runId) => guarded(() => z.array(z.number()).parse(selectUsesOfRun.all(runId))),
    rulesOf: (sealId) =>
      guarded(() => {
        const rules = selectRules.get(sealId);
        if (typeof rules === 'string') return JSON.parse(rules);
        const standing = selectStandingRules.get();
        const former = standingRules.parse(typeof standing === 'string' ? JSON.parse(standing) : {});
        return new Map(Object.entries(former)).get(sealId);
      }),
    export: exported,
    repairs: () => guarded(() => z.array(repairRow).parse(selectRepairs.all())),
  };
}
