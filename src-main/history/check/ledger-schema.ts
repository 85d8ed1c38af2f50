import type Database from 'better-sqlite3';
import { isAsMade, isOfLists, madeHere, schemaOf } from '../store/made-tables.ts';
import { applicationId, chainVersion } from '../store/schema.ts';
import type { FaultList } from './fault-list.ts';

/** SQLite's own, where somebody had it analyse the file. */
const ofSqlite = /^sqlite_[a-z0-9]+$/;

/** What of a file can be read. */
export interface LedgerSchema {
  readonly hasChain: boolean;
  /** Whether each list is the table that it was made as. */
  readonly hasLists: boolean;
}

/**
 * Whether the file is made as this program makes it: a view or a trigger of somebody else's can show or do anything. What is wrong with the
 * lists alone is of no weight: they are made anew when the ledger is opened.
 */
export function checkSchema(database: Database.Database, faults: FaultList): LedgerSchema {
  const { chain, lists } = madeHere();
  const found = schemaOf(database);
  const hasAll = (rows: readonly { name: string }[]) => rows.every(({ name }) => isAsMade(found, name));
  if (!isAsMade(found, 'event')) {
    faults.add({ kind: 'unreadable', number: 0 });
    return { hasChain: false, hasLists: false };
  }
  const isOurProgram =
    database.pragma('application_id', { simple: true }) === applicationId &&
    database.pragma('user_version', { simple: true }) === chainVersion;
  const ofChain = new Set(chain.map(({ name }) => name));
  const others = found.filter((row) => !ofChain.has(row.name) && !isOfLists(row));
  const areOthersOurs = others.every(({ type, name }) => type === 'table' && ofSqlite.test(name));
  if (!isOurProgram || !hasAll(chain) || !areOthersOurs) faults.add({ kind: 'foreign', number: 0 });
  const known = new Set(lists.map(({ name }) => name));
  const areListsOurs = hasAll(lists) && found.every((row) => !isOfLists(row) || known.has(row.name));
  if (!areListsOurs) faults.add({ kind: 'view', number: 0 });
  return { hasChain: true, hasLists: hasAll(lists.filter(({ type }) => type === 'table')) };
}
