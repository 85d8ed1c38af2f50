import Database from 'better-sqlite3';
import { z } from 'zod';
import {
  AppError,
  type HistoryFilter,
  type HistoryRow,
  historyRow,
  type LedgerHead,
  ledgerHead,
} from '../../contract/index.ts';
import { holdsWord, narrow } from '../store/filter.ts';
import { useColumns } from '../store/views.ts';

/** The uses that a filter narrows a ledger to, oldest first, read beside whoever writes it. */
export interface UseReader {
  readonly count: number;
  /** The last event that there was when reading began. */
  readonly head: LedgerHead;
  /** What a seal is called, by its ID; null where it was never used. */
  sealName(sealId: string): string | null;
  /** A page at a time, and between two of them nothing is held: whoever stamps never waits. */
  pages(): Generator<StoredUse[]>;
  /** The canonical text of the events of uses, in their order; UTF-8. */
  contentsOf(rows: readonly StoredUse[]): Uint8Array[];
  close(): void;
}

const rowsAtOnce = 200;
const busyTimeoutMs = 5000;

/** A use as the database holds it. */
export type StoredUse = Omit<HistoryRow, 'trial'> & { readonly trial: number };

const columnChecks = Object.entries(historyRow.shape).map(([name, shape]) => ({
  name,
  type: name === 'trial' || shape.safeParse(1).success ? 'number' : 'string',
  isNullable: shape.safeParse(null).success,
}));

/** The ledger's own schema lets nothing else in; to parse a million uses takes as long as to write them. */
function isStoredUse(row: unknown): row is StoredUse {
  if (typeof row !== 'object' || row === null) return false;
  return columnChecks.every(({ name, type, isNullable }) => {
    const value: unknown = Reflect.get(row, name);
    return typeof value === type || (isNullable && value === null);
  });
}

function storedUses(rows: unknown[]): StoredUse[] {
  if (!rows.every(isStoredUse)) throw new AppError('HISTORY_DAMAGED', {}, { detail: 'a use that is none' });
  return rows;
}

const bounds = z.object({ count: z.number().int(), last: z.number().int().nullable() });
const contents = z.array(z.instanceof(Uint8Array));

/** @throws what SQLite throws */
export function openUses(ledgerPath: string, filter: HistoryFilter): UseReader {
  const database = new Database(ledgerPath, { readonly: true, fileMustExist: true, timeout: busyTimeoutMs });
  database.function('holds_word', { deterministic: true, varargs: true }, holdsWord);
  const { from, seq, values } = narrow(filter, undefined);
  const { count, last } = bounds.parse(
    database.prepare(`SELECT count(*) AS count, max(${seq}) AS last ${from}`).get(...values),
  );
  const selected = useColumns.map((column) => `seal_use.${column}`).join(', ');
  const page = database.prepare(
    `SELECT ${selected} ${from} ${from.includes('WHERE') ? 'AND' : 'WHERE'} ${seq} > ? AND ${seq} <= ? ORDER BY ${seq} LIMIT ${rowsAtOnce}`,
  );
  const selectContents = database
    .prepare('SELECT CAST(content AS BLOB) FROM event WHERE number IN (?, ?) ORDER BY number')
    .pluck();
  const head = ledgerHead.parse(
    database
      .prepare(
        "SELECT content ->> '$.ledger' AS ledger, number, lower(hex(hash)) AS hash FROM event ORDER BY number DESC LIMIT 1",
      )
      .get(),
  );
  const selectSeal = database.prepare("SELECT label FROM use_value WHERE field = 'seal' AND value = ?").pluck();
  return {
    count,
    head,
    sealName: (sealId) =>
      z
        .string()
        .nullable()
        .parse(selectSeal.get(sealId) ?? null),
    *pages() {
      // What is recorded meanwhile is of the next export.
      for (let after = 0; last !== null && after < last; ) {
        const rows = storedUses(page.all(...values, after, last));
        const end = rows.at(-1);
        if (!end) return;
        yield rows;
        after = end.seq;
      }
    },
    contentsOf: (rows) =>
      rows.flatMap(({ intentNumber, outcomeNumber }) =>
        contents.parse(selectContents.all(intentNumber, outcomeNumber ?? intentNumber)),
      ),
    close: () => database.close(),
  };
}

/** The first and the last instant of a month of the local calendar. */
export function boundsOfMonth(month: string): { from: string; to: string } {
  const [year = Number.NaN, number = Number.NaN] = month.split('-').map(Number);
  const first = new Date(year, number - 1, 1);
  if (Number.isNaN(first.getTime())) throw new AppError('INVALID_INPUT', { detail: month });
  return { from: first.toISOString(), to: new Date(new Date(year, number, 1).getTime() - 1).toISOString() };
}

/** The filter, and no more of it than the month. */
export function withinMonth(filter: HistoryFilter, month: string | undefined): HistoryFilter {
  if (month === undefined) return filter;
  const { from, to } = boundsOfMonth(month);
  const time = (instant: string) => new Date(instant).getTime();
  return {
    ...filter,
    from: filter.from !== undefined && time(filter.from) > time(from) ? filter.from : from,
    to: filter.to !== undefined && time(filter.to) < time(to) ? filter.to : to,
  };
}
