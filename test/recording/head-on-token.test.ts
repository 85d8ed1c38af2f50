import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, expect, it } from 'vitest';
import { type App, createApp } from '../../src-main/app.ts';
import type { Trial } from '../../src-main/contract/index.ts';
import { commandDesktop } from '../../src-main/doors/desktop.ts';
import { fixturePath } from '../fixtures/pdf/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'qianyin-token-head-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const ledgerPath = join(folder, 'history.sqlite');

async function open(): Promise<App> {
  const app = await createApp({ homeFolder: folder, door: 'cli', desktop: commandDesktop() });
  await app.tokensSettled();
  return app;
}

function stamp(app: App, trial: Trial, name: string) {
  const path = join(folder, name);
  copyFileSync(fixturePath('cairo.pdf'), path);
  return app.call('stamp.run', {
    runId: name,
    path,
    placements: [{ sealId: trial.sealId, placing: { rule: 'here', page: 1, xMm: 60, yMm: 60 } }],
    pins: { [trial.token.id]: trial.pin },
  });
}

it('the UKey knows a later head than an older copy of the record that was put back, head file and all', async () => {
  const first = await open();
  const trial = await first.call('trial.create', { algorithm: 'sm2' });
  await first.call('settings.update', { headOnToken: true });
  await first.close();
  const copy = new Database(ledgerPath);
  await copy.backup(join(folder, 'older.sqlite'));
  copy.close();
  copyFileSync(join(folder, 'history.head'), join(folder, 'older.head'));

  const second = await open();
  expect((await stamp(second, trial, 'a.pdf')).warnings).toEqual([]);
  await second.close();

  for (const suffix of ['', '-wal', '-shm']) rmSync(`${ledgerPath}${suffix}`, { force: true });
  copyFileSync(join(folder, 'older.sqlite'), ledgerPath);
  copyFileSync(join(folder, 'older.head'), join(folder, 'history.head'));
  const third = await open();
  expect((await stamp(third, trial, 'b.pdf')).warnings).toEqual([
    { code: 'record-behind-token', values: { serial: trial.token.serial } },
  ]);
  const [found] = await third.call('history.events', { kinds: ['rollback-found'], limit: 1 });
  expect(found?.data).toMatchObject({ tokenSerial: trial.token.serial });
  await third.close();
});
