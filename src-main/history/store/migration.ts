import { rmSync } from 'node:fs';
import { basename } from 'node:path';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { historyOutcome } from '../../contract/index.ts';
import { type IntentRow, intentDataOf, kindOfOutcome } from '../events/use-events.ts';
import { type Chain, chainOf, type EventData, newLedgerId } from './chain.ts';
import { formerMigrations } from './former-schema.ts';
import { chainTables, viewTables } from './schema.ts';
import { type Views, viewsOf } from './views.ts';

/** As a ledger of before was written, the columns of all its versions. */
const formerUse = z.object({
  seq: z.number(),
  at: z.string(),
  settledAt: z.string().nullable(),
  runId: z.string(),
  operator: z.string(),
  tokenSerial: z.string(),
  tokenLabel: z.string(),
  certificateFingerprint: z.string(),
  certificateSubject: z.string(),
  certificateSerial: z.string(),
  sealId: z.string(),
  sealName: z.string(),
  sealKind: z.string(),
  documentName: z.string(),
  documentPath: z.string(),
  outputPath: z.string(),
  sha256Before: z.string(),
  sha256After: z.string().nullable(),
  page: z.number(),
  xMm: z.number(),
  yMm: z.number(),
  reason: z.string(),
  outcome: historyOutcome,
  errorCode: z.string().nullable(),
  door: z.string(),
  trial: z.number().transform((value) => value === 1),
  nameOnSeal: z.string(),
  nameReason: z.string(),
  impressionCount: z.number(),
  placingRules: z.string(),
  writerPid: z.number(),
  writerStartedAt: z.string(),
});

const formerRepair = z.object({
  id: z.number(),
  at: z.string(),
  operator: z.string(),
  inputPath: z.string(),
  outputPath: z.string(),
  sha256Before: z.string(),
  sha256After: z.string(),
  damage: z.string(),
});

const rowsAtOnce = 1000;

/** Where the ledger as it was is kept. */
const backupPathOf = (path: string) => `${path}.before-chain`;

/** What the first event of a ledger tells. */
export function beginChain(database: Database.Database, data: EventData): { chain: Chain; views: Views } {
  database.exec(chainTables);
  database.exec(viewTables);
  const chain = chainOf(database, newLedgerId());
  chain.append('ledger-begun', data);
  return { chain, views: viewsOf(database) };
}

/**
 * Makes events of the rows of a ledger of before, of which a copy is kept. Wants a transaction that holds the lock to write and has not
 * written yet. @throws what SQLite throws
 */
export function migrateFormerLedger(database: Database.Database, path: string, version: number, data: EventData): void {
  const backup = backupPathOf(path);
  rmSync(backup, { force: true });
  // A second connection sees what was committed, and nobody else can write now.
  const reader = new Database(path, { readonly: true });
  try {
    reader.prepare('VACUUM INTO ?').run(backup);
  } finally {
    reader.close();
  }
  for (const statements of formerMigrations.slice(version)) database.exec(statements);
  dropTriggersAndIndexes(database);
  database.exec('ALTER TABLE seal_use RENAME TO former_use; ALTER TABLE repair RENAME TO former_repair;');
  const { chain, views } = beginChain(database, { ...data, formerVersion: version, formerCopy: basename(backup) });
  for (const row of rowsOf(database, 'former_use', 'seq')) copyUse(formerUse.parse(row), chain, views);
  for (const row of rowsOf(database, 'former_repair', 'id')) {
    const { id, ...repair } = formerRepair.parse(row);
    views.apply(chain.append('repaired', { ...repair, former: id }).event);
  }
  database.exec('DROP TABLE former_use; DROP TABLE former_repair;');
}

function copyUse(former: z.infer<typeof formerUse>, chain: Chain, views: Views): void {
  const { settledAt, sha256After, outcome, errorCode, ...known } = former;
  const intent: IntentRow = { ...known, ...unknownOfFormer };
  views.apply(chain.append('intent', { ...intentDataOf(intent), former: true }).event);
  if (outcome === 'pending' || settledAt === null) return;
  const settled: EventData = {
    use: former.seq,
    settledAt,
    ...(sha256After === null ? {} : { sha256After }),
    ...(errorCode === null ? {} : { errorCode }),
    former: true,
  };
  views.apply(chain.append(kindOfOutcome[outcome], settled).event);
}

const unknownOfFormer = {
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
  machine: '',
  systemUser: '',
} satisfies Partial<IntentRow>;

function dropTriggersAndIndexes(database: Database.Database): void {
  const named = z.array(z.object({ type: z.enum(['trigger', 'index']), name: z.string() }));
  const all = database
    .prepare("SELECT type, name FROM sqlite_schema WHERE type IN ('trigger', 'index') AND sql IS NOT NULL")
    .all();
  for (const { type, name } of named.parse(all)) database.exec(`DROP ${type} "${name.replaceAll('"', '""')}"`);
}

/** Some at a time: a query that is still open would keep this connection from writing. */
function* rowsOf(database: Database.Database, table: string, key: string): Generator<unknown> {
  const page = database.prepare(`SELECT * FROM ${table} WHERE ${key} > ? ORDER BY ${key} LIMIT ${rowsAtOnce}`);
  const keyed = z.looseObject({ [key]: z.number() });
  for (let after = 0; ; ) {
    const rows = page.all(after);
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined) return;
    after = z.number().parse(keyed.parse(last)[key]);
  }
}
