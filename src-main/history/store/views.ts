import type Database from 'better-sqlite3';
import { z } from 'zod';
import { historyRow, type RepairRow, repairRow } from '../../contract/index.ts';
import type { ChainedEvent } from '../events/event.ts';
import { rowOfIntent, type SettledUse, settlementOf, type UseRow } from '../events/use-events.ts';
import { termsOf } from './search-terms.ts';

const searched = [
  'documentName',
  'documentPath',
  'outputPath',
  'documentNumber',
  'sealName',
  'sealCode',
  'operator',
  'reason',
  'unit',
  'category',
  'counterparty',
  'amount',
  'approver',
  'approvalNumber',
  'supervisor',
  'note',
  'certificateSubject',
  'certificateSerial',
  'certificateFingerprint',
  'tokenSerial',
  'sha256Before',
] as const satisfies readonly (keyof UseRow)[];

/** The columns in which words are looked for. */
export const searchedColumns: readonly string[] = searched;

const quarterMs = 15 * 60_000;

/** The quarter of an hour that an instant falls into. */
const slotOf = (at: string) => new Date(Math.floor(Date.parse(at) / quarterMs) * quarterMs).toISOString();

/** Where the uses of all times are counted. Sorts before every instant. */
export const allTimes = '*';

const counted = z.object({ at: z.string(), sealId: z.string(), operator: z.string(), unit: z.string() });

/** The repaired copy that an event tells of. @throws ZodError */
export const repairOf = ({ data, number }: Pick<ChainedEvent, 'data' | 'number'>): RepairRow =>
  repairRow.parse({ damage: '', ...data, id: number });

/** What the lists show, kept as events come. */
export interface Views {
  /** Takes an event in. @throws ZodError, what SQLite throws */
  apply(event: ChainedEvent): void;
}

export function viewsOf(database: Database.Database): Views {
  const insertUse = insertInto(database, 'seal_use', [...useColumns, 'writerPid', 'writerStartedAt']);
  const settleUse = database.prepare(
    `UPDATE seal_use SET settledAt = @settledAt, sha256After = @sha256After, outcome = @outcome, errorCode = @errorCode,
       outcomeNumber = @outcomeNumber WHERE seq = @seq RETURNING at, sealId, operator, unit`,
  );
  const count = database.prepare(
    `INSERT INTO use_count (slot, sealId, operator, unit, outcome, count) VALUES (@slot, @sealId, @operator, @unit, @outcome, @by)
     ON CONFLICT DO UPDATE SET count = count + @by`,
  );
  const keepValue = database.prepare(
    `INSERT INTO use_value (field, value, label) VALUES (@field, @value, @label)
     ON CONFLICT DO UPDATE SET label = excluded.label WHERE label <> excluded.label`,
  );
  const insertTerms = database.prepare('INSERT INTO use_terms (rowid, terms) VALUES (?, ?)');
  const insertRepair = insertInto(database, 'repair', Object.keys(repairRow.shape));

  function countAt(at: string, counters: Record<string, string | number>): void {
    count.run({ ...counters, slot: slotOf(at) });
    count.run({ ...counters, slot: allTimes });
  }

  function begin(use: UseRow): void {
    insertUse.run({ ...use, trial: use.trial ? 1 : 0 });
    insertTerms.run(BigInt(use.seq), termsOf(searched.map((column) => use[column])));
    const { at, sealId, operator, unit } = use;
    countAt(at, { sealId, operator, unit, outcome: 'pending', by: 1 });
    keepValue.run({ field: 'seal', value: sealId, label: use.sealName });
    keepValue.run({ field: 'operator', value: operator, label: operator });
    if (unit !== '') keepValue.run({ field: 'unit', value: unit, label: unit });
  }

  function settle(settled: SettledUse): void {
    const changed = settleUse.get(settled);
    if (changed === undefined) throw new Error(`there is no record ${settled.seq}`);
    const { at, ...counters } = counted.parse(changed);
    countAt(at, { ...counters, outcome: 'pending', by: -1 });
    countAt(at, { ...counters, outcome: settled.outcome, by: 1 });
  }

  return {
    apply(event) {
      if (event.kind === 'intent') return begin(rowOfIntent(event));
      if (event.kind === 'repaired') return void insertRepair.run(repairOf(event));
      const settled = settlementOf(event);
      if (settled) settle(settled);
    },
  };
}

/** The columns of a use that lists give. */
export const useColumns: readonly string[] = Object.keys(historyRow.shape);

function insertInto(database: Database.Database, table: string, columns: readonly string[]): Database.Statement {
  const values = columns.map((column) => `@${column}`);
  return database.prepare(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${values.join(', ')})`);
}
