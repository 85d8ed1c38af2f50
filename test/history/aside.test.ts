/** Looking into a ledger that was put aside: what can be read of it is shown, and nothing is written to it. */
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type App, createApp } from '../../src-main/app.ts';
import { commandDesktop } from '../../src-main/doors/desktop.ts';
import { checkLedgerFile } from '../../src-main/history/check/ledger-check.ts';
import { openLedger, openTolerantLedger } from '../../src-main/history/index.ts';
import { PythonCheck } from './check/python-check.ts';
import { use } from './seal-use.ts';

const uses = 400;
let folder: string;
let aside: string;
let app: App | null = null;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'qianyin-aside-'));
  aside = join(folder, 'history.20261130T010203Z.set-aside.sqlite');
});
afterEach(async () => {
  await app?.close();
  app = null;
  rmSync(folder, { recursive: true, force: true });
});

async function opened(): Promise<App> {
  app = await createApp({ homeFolder: folder, door: 'cli', desktop: commandDesktop() });
  return app;
}

const numbered = (mark: string, count: number) => `${mark}${String(count).padStart(63, '0')}`;

function makeAside(): void {
  const ledger = openLedger(aside);
  ledger.together(() => {
    for (let count = 1; count <= uses; count++) {
      const [begun] = ledger.begin([use({ documentName: `合同${count}.pdf`, sha256Before: numbered('a', count) })]);
      ledger.settle([begun?.seq ?? 0], { outcome: 'completed', sha256After: numbered('b', count) });
    }
  });
  ledger.record('handover', { sealName: '公章', from: '甲', to: '乙' });
  ledger.close();
}

const digest = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');
const filesOf = () => readdirSync(folder).filter((name) => name.startsWith('history.2026'));

it('lists the uses and events of a ledger that is whole, by its path alone, and leaves it as it was', async () => {
  makeAside();
  const before = [digest(aside), filesOf()];
  const { call } = await opened();
  const told = await call('history.openLedger', { runId: 'look', path: aside });
  expect(told).toMatchObject({ path: aside, unreadable: 0, uses });
  const page = await call('history.list', { ledger: aside, filter: { search: '合同123.pdf' } });
  expect(page.rows).toMatchObject([{ seq: 123, outcome: 'completed' }]);
  expect(await call('history.get', { ledger: aside, seq: 7 })).toMatchObject({ documentName: '合同7.pdf' });
  expect(await call('history.events', { ledger: aside, kinds: ['handover'] })).toMatchObject([{ data: { to: '乙' } }]);
  expect((await call('history.receiptOf', { ledger: aside, seq: 7 })).ledger).toBe(told.ledger);
  expect(await call('history.life', { ledger: aside, seq: 7 })).toMatchObject({ uses: [{ seq: 7 }] });
  expect(await call('history.counts', { ledger: aside, by: 'seal' })).toMatchObject([{ count: uses }]);
  // The current one knows nothing of it.
  expect((await call('history.list', {})).total).toBe(0);
  expect([digest(aside), filesOf()]).toEqual(before);
  await app?.close();
  app = null;
  expect(existsSync(join(folder, 'history.opened')) ? readdirSync(join(folder, 'history.opened')) : []).toEqual([]);
});

it('shows what a damaged disk has left, says how much is lost, and does not believe its lists', async () => {
  makeAside();
  const bytes = readFileSync(aside);
  const page = Math.floor(bytes.indexOf('"documentName":"合同200.pdf"') / 4096) * 4096;
  expect(page).toBeGreaterThan(0);
  bytes.fill(0xa5, page, page + 4096);
  writeFileSync(aside, bytes);
  const { call } = await opened();
  const told = await call('history.openLedger', { runId: 'look', path: aside });
  expect(told.unreadable).toBeGreaterThan(0);
  expect(told.events + told.unreadable).toBe(2 * uses + 2);
  expect((await call('history.list', { ledger: aside, limit: 500 })).rows.map(({ seq }) => seq)).toContain(uses);
  expect((await call('history.list', { ledger: aside, filter: { search: '合同200.pdf' } })).rows).toEqual([]);
  const { whole, faults } = await call('history.check', { runId: 'check', path: aside });
  expect(whole).toBe(false);
  expect(faults.map(({ kind }) => kind)).toContain('unreadable');
  await expect(call('history.openLedger', { runId: 'none', path: join(folder, 'none.sqlite') })).rejects.toMatchObject({
    code: 'FILE_NOT_FOUND',
  });
  writeFileSync(join(folder, 'history.other.set-aside.sqlite'), 'no ledger '.repeat(500));
  await expect(
    call('history.openLedger', { runId: 'no', path: join(folder, 'history.other.set-aside.sqlite') }),
  ).rejects.toMatchObject({ code: 'HISTORY_UNREADABLE' });
});

it.each([
  [
    'a search over a query without an end',
    `CREATE VIEW v AS WITH RECURSIVE n(number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM n)
       SELECT number, 'x' AS content, x'00' AS hash FROM n;
     CREATE VIRTUAL TABLE event USING fts5(number, content, hash, content = 'v', content_rowid = 'number')`,
  ],
  [
    'contents that are made',
    `CREATE TABLE event (number INTEGER PRIMARY KEY, hash BLOB, content TEXT AS (hex(zeroblob(200000000))));
     INSERT INTO event (number, hash) VALUES (1, x'00'), (2, x'00')`,
  ],
])('reads nothing where %s stands for the events', async (_, statements) => {
  const database = new Database(aside);
  database.exec(statements);
  database.close();
  const { call } = await opened();
  await expect(call('history.openLedger', { runId: 'look', path: aside })).rejects.toMatchObject({
    code: 'HISTORY_UNREADABLE',
  });
  // Nor when a ledger beside it is checked, which might be named by it.
  expect((await call('history.check', { runId: 'check' })).whole).toBe(true);
  const beside = join(folder, 'history.20261130T010204Z.set-aside.sqlite');
  openLedger(beside).close();
  const python = new PythonCheck();
  try {
    expect((await checkLedgerFile({ path: beside, anchors: [] })).whole).toBe(true);
    expect((await python.file(beside)).whole).toBe(true);
  } finally {
    python.close();
  }
});

it('a copy that was put back and then set aside is found short by what took its place, also by the script alone', async () => {
  const path = join(folder, 'history.sqlite');
  const first = openTolerantLedger(path);
  first.begin([use()]);
  first.close();
  const copy = join(folder, 'copy');
  copyFileSync(path, copy);
  const second = openTolerantLedger(path);
  second.begin([use(), use()]);
  second.close();
  for (const suffix of ['-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true });
  copyFileSync(copy, path);
  const third = openTolerantLedger(path);
  third.begin([use()]);
  third.close();
  const [name = ''] = readdirSync(folder).filter((one) => one.endsWith('.set-aside.sqlite'));
  const found = await checkLedgerFile({ path: join(folder, name), anchors: [] });
  expect(found.faults).toMatchObject([{ kind: 'cut', number: 3 }]);
  const python = new PythonCheck();
  try {
    expect((await python.file(join(folder, name))).faults).toEqual(found.faults);
  } finally {
    python.close();
  }
});

it('what a backup took the place of is checked against what the backup says of it', async () => {
  const path = join(folder, 'history.sqlite');
  const ledger = openTolerantLedger(path);
  ledger.begin([use()]);
  const backup = join(folder, 'backup.sqlite');
  await ledger.copyTo(backup);
  ledger.begin([use(), use()]);
  ledger.replaceWith(backup);
  ledger.close();
  const [name = ''] = readdirSync(folder).filter((one) => one.endsWith('.set-aside.sqlite'));
  const file = join(folder, name);
  expect(await checkLedgerFile({ path: file, anchors: [] })).toMatchObject({ whole: true });
  const short = join(folder, 'short');
  const cut = openLedger(short);
  cut.close();
  const python = new PythonCheck();
  try {
    expect(await python.file(file)).toMatchObject({ whole: true });
    copyFileSync(short, file);
    const { faults } = await checkLedgerFile({ path: file, anchors: [] });
    expect(faults.length).toBeGreaterThan(0);
    expect((await python.file(file)).faults).toEqual(faults);
  } finally {
    python.close();
  }
});
