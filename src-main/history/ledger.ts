import type Database from 'better-sqlite3';
import { z } from 'zod';
import {
  AppError,
  type HistoryFilter,
  type HistoryOutcome,
  type HistoryPage,
  type HistoryRow,
  historyRow,
  type RepairRow,
  repairRow,
} from '../contract/index.ts';
import { openDatabase, UnusableLedger } from './database.ts';
import { storedInstant, whereOf } from './filter.ts';
import { hasEnded, thisWriter } from './writer.ts';

/** What is known of a seal use before the token is asked. */
/** What not every use has to tell. */
type Optional = 'nameOnSeal' | 'nameReason' | 'impressionCount' | 'placingRules';
export type HistoryIntent = Omit<HistoryRow, 'seq' | 'settledAt' | 'sha256After' | 'outcome' | 'errorCode' | Optional> &
  Partial<Pick<HistoryRow, Optional>>;

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

/** The ledger of seal uses: append-only, one row for each use of one seal. All methods may throw HISTORY_UNAVAILABLE, HISTORY_DAMAGED. */
export interface Ledger {
  /** Writes pending rows in one transaction that is on the disk when this returns. Gives their numbers, which are never reused. */
  begin(intents: readonly HistoryIntent[]): number[];
  /** Settles rows that `begin` wrote; a row is settled once. */
  settle(seqs: readonly number[], settlement: Settlement): void;
  list(request: { filter: HistoryFilter; offset: number; limit: number }): HistoryPage;
  get(seq: number): HistoryRow | null;
  /** Whether the seal was used, or may have been: whether there is a row of which it is not known that nothing was signed. */
  hasUses(sealId: string): boolean;
  /** The last time that a seal was put on a file with this SHA-256, or made one; null: never, as far as is known. */
  lastUseOn(sealId: string, sha256: string): FormerUse | null;
  /** The uses of any seal on a file with this SHA-256, or that made one; the newest first, at most fifty. */
  usesOn(sha256: string): SealUseOnFile[];
  /** The completed uses of every run whose name begins so, oldest first. */
  usesOfRuns(prefix: string): SealUseOfRun[];
  /** Whether a seal was put on a file that was written here. */
  isOutput(path: string): boolean;
  /** All rows that fit the filter, oldest first. */
  export(filter: HistoryFilter): Iterable<HistoryRow>;
  /** What processes that are gone left pending. */
  interrupted(): InterruptedUse[];
  /**
   * Settles what processes that are gone left pending: as completed where the digest of the finished file is known, by
   * the number of the row, else as interrupted. Gives them.
   */
  recoverInterrupted(finished?: ReadonlyMap<number, string>): InterruptedUse[];
  /** Writes down a repaired copy; on the disk when this returns. */
  recordRepair(repair: Repair): void;
  /** The newest first, at most a thousand. */
  repairs(): RepairRow[];
  /** Does several of these in one transaction, which is on the disk when this returns. One that throws leaves the others. */
  together<T>(work: () => T): T;
  close(): void;
}

const settledColumns = ['settledAt', 'sha256After', 'outcome', 'errorCode'];
const columns = Object.keys(historyRow.shape);
const histogramDays = 90;
const exportedAtOnce = 500;

const storedRow = historyRow.extend({ trial: z.number().transform((value) => value === 1) });
const namedSeal = z.object({ sealId: z.string(), sealName: z.string() });
const countedDay = z.object({ day: z.string(), count: z.number() });
const interruptedUse = z.object({ seq: z.number(), writerPid: z.number(), outputPath: z.string() });
const pendingRow = interruptedUse.extend({ writerStartedAt: z.string() });

const formerUse = z.object({ seq: z.number(), at: z.string(), sha256Before: z.string(), sha256After: z.string() });

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

/**
 * Opens the ledger, making it where there is none. A file that is damaged or another program's is left as it is.
 * @throws AppError HISTORY_UNAVAILABLE, HISTORY_DAMAGED, HISTORY_NEWER
 */
export function openLedger(path: string): Ledger {
  return guarded(() => {
    const database = openDatabase(path);
    try {
      const reader = ledgerReader(database);
      const writer = ledgerWriter(database);
      const repairs = repairRecords(database);
      return {
        ...reader,
        ...writer,
        ...repairs,
        together: (work) => guarded(() => database.transaction(work).immediate()),
        close: () => void database.close(),
      };
    } catch (cause) {
      database.close();
      throw cause;
    }
  });
}

function repairRecords(database: Database.Database): Pick<Ledger, 'recordRepair' | 'repairs'> {
  const names = Object.keys(repairRow.shape);
  const inserted = names.filter((column) => column !== 'id');
  const values = inserted.map((column) => `@${column}`);
  const insert = database.prepare(`INSERT INTO repair (${inserted.join(', ')}) VALUES (${values.join(', ')})`);
  const select = database.prepare(`SELECT ${names.join(', ')} FROM repair ORDER BY id DESC LIMIT 1000`);
  return {
    recordRepair: (repair) => guarded(() => void insert.run({ ...repair, at: storedInstant(repair.at) })),
    repairs: () => guarded(() => z.array(repairRow).parse(select.all())),
  };
}

function ledgerWriter(
  database: Database.Database,
): Pick<Ledger, 'begin' | 'settle' | 'interrupted' | 'recoverInterrupted'> {
  const inserted = [
    ...columns.filter((column) => column !== 'seq' && !settledColumns.includes(column)),
    'outcome',
    'writerPid',
    'writerStartedAt',
  ];
  const insert = database.prepare(
    `INSERT INTO seal_use (${inserted.join(', ')}) VALUES (${inserted.map((column) => `@${column}`).join(', ')})`,
  );
  const update = database.prepare(
    `UPDATE seal_use SET ${settledColumns.map((column) => `${column} = @${column}`).join(', ')} WHERE seq = @seq`,
  );
  const selectPending = database.prepare(
    "SELECT seq, writerPid, writerStartedAt, outputPath FROM seal_use WHERE outcome = 'pending'",
  );

  function settleRow(seq: number, outcome: HistoryOutcome, known: { sha256After?: string; errorCode?: string }): void {
    const { changes } = update.run({
      seq,
      outcome,
      settledAt: new Date().toISOString(),
      sha256After: known.sha256After ?? null,
      errorCode: known.errorCode ?? null,
    });
    if (changes !== 1) throw new Error(`there is no record ${seq}`);
  }

  const begin = database.transaction((intents: readonly HistoryIntent[]) =>
    intents.map((intent) => {
      const at = storedInstant(intent.at);
      const row = {
        nameOnSeal: '',
        nameReason: '',
        impressionCount: 1,
        placingRules: 'here',
        ...intent,
        ...thisWriter,
        at,
        trial: intent.trial ? 1 : 0,
        outcome: 'pending',
      };
      return Number(insert.run(row).lastInsertRowid);
    }),
  );
  const settle = database.transaction((seqs: readonly number[], { outcome, ...known }: Settlement) => {
    for (const seq of seqs) settleRow(seq, outcome, known);
  });
  const interrupted = () => z.array(pendingRow).parse(selectPending.all()).filter(hasEnded);
  const recoverInterrupted = database.transaction((finished: ReadonlyMap<number, string>) => {
    const left = interrupted();
    for (const { seq } of left) {
      const sha256After = finished.get(seq);
      if (sha256After === undefined) settleRow(seq, 'interrupted', {});
      else settleRow(seq, 'completed', { sha256After });
    }
    return left;
  });

  return {
    begin: (intents) => guarded(() => begin.immediate(intents)),
    settle: (seqs, settlement) => guarded(() => settle.immediate(seqs, settlement)),
    interrupted: () => guarded(interrupted),
    recoverInterrupted: (finished = new Map()) => guarded(() => recoverInterrupted.immediate(finished)),
  };
}

function ledgerReader(
  database: Database.Database,
): Pick<Ledger, 'list' | 'get' | 'hasUses' | 'lastUseOn' | 'usesOn' | 'usesOfRuns' | 'isOutput' | 'export'> {
  const selectRows = `SELECT ${columns.join(', ')} FROM seal_use`;
  const selectRow = database.prepare(`${selectRows} WHERE seq = ?`);
  const selectUse = database.prepare("SELECT 1 FROM seal_use WHERE sealId = ? AND outcome <> 'failed' LIMIT 1");
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
  const selectSeals = database.prepare(
    'SELECT sealId, sealName FROM seal_use WHERE seq IN (SELECT max(seq) FROM seal_use GROUP BY sealId) ORDER BY sealName',
  );
  const selectDays = database.prepare(
    `SELECT date(at, 'localtime') AS day, count(*) AS count FROM seal_use
     WHERE at >= strftime('%Y-%m-%dT%H:%M:%fZ', 'now', 'localtime', 'start of day', '-${histogramDays - 1} days', 'utc')
     GROUP BY day ORDER BY day`,
  );

  const list = database.transaction(({ filter, offset, limit }: Parameters<Ledger['list']>[0]): HistoryPage => {
    const { where, values } = whereOf(filter);
    const rows = database.prepare(`${selectRows} ${where} ORDER BY seq DESC LIMIT ? OFFSET ?`);
    const total = database.prepare(`SELECT count(*) FROM seal_use ${where}`).pluck();
    return {
      rows: z.array(storedRow).parse(rows.all(...values, limit, offset)),
      total: z.number().parse(total.get(...values)),
      seals: z.array(namedSeal).parse(selectSeals.all()),
      days: z.array(countedDay).parse(selectDays.all()),
    };
  });

  /** A page at a time: an open iterator would keep this connection from writing while the caller is at work. */
  function* exported(filter: HistoryFilter): Generator<HistoryRow> {
    const { where, values } = whereOf(filter);
    const page = database.prepare(
      `${selectRows} ${where === '' ? 'WHERE' : `${where} AND`} seq > ? ORDER BY seq LIMIT ${exportedAtOnce}`,
    );
    for (let after = 0; ; ) {
      const rows = guarded(() => z.array(storedRow).parse(page.all(...values, after)));
      yield* rows;
      const last = rows.at(-1);
      if (!last) return;
      after = last.seq;
    }
  }

  return {
    list: (request) => guarded(() => list(request)),
    get: (seq) =>
      guarded(() => {
        const row = selectRow.get(seq);
        return row === undefined ? null : storedRow.parse(row);
      }),
    hasUses: (sealId) => guarded(() => selectUse.get(sealId) !== undefined),
    lastUseOn: (sealId, sha256) =>
      guarded(() => {
        const row = selectFormer.get({ sealId, sha256 });
        return row === undefined ? null : formerUse.parse(row);
      }),
    usesOn: (sha256) => guarded(() => z.array(sealUseOnFile).parse(selectUsesOn.all({ sha256 }))),
    usesOfRuns: (prefix) =>
      guarded(() => z.array(sealUseOfRun).parse(selectUsesOfRuns.all({ prefix, end: `${prefix}\u{10ffff}` }))),
    isOutput: (path) => guarded(() => selectOutput.get(path) !== undefined),
    export: exported,
  };
}
