import type Database from 'better-sqlite3';
import { type SchemaRow, schemaMadeBy, schemaOf } from '../store/made-tables.ts';
import { applicationId, chainTables, chainVersion } from '../store/schema.ts';
import type { FaultList } from './fault-list.ts';

/** What SQLite keeps of the chain's statements, by name. */
export const chainStatements = (): ReadonlyMap<string, string> =>
  new Map(schemaMadeBy(chainTables).map(({ name, sql }) => [name, sql]));

const listTable = /^(?:seal_use|use_count|use_value|use_terms(?:_[a-z]+)?|repair|sqlite_[a-z0-9]+)$/;
/** A trigger of the lists does nothing but refuse. */
const refusing = /^CREATE TRIGGER use_\w+ BEFORE [^;]* BEGIN SELECT RAISE\(ABORT, '[^';]*'\); END$/;

/** Whether something beside the chain's own tables may stand in a ledger. */
function isOfLists({ type, name, tbl_name, sql }: SchemaRow): boolean {
  if (type === 'table') return listTable.test(name);
  if (tbl_name === 'event') return false;
  return type === 'index' || (type === 'trigger' && refusing.test(sql));
}

/**
 * Whether the file is made as this program makes it: a view or a trigger of somebody else's can show or do anything.
 * False: there is no chain that could be read.
 */
export function checkSchema(database: Database.Database, faults: FaultList): boolean {
  const expected = chainStatements();
  const found = schemaOf(database);
  const isOurs = (name: string) => found.find((row) => row.name === name)?.sql === expected.get(name);
  if (!isOurs('event')) {
    faults.add({ kind: 'unreadable', number: 0 });
    return false;
  }
  const isOurProgram =
    database.pragma('application_id', { simple: true }) === applicationId &&
    database.pragma('user_version', { simple: true }) === chainVersion;
  const areOthersOurs = found.every((row) => expected.has(row.name) || isOfLists(row));
  if (!isOurProgram || ![...expected.keys()].every(isOurs) || !areOthersOurs)
    faults.add({ kind: 'foreign', number: 0 });
  return true;
}
