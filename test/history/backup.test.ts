import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type App, createApp } from '../../src-main/app.ts';
import { commandDesktop } from '../../src-main/doors/desktop.ts';
import { openLedger } from '../../src-main/history/index.ts';
import { use } from './seal-use.ts';

let folder: string;
let app: App;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'qianyin-backup-'));
  const ledger = openLedger(join(folder, 'history.sqlite'));
  ledger.begin([use({ documentName: '旧合同.pdf' }), use()]);
  ledger.close();
  app = await createApp({ homeFolder: folder, door: 'cli', desktop: commandDesktop() });
});
afterEach(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});
const runId = 'run';
const backup = (name: string, passphrase?: string) =>
  app.call('history.backup', { runId, outputPath: join(folder, name), ...(passphrase ? { passphrase } : {}) });
const later = () => app.call('history.inspection', { inspector: '赵六', finding: '相符' });

describe('a backup of the record', () => {
  it('is whole, for its owner alone, and on record', async () => {
    expect(await backup('备份.sqlite')).toMatchObject({ whole: true, events: 3 });
    expect(statSync(join(folder, '备份.sqlite')).mode & 0o777).toBe(0o600);
    expect((await app.call('history.events', { kinds: ['backed-up'], limit: 1 }))[0]?.data).toMatchObject({
      events: 3,
    });
    await expect(backup('备份.sqlite')).rejects.toMatchObject({ code: 'OUTPUT_EXISTS' });
  });

  it('is put back as it was; the record that was here is kept, and numbers are not given out again', async () => {
    await backup('备份.sqlite');
    const ledger = openLedger(join(folder, 'history.sqlite'));
    ledger.begin([use(), use()]);
    const lost = ledger.head();
    ledger.close();
    expect(await app.call('history.restore', { runId, path: join(folder, '备份.sqlite') })).toMatchObject({
      events: 3,
    });
    expect((await app.call('history.list', {})).rows.map(({ seq }) => seq)).toEqual([2, 1]);
    const [restored] = await app.call('history.events', { kinds: ['restored'], limit: 1 });
    expect(restored?.data).toMatchObject({ formerHead: lost, lastUse: 4 });
    expect(readdirSync(folder)).toContain(restored?.data.setAside);
    expect(await app.call('history.check', { runId })).toMatchObject({ whole: true });
    await app.close();
    const again = openLedger(join(folder, 'history.sqlite'));
    expect(again.begin([use()])).toMatchObject([{ seq: 5 }]);
    again.close();
    app = await createApp({ homeFolder: folder, door: 'cli', desktop: commandDesktop() });
  });

  it('is read by nobody without its passphrase', async () => {
    await backup('备份.qylb', '正确的口令 horse');
    const path = join(folder, '备份.qylb');
    const sealed = readFileSync(path);
    expect(sealed.includes(Buffer.from('旧合同'))).toBe(false);
    expect(sealed.includes(Buffer.from('SQLite'))).toBe(false);
    await later();
    const events = async () => (await app.call('history.events', { limit: 1000 })).length;
    const before = await events();
    for (const passphrase of [undefined, '错误的口令 horse']) {
      const given = passphrase === undefined ? {} : { passphrase };
      await expect(app.call('history.restore', { runId, path, ...given })).rejects.toMatchObject({
        code: 'BACKUP_PASSPHRASE',
      });
    }
    const changed = Buffer.from(sealed);
    changed[sealed.length >> 1] = (changed[sealed.length >> 1] ?? 0) ^ 1;
    writeFileSync(join(folder, '改动.qylb'), changed);
    const restoring = { runId, passphrase: '正确的口令 horse' };
    await expect(app.call('history.restore', { ...restoring, path: join(folder, '改动.qylb') })).rejects.toMatchObject({
      code: 'BACKUP_PASSPHRASE',
    });
    expect(await events()).toBe(before);
    expect(await app.call('history.restore', { ...restoring, path })).toMatchObject({ events: 3 });
  });

  it.each([
    ['no database', Buffer.from('not a database at all '.repeat(40))],
    ['nothing', Buffer.alloc(0)],
    ['a backup cut short', Buffer.from('QYLB1 and no more')],
  ])('is refused where it is %s, and the record is as it was', async (_, content) => {
    writeFileSync(join(folder, 'x'), content);
    await expect(
      app.call('history.restore', { runId, path: join(folder, 'x'), passphrase: 'whatever it is' }),
    ).rejects.toMatchObject({ code: 'BACKUP_UNREADABLE' });
    expect((await app.call('history.list', {})).total).toBe(2);
  });
});
