import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type App, createApp } from '../../src-main/app.ts';
import { commandDesktop } from '../../src-main/doors/desktop.ts';
import { openLedger } from '../../src-main/history/index.ts';
import { forge } from './check/files.ts';
import { use } from './seal-use.ts';

let folder: string;
let app: App;
const runId = 'run';
const path = () => join(folder, 'history.sqlite');
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'qianyin-lists-'));
  const ledger = openLedger(path());
  ledger.begin([use({ operator: '王五' }), use()]);
  ledger.close();
  app = await createApp({ homeFolder: folder, door: 'cli', desktop: commandDesktop() });
});
afterEach(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});
const guards = ['use_is_never_rewritten', 'use_is_settled_once'];

/** As a script does that knows SQLite, while the program has the file open. */
function changeLists(): void {
  const database = new Database(path());
  const select = database.prepare('SELECT sql FROM sqlite_schema WHERE name = ?').pluck();
  const triggers = guards.map((name) => String(select.get(name)));
  const dropped = guards.map((name) => `DROP TRIGGER ${name};`).join(' ');
  database.exec(`BEGIN; ${dropped} UPDATE seal_use SET operator = '李四' WHERE seq = 1; ${triggers.join(';')}; COMMIT`);
  database.close();
}

it('makes lists that somebody changed anew when a check finds them, says so, and calls the evidence whole', async () => {
  changeLists();
  expect(await app.call('history.check', { runId })).toMatchObject({
    whole: false,
    chainWhole: true,
    listsRemade: true,
    faults: [
      { kind: 'view', number: 1 },
      { kind: 'view', number: 0 },
    ],
  });
  expect((await app.call('history.get', { seq: 1 })).operator).toBe('王五');
  const [checked] = await app.call('history.events', { kinds: ['checked'], limit: 1 });
  expect(checked?.data).toMatchObject({ whole: false, faults: 2, listsRemade: true });
  expect(await app.call('history.check', { runId })).toMatchObject({ whole: true, faults: [] });
});

it('leaves alone what is not the ledger of this machine', async () => {
  await app.close();
  const copy = join(folder, 'copy.sqlite');
  const database = new Database(path());
  database.prepare('VACUUM INTO ?').run(copy);
  database.close();
  forge(copy, (other) => other.exec("UPDATE seal_use SET operator = '李四' WHERE seq = 1"));
  app = await createApp({ homeFolder: folder, door: 'cli', desktop: commandDesktop() });
  for (let time = 0; time < 2; time += 1)
    expect(await app.call('history.check', { runId, path: copy })).toMatchObject({ whole: false, chainWhole: true });
});

it('backs up and puts back a record whose lists somebody changed', async () => {
  changeLists();
  const outputPath = join(folder, 'backup.sqlite');
  expect(await app.call('history.backup', { runId, outputPath })).toMatchObject({ chainWhole: true });
  await app.call('history.restore', { runId, path: outputPath });
  expect((await app.call('history.get', { seq: 1 })).operator).toBe('王五');
});
