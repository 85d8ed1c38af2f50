import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { createApp } from '../../src-main/app.ts';
import { commandDesktop } from '../../src-main/doors/desktop.ts';
import { fixturePath } from '../fixtures/pdf/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'qianyin-no-ledger-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('a record that cannot be used stops stamping only, and says why; once it is gone, stamping goes on', async () => {
  const ledger = join(folder, 'history.sqlite');
  const path = join(folder, '合同.pdf');
  copyFileSync(fixturePath('cairo.pdf'), path);
  writeFileSync(ledger, 'no database at all '.repeat(100));
  const app = await createApp({ homeFolder: folder, door: 'cli', desktop: commandDesktop() });
  try {
    const { sealId, token, pin } = await app.call('trial.create', { algorithm: 'rsa' });
    const stamp = () =>
      app.call('stamp.run', {
        runId: 'run',
        path,
        placements: [{ sealId, placing: { rule: 'here', page: 1, xMm: 60, yMm: 60 } }],
        pins: { [token.id]: pin },
      });
    expect((await app.call('verify.run', { path })).report.verdict).toBe('unsigned');
    expect(await app.call('settings.update', { language: 'en' })).toMatchObject({ language: 'en' });
    await expect(app.call('history.list', {})).rejects.toMatchObject({ code: 'HISTORY_DAMAGED' });
    await expect(stamp()).rejects.toMatchObject({ code: 'HISTORY_DAMAGED' });
    rmSync(ledger);
    expect((await stamp()).historySeqs).toEqual([1]);
    expect((await app.call('history.list', {})).total).toBe(1);
  } finally {
    await app.close();
  }
});
