import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, createApp } from '../../src-main/app.ts';
import type { LedgerEventKind, Trial } from '../../src-main/contract/index.ts';
import { commandDesktop } from '../../src-main/doors/desktop.ts';
import { fixturePath } from '../fixtures/pdf/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'qianyin-recording-'));
let app: App;
let trial: Trial;

async function open(): Promise<App> {
  const opened = await createApp({ homeFolder: folder, door: 'web', desktop: commandDesktop() });
  await opened.tokensSettled();
  return opened;
}
beforeAll(async () => {
  app = await open();
  trial = await app.call('trial.create', { algorithm: 'rsa' });
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

const newest = async (...kinds: LedgerEventKind[]) => (await app.call('history.events', { kinds, limit: 1 }))[0];

function stamp(name: string, pin: string = trial.pin) {
  const path = join(folder, name);
  copyFileSync(fixturePath('cairo.pdf'), path);
  return app.call('stamp.run', {
    runId: name,
    path,
    placements: [{ sealId: trial.sealId, placing: { rule: 'here', page: 1, xMm: 60, yMm: 60 } }],
    pins: { [trial.token.id]: pin },
    particulars: { unit: '财务部', documentNumber: '财字〔2026〕1号', copies: 2, approver: '王五' },
  });
}

describe('the record tells of what bears on it', () => {
  it('a window that was opened, and closed', async () => {
    expect(await newest('started')).toMatchObject({ data: { door: 'web' } });
    await app.close();
    app = await open();
    const [started, stopped] = await app.call('history.events', { kinds: ['started', 'stopped'], limit: 2 });
    expect([started?.kind, stopped?.kind]).toEqual(['started', 'stopped']);
  });

  it('a wrong PIN, never the PIN', async () => {
    await expect(stamp('wrong.pdf', '00000000')).rejects.toMatchObject({ code: 'PIN_INCORRECT' });
    const event = await newest('pin-wrong');
    expect(event?.data).toMatchObject({ tokenSerial: trial.token.serial, error: 'PIN_INCORRECT' });
    expect(JSON.stringify(event)).not.toContain('00000000');
    expect((await app.call('history.list', {})).rows[0]).toMatchObject({ outcome: 'failed', approver: '王五' });
  });

  it('a PIN that was changed', async () => {
    const change = { tokenId: trial.token.id, oldPin: trial.pin, newPin: '87654321' };
    await app.call('tokens.changePin', change);
    await app.call('tokens.changePin', { ...change, oldPin: '87654321', newPin: trial.pin });
    expect((await newest('pin-changed'))?.data).toMatchObject({ tokenSerial: trial.token.serial });
  });

  it('a seal that was suspended and resumed, by whom and why', async () => {
    const change = { id: trial.sealId, login: undefined };
    await app.call('seals.setState', { ...change, state: 'suspended', reason: '年检' });
    expect((await newest('seal-suspended'))?.data).toMatchObject({ sealId: trial.sealId, reason: '年检' });
    await app.call('seals.setState', { ...change, state: 'active', reason: '年检完毕' });
    expect((await newest('seal-resumed'))?.data).toMatchObject({ reason: '年检完毕' });
  });

  it('a stamp that was refused for the state of its seal, which is no use of it', async () => {
    const change = { id: trial.sealId, login: undefined };
    const uses = (await app.call('history.list', {})).total;
    await app.call('seals.setState', { ...change, state: 'suspended', reason: '年检' });
    await expect(stamp('refused.pdf')).rejects.toMatchObject({ code: 'SEAL_SUSPENDED' });
    const [refused] = await app.call('history.events', { kinds: ['refused'], limit: 10 });
    expect(refused?.data).toMatchObject({
      sealIds: [trial.sealId],
      documentName: 'refused.pdf',
      sha256Before: createHash('sha256')
        .update(readFileSync(join(folder, 'refused.pdf')))
        .digest('hex'),
      errorCode: 'SEAL_SUSPENDED',
      door: 'web',
    });
    // Asked again at once, it is one attempt.
    await expect(stamp('refused.pdf')).rejects.toMatchObject({ code: 'SEAL_SUSPENDED' });
    expect(await app.call('history.events', { kinds: ['refused'], limit: 10 })).toHaveLength(1);
    await app.call('seals.setState', { ...change, state: 'active', reason: '年检完毕' });
    expect((await app.call('history.list', {})).total).toBe(uses);
    expect(await app.call('history.check', { runId: 'refused' })).toMatchObject({ whole: true });
  });

  it('settings that bear on seals, and not how the window looks', async () => {
    const before = (await newest('settings-changed'))?.number ?? 0;
    await app.call('settings.update', { theme: 'dark', language: 'en' });
    expect((await newest('settings-changed'))?.number ?? 0).toBe(before);
    await app.call('settings.update', { operatorName: '李四', theme: 'light' });
    const event = await newest('settings-changed');
    expect(event?.data).toEqual({ operatorName: '"李四"', operator: '李四', door: 'web' });
  });

  it('whom the person no longer trusts', async () => {
    const [trusted] = await app.call('trust.list', null);
    const fingerprint = trusted?.fingerprint ?? '';
    await app.call('trust.remove', { fingerprint });
    expect((await newest('trust-changed'))?.data).toMatchObject({ action: 'remove', fingerprint, trusted: [] });
    await app.call('trust.add', { certificates: Buffer.from(trusted?.pem ?? '') });
  });

  it('a handover and an inspection', async () => {
    await app.call('history.handover', { sealId: trial.sealId, from: '张三', to: '李四', supervisor: '王五' });
    expect((await newest('handover'))?.data).toMatchObject({ from: '张三', to: '李四', sealId: trial.sealId });
    await app.call('history.inspection', { inspector: '赵六', finding: '印章、UKey 与登记相符' });
    expect((await newest('inspection'))?.data).toMatchObject({ inspector: '赵六', sealIds: [] });
  });
});

describe('a head of the chain', () => {
  it('is signed by the token once a day, as openssl finds it, and no PIN is asked for it', async () => {
    await stamp('a.pdf');
    await stamp('b.pdf');
    const checkpoints = await app.call('history.events', { kinds: ['checkpoint'], limit: 10 });
    expect(checkpoints).toHaveLength(1);
    const { statement, cms, head, hash } = checkpoints[0]?.data ?? {};
    expect(JSON.parse(String(statement))).toMatchObject({ number: head, hash, kind: 'qianyin-checkpoint' });
    writeFileSync(join(folder, 'statement.json'), String(statement));
    writeFileSync(join(folder, 'statement.p7s'), Buffer.from(String(cms), 'base64'));
    const said = execFileSync(
      'openssl',
      [
        'cms',
        '-verify',
        '-binary',
        '-inform',
        'DER',
        '-in',
        'statement.p7s',
        '-content',
        'statement.json',
        '-noverify',
      ],
      { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
    );
    expect(said).toBe(statement);
  });

  it('is proved by the file that was stamped after it, by its receipt', async () => {
    const { report, historySeqs } = await stamp('c.pdf');
    const [signature] = report.signatures;
    const receipt = signature?.receipt;
    if (!receipt) throw new Error('there is no receipt');
    expect(await app.call('history.receipt', receipt)).toEqual({ state: 'row', seq: historySeqs[0] });
    const own = signature?.certificate?.fingerprint ?? '';
    expect(await app.call('history.receipt', { ...receipt, signers: [own] })).toMatchObject({ state: 'row' });
    // As in a signature of somebody else's that it was copied into.
    expect(await app.call('history.receipt', { ...receipt, signers: ['ab'.repeat(32)] })).toEqual({
      state: 'differs',
      seq: null,
    });
    const row = await app.call('history.get', { seq: historySeqs[0] ?? 0 });
    expect(row).toMatchObject({ intentNumber: receipt.number, unit: '财务部', copies: 2, documentPages: 1 });
    expect(await app.call('history.receipt', { ...receipt, hash: 'ab'.repeat(32) })).toMatchObject({
      state: 'differs',
    });
    expect(await app.call('history.receipt', { ...receipt, number: 9999 })).toMatchObject({ state: 'beyond' });
    expect(await app.call('history.receipt', { ...receipt, ledger: '0'.repeat(32) })).toMatchObject({
      state: 'elsewhere',
    });
  });
});
