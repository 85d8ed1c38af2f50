import type Database from 'better-sqlite3';
import {
  isAsMade,
  isEventTable,
  isOfLists,
  isSameName,
  madeHere,
  type SchemaRow,
  schemaOf,
} from '../store/made-tables.ts';
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
  const hasAll = (rows: readonly SchemaRow[]) => rows.every((row) => isAsMade(found, row));
  const isOneOf = (rows: readonly SchemaRow[]) => (row: SchemaRow) => rows.some((one) => isSameName(row, one));
  if (!isEventTable(found)) {
    faults.add({ kind: 'unreadable', number: 0 });
    return { hasChain: false, hasLists: false };
  }
  const isOurProgram =
    database.pragma('application_id', { simple: true }) === applicationId &&
    database.pragma('user_version', { simple: true }) === chainVersion;
  const isOfChain = isOneOf(chain);
  const others = found.filter((row) => !isOfChain(row) && !isOfLists(row));
  const areOthersOurs = others.every(({ type, name }) => type === 'table' && ofSqlite.test(name));
  if (!isOurProgram || !hasAll(chain) || !areOthersOurs) faults.add({ kind: 'foreign', number: 0 });
  const areListsOurs = hasAll(lists) && found.filter(isOfLists).every(isOneOf(lists));
  if (!areListsOurs) faults.add({ kind: 'view', number: 0 });
  return { hasChain: true, hasLists: hasAll(lists.filter(({ type }) => type === 'table')) };
}
