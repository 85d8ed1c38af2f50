import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type App, createApp } from '../../src-main/app.ts';
import { commandDesktop } from '../../src-main/doors/desktop.ts';
import { archiveStateOf, isDue } from '../../src-main/history/archive/archive.ts';
import { openLedger } from '../../src-main/history/index.ts';
import { use } from './seal-use.ts';

let folder: string;
let app: App;
const path = () => join(folder, 'history.sqlite');
const packagePath = () => join(folder, '2026.zip');
const runId = 'run';
const archive = (more = {}) => app.call('history.archive', { runId, path: packagePath(), ...more });
const open = () => createApp({ homeFolder: folder, door: 'cli', desktop: commandDesktop() });
const begin = (count: number, settled = true) => {
  const ledger = openLedger(path());
  const seqs = ledger.begin(Array.from({ length: count }, () => use())).map(({ seq }) => seq);
  if (settled) ledger.settle(seqs, { outcome: 'completed', sha256After: 'ef'.repeat(32) });
  ledger.close();
  return seqs;
};
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'qianyin-archive-'));
  begin(2);
  app = await open();
});
afterEach(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});
const kept = () => readdirSync(folder).filter((name) => name.endsWith('.archived.sqlite'));

describe('archiving the record', () => {
  it('packs all of it, and a fresh record names the package, keeps the head and goes on with the numbers', async () => {
    const { archived } = await archive();
    expect(kept()).toEqual([archived?.file]);
    expect(await app.call('history.check', { runId, path: packagePath() })).toMatchObject({
      whole: true,
      head: archived?.head,
    });
    const [begun] = await app.call('history.events', { kinds: ['ledger-begun'], limit: 1 });
    expect(begun?.data).toMatchObject({
      reason: 'archived',
      predecessor: archived?.head,
      setAside: archived?.file,
      lastUse: 2,
      archive: { file: '2026.zip', sha256: archived?.package.sha256, events: archived?.head.number },
    });
    expect(await app.call('history.check', { runId })).toMatchObject({
      whole: true,
      archived: { file: archived?.file, head: archived?.head, packageSha256: archived?.package.sha256 },
    });
    expect(await app.call('history.check', { runId, path: join(folder, archived?.file ?? '') })).toMatchObject({
      whole: true,
      head: archived?.head,
    });
    expect(
      (await app.call('history.ledgers', null)).map(({ isCurrent, isArchived }) => [isCurrent, isArchived]),
    ).toEqual([
      [true, false],
      [false, true],
    ]);
    expect(begin(1)).toEqual([3]);
  });

  it('forgets no seal that was used, not after the next time either', async () => {
    await archive();
    begin(1);
    await app.call('history.archive', { runId, path: join(folder, '2027.zip') });
    const ledger = openLedger(path());
    expect([ledger.hasUses(use().sealId), ledger.hasUses('another')]).toEqual([true, false]);
    expect(ledger.begin([use()])).toMatchObject([{ seq: 4 }]);
    ledger.close();
  });

  it('forgets no seal that somebody took from the list of those that were used', async () => {
    const database = new Database(path());
    database.exec('DELETE FROM use_value');
    database.close();
    await archive();
    const ledger = openLedger(path());
    expect(ledger.hasUses(use().sealId)).toBe(true);
    ledger.close();
  });

  it.each(['as it was', 'behind', 'gone'])(
    'gives no number twice where it was killed when the former file was put aside; its head is %s',
    async (headState) => {
      const headPath = join(folder, 'history.head');
      const behind = readFileSync(headPath);
      begin(3);
      await app.close();
      const file = 'history.20261201T000000Z.archived.sqlite';
      for (const suffix of ['', '-wal', '-shm'])
        if (existsSync(`${path()}${suffix}`)) renameSync(`${path()}${suffix}`, join(folder, `${file}${suffix}`));
      if (headState === 'behind') writeFileSync(headPath, behind);
      if (headState === 'gone') rmSync(headPath);
      app = await open();
      const [begun] = await app.call('history.events', { kinds: ['ledger-begun'], limit: 1 });
      expect(begun?.data).toMatchObject({ lastUse: 5, ...(headState === 'gone' ? {} : { setAside: file }) });
      expect(await app.call('history.check', { runId, path: join(folder, file) })).toMatchObject({ whole: true });
      const ledger = openLedger(path());
      expect(ledger.hasUses(use().sealId)).toBe(true);
      ledger.close();
      expect(begin(1)).toEqual([6]);
    },
  );

  it('waits until the outcome of every use is known', async () => {
    begin(1, false);
    await expect(archive()).rejects.toMatchObject({ code: 'HISTORY_IN_USE' });
    expect([existsSync(packagePath()), kept()]).toEqual([false, []]);
    expect((await app.call('history.list', {})).total).toBe(3);
  });

  it('archives nothing that is not whole', async () => {
    // So many that the changed one is not looked at when the ledger is opened.
    begin(60);
    const database = new Database(path());
    const [trigger] = database
      .prepare("SELECT sql FROM sqlite_schema WHERE name = 'event_is_never_rewritten'")
      .pluck()
      .all();
    database.exec('DROP TRIGGER event_is_never_rewritten');
    database.prepare("UPDATE event SET content = replace(content, '张三', '李四') WHERE number = 2").run();
    database.exec(String(trigger));
    database.close();
    await expect(archive()).rejects.toMatchObject({ code: 'ARCHIVE_NOT_WHOLE' });
    expect([existsSync(packagePath()), kept()]).toEqual([false, []]);
    expect((await app.call('history.list', {})).total).toBe(62);
  });

  it('does nothing where the record begins later', async () => {
    expect(await archive({ before: '2020-01-01T00:00:00Z' })).toEqual({ archived: null });
    expect([existsSync(packagePath()), kept()]).toEqual([false, []]);
    expect((await archive({ before: '2120-01-01T00:00:00Z' })).archived).not.toBeNull();
  });

  it('overwrites no file that nobody named', async () => {
    writeFileSync(packagePath(), 'mine');
    await expect(archive()).rejects.toMatchObject({ code: 'OUTPUT_EXISTS' });
    expect(readFileSync(packagePath(), 'utf8')).toBe('mine');
  });
});

describe('the former record', () => {
  it('is removed only beside its own package, whole, and that is on record', async () => {
    const { archived } = await archive();
    const file = archived?.file ?? '';
    const other = join(folder, 'other.zip');
    await app.call('history.package', { runId, path: other });
    const changed = join(folder, 'changed.zip');
    const bytes = readFileSync(packagePath());
    bytes.writeUInt8(bytes.readUInt8(bytes.length >> 1) ^ 1, bytes.length >> 1);
    writeFileSync(changed, bytes);
    for (const wrong of [other, changed])
      await expect(app.call('history.archiveRemove', { runId, file, packagePath: wrong })).rejects.toMatchObject({
        code: 'ARCHIVE_PACKAGE',
      });
    expect(kept()).toEqual([file]);
    await expect(
      app.call('history.archiveRemove', { runId, file: 'history.sqlite', packagePath: packagePath() }),
    ).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await app.call('history.archiveRemove', { runId, file, packagePath: packagePath() });
    expect(kept()).toEqual([]);
    const [removed] = await app.call('history.events', { kinds: ['archive-removed'], limit: 1 });
    expect(removed?.data).toMatchObject({ file, sha256: archived?.package.sha256 });
  });
});

describe('the rule', () => {
  it.each([
    ['2026-12-31T12:00:00', '2027-01-01T12:00:00', true, true],
    ['2026-01-01T12:00:00', '2026-12-31T12:00:00', true, false],
    ['2026-01-01T12:00:00', '2028-12-31T12:00:00', false, false],
  ])('of a record begun at %s, at %s, wanted: %s', (begun, now, isYearly, due) => {
    expect(isDue(new Date(begun), new Date(now), isYearly)).toBe(due);
  });

  it('is told of, and its change is on record', async () => {
    await app.call('settings.update', { archiveYearly: true });
    expect((await app.call('history.archiveState', null)).isDue).toBe(false);
    const [changed] = await app.call('history.events', { kinds: ['settings-changed'], limit: 1 });
    expect(changed?.data).toMatchObject({ archiveYearly: 'true' });
    const old = { time: '2019-05-05T05:05:05.000Z', number: 1, kind: 'ledger-begun', data: {}, hash: '' } as const;
    expect(archiveStateOf({ events: () => [old] }, true).isDue).toBe(true);
  });
});
