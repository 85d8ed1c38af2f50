import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTolerantLedger } from '../../src-main/history/index.ts';
import { use } from './seal-use.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'qianyin-tampered-'));
  const ledger = openTolerantLedger(path());
  ledger.begin([use({ operator: '李四' }), use({ operator: '李四' })]);
  ledger.close();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const path = () => join(folder, 'history.sqlite');
const asides = () => readdirSync(folder).filter((name) => name.endsWith('.set-aside.sqlite')).length;

function tamper(statements: string): void {
  const database = new Database(path());
  database.exec(statements);
  database.close();
}

/** Another row like that of the first use. */
function plant(seq: string): string {
  const database = new Database(path());
  const all = database.prepare("SELECT name FROM pragma_table_info('seal_use') WHERE name <> 'seq'").pluck().all();
  database.close();
  return `INSERT INTO seal_use (seq, ${all.join(', ')}) SELECT ${seq}, ${all.join(', ')} FROM seal_use LIMIT 1`;
}

const rowsShown = () => {
  const ledger = openTolerantLedger(path());
  try {
    const [begun] = ledger.begin([use({ operator: '李四' })]);
    ledger.settle([begun?.seq ?? 0], { outcome: 'failed' });
    const { rows } = ledger.list({ filter: { search: '李四' }, limit: 100 });
    return rows.map(({ seq, outcome }) => `${seq} ${outcome}`);
  } finally {
    ledger.close();
  }
};

describe('lists that somebody changed are made anew from the events, and the next use is recorded', () => {
  it.each([
    ['the index of words is gone', 'DROP TABLE use_terms'],
    ['the index of words is another table', 'DROP TABLE use_terms; CREATE TABLE use_terms (terms)'],
    ['the uses are gone', 'DROP TABLE seal_use'],
    ['the repairs are gone', 'DROP TABLE repair'],
    ['the order of the list is gone', 'DROP INDEX use_narrow'],
    ['a view stands for the uses', 'DROP TABLE seal_use; CREATE VIEW seal_use AS SELECT 1 AS seq'],
    ['a trigger refuses', "CREATE TRIGGER use_x BEFORE INSERT ON seal_use BEGIN SELECT RAISE(ABORT, 'no'); END"],
    ['a trigger swallows', 'CREATE TRIGGER use_x BEFORE INSERT ON seal_use BEGIN SELECT RAISE(IGNORE); END'],
    ['an index refuses', 'CREATE UNIQUE INDEX use_x ON seal_use (operator) WHERE seq > 1'],
    ['a column refuses', "ALTER TABLE seal_use ADD COLUMN x TEXT NOT NULL DEFAULT '' CHECK (seq < 3)"],
    ['a counter refuses', 'DROP TABLE use_count; CREATE TABLE use_count (count CHECK (false))'],
  ])('%s', (_, statements) => {
    tamper(statements);
    expect(rowsShown()).toEqual(['3 failed', '2 pending', '1 pending']);
    expect(asides()).toBe(0);
  });

  it.each(['9007199254740991', '9223372036854775807'])('a row is planted as number %s', (seq) => {
    tamper(plant(seq));
    expect(rowsShown()).toEqual(['3 failed', '2 pending', '1 pending']);
  });
});

describe('a ledger whose events are not as they were made is put aside, and the next use is recorded', () => {
  it.each([
    ['a trigger refuses', "CREATE TRIGGER x BEFORE INSERT ON event BEGIN SELECT RAISE(ABORT, 'no'); END"],
    ['a trigger swallows', 'CREATE TRIGGER x BEFORE INSERT ON event BEGIN SELECT RAISE(IGNORE); END'],
    ['there is a column more', 'ALTER TABLE event ADD COLUMN x TEXT'],
    ['a view stands for them', 'ALTER TABLE event RENAME TO e; CREATE VIEW event AS SELECT * FROM e'],
    ['it says that it is of before', 'PRAGMA user_version = 5'],
    ['it says that it is new', 'PRAGMA user_version = 0'],
    ['it says that it is of nothing', 'PRAGMA user_version = -1'],
    ['it says that it is of a newer version', 'PRAGMA user_version = 99'],
  ])('%s', (_, statements) => {
    tamper(statements);
    expect(rowsShown()).toEqual(['3 failed']);
    expect(asides()).toBe(1);
  });

  it('is so where it is changed while it is open', () => {
    const ledger = openTolerantLedger(path());
    tamper('CREATE TRIGGER x BEFORE INSERT ON event BEGIN SELECT RAISE(IGNORE); END');
    const [begun] = ledger.begin([use()]);
    expect(begun?.seq).toBe(3);
    expect(ledger.hashOf(begun?.receipt.number ?? 0)).toBe(begun?.receipt.hash);
    ledger.close();
    expect(asides()).toBe(1);
  });

  it('is so where an event stands far behind the others, where no receipt could name the next', () => {
    tamper(`DROP TRIGGER event_is_appended;
      INSERT INTO event (number, content, hash) SELECT 9999999999, content, hash FROM event WHERE number = 1;
      CREATE TRIGGER event_is_appended BEFORE INSERT ON event
      WHEN NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM event)
      BEGIN SELECT RAISE(ABORT, 'an event is appended'); END;`);
    expect(rowsShown()).toEqual(['3 failed']);
  });
});

it('refuses what a newer version wrote, which has tables that this one does not know', () => {
  tamper('CREATE TABLE use_picture (seq INTEGER PRIMARY KEY); PRAGMA user_version = 99');
  const ledger = openTolerantLedger(path());
  expect(() => ledger.begin([use()])).toThrowError(expect.objectContaining({ code: 'HISTORY_NEWER' }));
  ledger.close();
  expect(asides()).toBe(0);
});

it.each([Number.MAX_SAFE_INTEGER, 0])('gives no number out again whatever the head beside it says: %d', (said) => {
  const head = { ledger: 'a'.repeat(32), number: 7, hash: 'b'.repeat(64), use: said };
  writeFileSync(join(folder, 'history.head'), JSON.stringify(head));
  expect(rowsShown()).toEqual(['3 failed']);
});
