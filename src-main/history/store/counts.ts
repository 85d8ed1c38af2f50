import type Database from 'better-sqlite3';
import { z } from 'zod';
import {
  type HistoryCount,
  type HistoryCountBy,
  type HistoryFilter,
  historyFilter,
  historyOutcome,
} from '../../contract/index.ts';
import { storedInstant } from './filter.ts';
import { allTimes } from './views.ts';

const columns = { seal: 'sealId', operator: 'operator', unit: 'unit' } as const;

const countedRow = z.object({ key: z.string(), outcome: historyOutcome, count: z.number().int() });
const span = z.object({ from: z.string(), to: z.string() });
type Span = z.infer<typeof span>;

/** Before and after all that are stored. */
const earliest = '0';
const latest = '9';

interface Period {
  readonly key: string;
  readonly from: string;
  /** Its last millisecond. */
  readonly to: string;
}

const two = (value: number) => String(value).padStart(2, '0');

/** The local days or months of a span; the first and the last as far as they belong to it. */
function* periodsOf(by: 'day' | 'month', within: Span | null): Generator<Period> {
  if (within === null) return;
  const begin = new Date(within.from);
  const end = new Date(within.to);
  const [year, month, day] = [begin.getFullYear(), begin.getMonth(), begin.getDate()];
  const at = (step: number) => (by === 'day' ? new Date(year, month, day + step) : new Date(year, month + step, 1));
  for (let step = 0; at(step) <= end; step++) {
    const from = at(step);
    const monthKey = `${from.getFullYear()}-${two(from.getMonth() + 1)}`;
    const key = by === 'day' ? `${monthKey}-${two(from.getDate())}` : monthKey;
    yield {
      key,
      from: new Date(Math.max(from.getTime(), begin.getTime())).toISOString(),
      to: new Date(Math.min(at(step + 1).getTime() - 1, end.getTime())).toISOString(),
    };
  }
}

/** Uses by what they have in common, from the counters: words of a search are not regarded. The keys ascend. */
export function countUses(database: Database.Database, by: HistoryCountBy, given: HistoryFilter): HistoryCount[] {
  const filter = historyFilter.parse(given);
  const conditions = ['count > 0'];
  const values: string[] = [];
  for (const [column, wanted] of [
    ['outcome', filter.outcomes],
    ['sealId', filter.sealIds],
    ['operator', filter.operators],
    ['unit', filter.units],
  ] as const) {
    if (wanted.length === 0) continue;
    conditions.push(`${column} IN (${wanted.map(() => '?').join(', ')})`);
    values.push(...wanted);
  }
  // Days and months begin with a quarter of an hour, so that whole ones are counted exactly.
  const from = filter.from === undefined ? earliest : storedInstant(filter.from);
  const to = filter.to === undefined ? latest : storedInstant(filter.to);
  const count = (key: string) =>
    database.prepare(
      `SELECT ${key} AS key, outcome, sum(count) AS count FROM use_count
       WHERE ${conditions.join(' AND ')} AND slot >= @from AND slot <= @to GROUP BY 1, outcome ORDER BY 1`,
    );
  const isOfAllTimes = filter.from === undefined && filter.to === undefined;
  const within = isOfAllTimes ? { from: allTimes, to: allTimes } : { from, to };
  const rows =
    by === 'day' || by === 'month'
      ? countPeriods(count('@key'), values, periodsOf(by, extentOf(database, from, to)))
      : count(columns[by]).all(values, within);
  const counts = new Map<string, HistoryCount>();
  for (const { key, outcome, count } of z.array(countedRow).parse(rows)) {
    const known = counts.get(key) ?? { key, count: 0, outcomes: {} };
    counts.set(key, { key, count: known.count + count, outcomes: { ...known.outcomes, [outcome]: count } });
  }
  return [...counts.values()];
}

/** SQLite takes ten times as long to ask for the local day of each counter as to add the counters of a day. */
function countPeriods(count: Database.Statement, values: readonly string[], periods: Iterable<Period>): unknown[] {
  return [...periods].flatMap((period) => count.all(values, period));
}

/** The part of a span that has counters; null: none has. */
function extentOf(database: Database.Database, from: string, to: string): Span | null {
  const select = database.prepare(
    'SELECT min(slot) AS "from", max(slot) AS "to" FROM use_count WHERE slot >= ? AND slot <= ?',
  );
  return span.safeParse(select.get(from, to)).data ?? null;
}
