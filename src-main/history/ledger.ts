import Database from 'better-sqlite3';
import { z } from 'zod';
import {
  AppError,
  type HistoryFilter,
  type HistoryOutcome,
  type HistoryPage,
  type HistoryRow,
  historyFilter,
  historyRow,
} from '../contract/index.ts';
import { applicationId, migrations } from './schema.ts';

/** What is known of a seal use before the token is asked. */
export type HistoryIntent = Omit<HistoryRow, 'seq' | 'settledAt' | 'sha256After' | 'outcome' | 'errorCode'>;

/** How a seal use ended. */
export interface Settlement {
  outcome: Exclude<HistoryOutcome, 'pending' | 'interrupted'>;
  sha256After?: string;
  errorCode?: string;
}

/** The ledger of seal uses: append-only, one row for each use of one seal. All methods may throw HISTORY_UNAVAILABLE. */
export interface Ledger {
  /** Writes pending rows in one transaction that is on the disk when this returns. Gives their numbers, which are never reused. */
  begin(intents: readonly HistoryIntent[]): number[];
  /** Settles rows that `begin` wrote; a row is settled once. */
  settle(seqs: readonly number[], settlement: Settlement): void;
  list(request: { filter: HistoryFilter; offset: number; limit: number }): HistoryPage;
  get(seq: number): HistoryRow | null;
  /** All rows that fit the filter, oldest first. */
  export(filter: HistoryFilter): Iterable<HistoryRow>;
  /** Marks as interrupted what processes that are gone left pending; gives the count. */
  recoverInterrupted(): number;
  close(): void;
}

const busyTimeoutMs = 5000;
const histogramDays = 90;
const searchedColumns = [
  'documentName',
  'documentPath',
  'outputPath',
  'sealName',
  'operator',
  'reason',
  'certificateSubject',
  'tokenSerial',
  'sha256Before',
  'sha256After',
];

const storedRow = historyRow.extend({ trial: z.number().transform((value) => value === 1) });

function unavailable(cause: unknown): AppError {
  const detail = cause instanceof Error ? cause.message : String(cause);
  return new AppError('HISTORY_UNAVAILABLE', {}, { detail, cause });
}

function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw cause instanceof AppError ? cause : unavailable(cause);
  }
}

/** Opens the ledger, making it where there is none. A file that is damaged or another program's is never touched. */
export function openLedger(path: string): Ledger {
  return guarded(() => {
    const database = new Database(path);
    try {
      database.pragma(`busy_timeout = ${busyTimeoutMs}`);
      migrate(database);
      database.pragma('journal_mode = WAL');
      // In WAL mode only FULL makes a commit survive a power cut (sqlite.org/pragma.html, synchronous).
      database.pragma('synchronous = FULL');
    } catch (cause) {
      database.close();
      throw cause;
    }
    return ledgerOver(database);
  });
}

function migrate(database: Database.Database): void {
  const owner = database.pragma('application_id', { simple: true });
  const version = z
    .number()
    .int()
    .parse(database.pragma('user_version', { simple: true }));
  const isEmpty = database.prepare('SELECT count(*) = 0 AS isEmpty FROM sqlite_schema').pluck().get() === 1;
  if (!isEmpty && owner !== applicationId) throw new Error('the file is not a ledger of this program');
  if (version > migrations.length) throw new Error(`the ledger was written by a newer program (version ${version})`);
  const quick = database.pragma('quick_check(1)', { simple: true });
  if (quick !== 'ok') throw new Error(`the ledger is damaged: ${String(quick)}`);
  database
    .transaction(() => {
      // Another process may have done this while we waited for the lock.
      const current = z
        .number()
        .int()
        .parse(database.pragma('user_version', { simple: true }));
      for (const statements of migrations.slice(current)) database.exec(statements);
      database.pragma(`application_id = ${applicationId}`);
      database.pragma(`user_version = ${migrations.length}`);
    })
    .immediate();
}

/** `LIKE` with its wildcards taken literally. */
const likePattern = (text: string) => `%${text.replace(/[\\%_]/g, (wildcard) => `\\${wildcard}`)}%`;

function whereOf(given: HistoryFilter): { where: string; values: (string | number)[] } {
  const filter = historyFilter.parse(given);
  const conditions: string[] = [];
  const values: (string | number)[] = [];
  const search = filter.search.trim();
  if (search !== '') {
    conditions.push(`(${searchedColumns.map((column) => `${column} LIKE ? ESCAPE '\\'`).join(' OR ')})`);
    values.push(...searchedColumns.map(() => likePattern(search)));
  }
  for (const [column, wanted] of [
    ['outcome', filter.outcomes],
    ['sealId', filter.sealIds],
  ] as const) {
    if (wanted.length === 0) continue;
    conditions.push(`${column} IN (${wanted.map(() => '?').join(', ')})`);
    values.push(...wanted);
  }
  if (filter.from !== undefined) {
    conditions.push('at >= ?');
    values.push(new Date(filter.from).toISOString());
  }
  if (filter.to !== undefined) {
    conditions.push('at <= ?');
    values.push(new Date(filter.to).toISOString());
  }
  return { where: conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '', values };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'EPERM';
  }
}

const processStartedAt = new Date(Date.now() - process.uptime() * 1000).toISOString();

function ledgerOver(database: Database.Database): Ledger {
  const columns = [...Object.keys(historyRow.shape)];
  const intentColumns = columns.filter(
    (column) => !['seq', 'settledAt', 'sha256After', 'outcome', 'errorCode'].includes(column),
  );
  const insertColumns = [...intentColumns, 'outcome', 'writerPid', 'writerStartedAt'];
  const insert = database.prepare(
    `INSERT INTO seal_use (${insertColumns.join(', ')}) VALUES (${insertColumns.map((column) => `@${column}`).join(', ')})`,
  );
  const update = database.prepare(
    'UPDATE seal_use SET outcome = @outcome, settledAt = @settledAt, sha256After = @sha256After, errorCode = @errorCode WHERE seq = @seq',
  );
  const selected = `SELECT ${columns.join(', ')} FROM seal_use`;

  const settleRows = database.transaction((seqs: readonly number[], settlement: Settlement) => {
    for (const seq of seqs) {
      const { changes } = update.run({
        seq,
        outcome: settlement.outcome,
        settledAt: new Date().toISOString(),
        sha256After: settlement.sha256After ?? null,
        errorCode: settlement.errorCode ?? null,
      });
      if (changes !== 1) throw new Error(`there is no record ${seq}`);
    }
  });

  return {
    begin: (intents) =>
      guarded(() =>
        database
          .transaction(() =>
            intents.map((intent) => {
              const row = {
                ...intent,
                trial: intent.trial ? 1 : 0,
                outcome: 'pending',
                writerPid: process.pid,
                writerStartedAt: processStartedAt,
              };
              return Number(insert.run(row).lastInsertRowid);
            }),
          )
          .immediate(),
      ),
    settle: (seqs, settlement) => guarded(() => settleRows.immediate(seqs, settlement)),
    list: ({ filter, offset, limit }) =>
      guarded(() => {
        const { where, values } = whereOf(filter);
        const rows = database
          .prepare(`${selected} ${where} ORDER BY seq DESC LIMIT ? OFFSET ?`)
          .all(...values, limit, offset);
        const total = database
          .prepare(`SELECT count(*) FROM seal_use ${where}`)
          .pluck()
          .get(...values);
        const seals = database
          .prepare(
            'SELECT sealId, sealName FROM seal_use WHERE seq IN (SELECT max(seq) FROM seal_use GROUP BY sealId) ORDER BY sealName',
          )
          .all();
        const days = database
          .prepare(
            `SELECT date(at, 'localtime') AS day, count(*) AS count FROM seal_use
             WHERE at >= datetime('now', '-${histogramDays} days') GROUP BY day ORDER BY day`,
          )
          .all();
        return {
          rows: rows.map((row) => storedRow.parse(row)),
          total: z.number().parse(total),
          seals: z.array(z.object({ sealId: z.string(), sealName: z.string() })).parse(seals),
          days: z.array(z.object({ day: z.string(), count: z.number() })).parse(days),
        };
      }),
    get: (seq) =>
      guarded(() => {
        const row = database.prepare(`${selected} WHERE seq = ?`).get(seq);
        return row === undefined ? null : storedRow.parse(row);
      }),
    *export(filter) {
      const { where, values } = whereOf(filter);
      for (const row of database.prepare(`${selected} ${where} ORDER BY seq`).iterate(...values))
        yield storedRow.parse(row);
    },
    recoverInterrupted: () =>
      guarded(() =>
        database
          .transaction(() => {
            const pending = z
              .array(z.object({ seq: z.number(), writerPid: z.number(), writerStartedAt: z.string() }))
              .parse(
                database
                  .prepare("SELECT seq, writerPid, writerStartedAt FROM seal_use WHERE outcome = 'pending'")
                  .all(),
              );
            const left = pending.filter(({ writerPid, writerStartedAt }) =>
              writerPid === process.pid ? writerStartedAt !== processStartedAt : !isAlive(writerPid),
            );
            for (const { seq } of left) {
              update.run({
                seq,
                outcome: 'interrupted',
                settledAt: new Date().toISOString(),
                sha256After: null,
                errorCode: null,
              });
            }
            return left.length;
          })
          .immediate(),
      ),
    close: () => {
      database.close();
    },
  };
}
