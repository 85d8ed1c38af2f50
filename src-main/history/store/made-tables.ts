import Database from 'better-sqlite3';
import { z } from 'zod';
import { readContent } from '../events/event.ts';
import { chainTables, viewTables } from './schema.ts';
import { viewsOf } from './views.ts';

const schemaRow = z.object({ type: z.string(), name: z.string(), tbl_name: z.string(), sql: z.string() });
export type SchemaRow = z.infer<typeof schemaRow>;

const selectSchema = "SELECT type, name, tbl_name, coalesce(sql, '') AS sql FROM sqlite_schema";

/** What SQLite keeps of the statements that made a database, with single spaces. */
export const schemaOf = (database: Database.Database): SchemaRow[] =>
  z
    .array(schemaRow)
    .parse(database.prepare(selectSchema).all())
    .map((row) => ({ ...row, sql: row.sql.replace(/[ \t\n\v\f\r]+/g, ' ') }));

/** What SQLite keeps of these statements. */
export function schemaMadeBy(statements: string): SchemaRow[] {
  const model = new Database(':memory:');
  try {
    model.exec(statements);
    return schemaOf(model);
  } finally {
    model.close();
  }
}

let made: { readonly chain: readonly SchemaRow[]; readonly lists: readonly SchemaRow[] } | null = null;
export const madeHere = () => {
  made ??= { chain: schemaMadeBy(chainTables), lists: schemaMadeBy(viewTables) };
  return made;
};

/** SQLite's own, of a table that it keeps for the search. */
const isShadow = (name: string) => /^use_terms_/i.test(name);

const tablesOf = (rows: readonly SchemaRow[]) => new Set(rows.map(({ tbl_name }) => tbl_name.toLowerCase()));

/** Whether it is a list, or acts on one. */
export const isOfLists = ({ tbl_name }: SchemaRow): boolean => tablesOf(madeHere().lists).has(tbl_name.toLowerCase());

/** A trigger may have the name of a table or an index. */
export const isSameName = (one: SchemaRow, other: SchemaRow): boolean =>
  one.type === other.type && one.name === other.name;

/** Whether one of ours is there as it was made. */
export function isAsMade(found: readonly SchemaRow[], expected: SchemaRow): boolean {
  const here = found.find((row) => isSameName(row, expected));
  return here !== undefined && (isShadow(expected.name) || here.sql === expected.sql);
}

/** Whether the table of events is there as it was made. */
export const isEventTable = (found: readonly SchemaRow[]): boolean =>
  madeHere().chain.some((one) => one.type === 'table' && one.name === 'event' && isAsMade(found, one));

/** Whether all that belongs to the tables is there as it was made, and nothing else acts on them. */
function areAsMade(found: readonly SchemaRow[], expected: readonly SchemaRow[]): boolean {
  const tables = tablesOf(expected);
  return (
    expected.every((one) => isAsMade(found, one)) &&
    found.every((row) => !tables.has(row.tbl_name.toLowerCase()) || expected.some((one) => isSameName(row, one)))
  );
}

/** A trigger of somebody else's can keep an event from being written, or a use from being shown. */
export function lookAtTables(database: Database.Database): { isChainOurs: boolean; areListsOurs: boolean } {
  const found = schemaOf(database);
  const { chain, lists } = madeHere();
  return { isChainOurs: areAsMade(found, chain), areListsOurs: areAsMade(found, lists) };
}

/** Whether there is nothing but the tables of this version, each as it was made. */
export function areTablesAllOurs(database: Database.Database): boolean {
  const found = schemaOf(database);
  const { chain, lists } = madeHere();
  const expected = [...chain, ...lists];
  return areAsMade(found, expected) && found.length === expected.length;
}

const eventsAtOnce = 1000;
const page = z.array(z.object({ number: z.number(), content: z.string() }));

/** Makes the lists anew from the events. Wants a transaction. Takes a minute for a million uses. @throws what SQLite throws */
export function remakeLists(database: Database.Database): void {
  const lists = new Set(madeHere().lists.map(({ tbl_name }) => tbl_name.toLowerCase()));
  const drop = (some: (row: SchemaRow) => boolean) => {
    for (const { type, name } of schemaOf(database).filter(some))
      database.exec(`DROP ${type} IF EXISTS "${name.replaceAll('"', '""')}"`);
  };
  const isList = ({ type, name }: SchemaRow) => /^(?:table|view)$/.test(type) && lists.has(name.toLowerCase());
  drop((row) => isList(row) && !isShadow(row.name));
  // Left where the table that they served was none any more.
  drop(isList);
  database.exec(viewTables);
  const views = viewsOf(database);
  const select = database.prepare(
    `SELECT number, content FROM event WHERE number > ? ORDER BY number LIMIT ${eventsAtOnce}`,
  );
  for (let after = 0; ; ) {
    const some = page.parse(select.all(after));
    for (const { content } of some) {
      const event = readContent(content);
      try {
        if (event) views.apply(event);
      } catch {
        // No use that a list could show: a check says so.
      }
    }
    const last = some.at(-1);
    if (!last) return;
    after = last.number;
  }
}
