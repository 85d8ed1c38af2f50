import type Database from 'better-sqlite3';
import { z } from 'zod';
import { ledgerEventKind } from '../../contract/index.ts';
import { rowOfIntent, settlementOf } from '../events/use-events.ts';
import { repairOf } from '../store/views.ts';
import type { CheckedEvent } from './checked-event.ts';
import type { FaultList } from './fault-list.ts';

const storedRow = z.record(z.string(), z.unknown());

const extraUses = `SELECT seq FROM seal_use AS u WHERE NOT EXISTS (SELECT 1 FROM event AS e WHERE e.number = u.intentNumber
  AND json_valid(e.content) AND json_extract(e.content, '$.kind') = 'intent' AND json_extract(e.content, '$.data.seq') = u.seq)
  ORDER BY seq LIMIT 1000`;
const extraOutcomes = `SELECT seq FROM seal_use AS u WHERE u.outcome <> 'pending' AND NOT EXISTS (SELECT 1 FROM event AS e
  WHERE e.number = u.outcomeNumber AND json_valid(e.content)
  AND json_extract(e.content, '$.kind') IN ('stamped', 'failed', 'cancelled', 'discarded', 'interrupted')
  AND json_extract(e.content, '$.data.use') = u.seq) ORDER BY seq LIMIT 1000`;
const madeCounts = `SELECT strftime('%Y-%m-%dT%H:%M:%S.000Z', (CAST(strftime('%s', at) AS INTEGER) / 900) * 900, 'unixepoch') AS slot,
  sealId, operator, unit, outcome, count(*) AS count FROM seal_use GROUP BY 1, 2, 3, 4, 5
  UNION ALL SELECT '*', sealId, operator, unit, outcome, count(*) FROM seal_use GROUP BY 2, 3, 4, 5`;
const keptCounts = 'SELECT slot, sealId, operator, unit, outcome, count FROM use_count WHERE count <> 0';
const madeValues = `SELECT 'seal' AS field, sealId AS value, sealName AS label FROM seal_use
    WHERE seq IN (SELECT max(seq) FROM seal_use GROUP BY sealId)
  UNION SELECT 'operator', operator, operator FROM seal_use UNION SELECT 'unit', unit, unit FROM seal_use WHERE unit <> ''`;
const keptValues = 'SELECT field, value, label FROM use_value';

const differing = (one: string, other: string) =>
  `SELECT EXISTS (SELECT * FROM (${one}) EXCEPT SELECT * FROM (${other})) OR EXISTS (SELECT * FROM (${other}) EXCEPT SELECT * FROM (${one}))`;

/** The number of a use in an event; 0 where it has none. */
const numberOfUse = (value: unknown) => z.number().int().min(1).safeParse(value).data ?? 0;

const isSame = (row: unknown, said: Readonly<Record<string, unknown>>) => {
  const kept = storedRow.safeParse(row).data;
  return kept !== undefined && Object.entries(said).every(([name, value]) => kept[name] === value);
};

/** Holds what the lists show against the events: the words that are searched are not looked at. */
export interface ViewCheck {
  take(event: CheckedEvent): void;
  /** What is in the lists and in no event. */
  finish(): void;
}

export function createViewCheck(database: Database.Database, faults: FaultList): ViewCheck {
  let counted = { intents: 0, outcomes: 0, repairs: 0 };
  let isReadable = true;
  const wrong = (use: number) => faults.add({ kind: 'view', number: use });
  /** Lists that cannot be read are wrong as a whole. */
  function guarded(work: () => void): void {
    if (!isReadable) return;
    try {
      work();
    } catch {
      isReadable = false;
      wrong(0);
    }
  }
  /** What an event says, or null where it says nothing that a list could show. */
  function orNull<T>(say: () => T): T | null {
    try {
      return say();
    } catch {
      return null;
    }
  }
  const statements = new Map<string, Database.Statement>();
  const find = (sql: string, key: number) => {
    const statement = statements.get(sql) ?? database.prepare(sql);
    statements.set(sql, statement);
    return statement.get(key);
  };
  const findUse = (seq: number) => find('SELECT * FROM seal_use WHERE seq = ?', seq);

  function takeIntent(event: CheckedEvent): void {
    counted = { ...counted, intents: counted.intents + 1 };
    const use = numberOfUse(event.data.seq);
    const row = orNull(() => rowOfIntent({ data: { ...event.data }, number: event.number }));
    const stored = findUse(use);
    if (row === null) {
      wrong(use);
      return;
    }
    // How it ended is another event's to say.
    const { settledAt, sha256After, outcome, errorCode, outcomeNumber, ...said } = row;
    if (!isSame(stored, { ...said, trial: row.trial ? 1 : 0 })) wrong(use);
  }

  function takeOutcome(event: CheckedEvent, kind: z.infer<typeof ledgerEventKind>): void {
    const settled = orNull(() => settlementOf({ kind, data: { ...event.data }, number: event.number }));
    counted = { ...counted, outcomes: counted.outcomes + 1 };
    const use = numberOfUse(event.data.use);
    const stored = findUse(use);
    if (settled === null || !isSame(stored, { ...settled })) wrong(use);
  }

  function takeRepair(event: CheckedEvent): void {
    counted = { ...counted, repairs: counted.repairs + 1 };
    const said = orNull(() => repairOf({ data: { ...event.data }, number: event.number }));
    const stored = find('SELECT * FROM repair WHERE id = ?', event.number);
    if (said === null || !isSame(stored, said)) wrong(0);
  }

  return {
    take(event) {
      const kind = ledgerEventKind.safeParse(event.kind).data;
      if (kind === undefined) return;
      guarded(() => {
        if (kind === 'intent') takeIntent(event);
        else if (kind === 'repaired') takeRepair(event);
        else if (outcomeKinds.has(kind)) takeOutcome(event, kind);
      });
    },
    finish() {
      const one = (sql: string) => database.prepare(sql).pluck().get();
      guarded(() => {
        let isCounted = true;
        for (const { sql, expected, extra } of [
          { sql: 'SELECT count(*) FROM seal_use', expected: counted.intents, extra: extraUses },
          {
            sql: "SELECT count(*) FROM seal_use WHERE outcome <> 'pending'",
            expected: counted.outcomes,
            extra: extraOutcomes,
          },
        ]) {
          if (one(sql) === expected) continue;
          isCounted = false;
          for (const seq of z.array(z.number()).parse(database.prepare(extra).pluck().all())) wrong(seq);
        }
        if (!isCounted || one('SELECT count(*) FROM repair') !== counted.repairs) wrong(0);
        if (one(differing(madeCounts, keptCounts)) === 1 || one(differing(madeValues, keptValues)) === 1) wrong(0);
      });
    },
  };
}

const outcomeKinds: ReadonlySet<string> = new Set(['stamped', 'failed', 'cancelled', 'discarded', 'interrupted']);
