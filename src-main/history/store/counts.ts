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

const keys: Readonly<Record<HistoryCountBy, string>> = {
  day: "date(slot, 'localtime')",
  month: "strftime('%Y-%m', slot, 'localtime')",
  seal: 'sealId',
  operator: 'operator',
  unit: 'unit',
};

const countedRow = z.object({ key: z.string(), outcome: historyOutcome, count: z.number().int() });

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
  if (filter.from !== undefined) {
    conditions.push('slot >= ?');
    values.push(storedInstant(filter.from));
  }
  if (filter.to !== undefined) {
    conditions.push('slot <= ?');
    values.push(storedInstant(filter.to));
  }
  const rows = database
    .prepare(
      `SELECT ${keys[by]} AS key, outcome, sum(count) AS count FROM use_count WHERE ${conditions.join(' AND ')}
       GROUP BY key, outcome ORDER BY key`,
    )
    .all(...values);
  const counts = new Map<string, HistoryCount>();
  for (const { key, outcome, count } of z.array(countedRow).parse(rows)) {
    const known = counts.get(key) ?? { key, count: 0, outcomes: {} };
    counts.set(key, { key, count: known.count + count, outcomes: { ...known.outcomes, [outcome]: count } });
  }
  return [...counts.values()];
}
