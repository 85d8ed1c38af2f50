import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, createApp } from '../../../src-main/app.ts';
import type { MethodInput, Trial } from '../../../src-main/contract/index.ts';
import { commandDesktop } from '../../../src-main/doors/desktop.ts';
import { fixturePath } from '../../fixtures/pdf/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'qianyin-signed-'));
let app: App;
let trial: Trial;
beforeAll(async () => {
  app = await createApp({ homeFolder: folder, door: 'web', desktop: commandDesktop() });
  await app.tokensSettled();
  trial = await app.call('trial.create', { algorithm: 'rsa' });
  const path = join(folder, '合同.pdf');
  copyFileSync(fixturePath('cairo.pdf'), path);
  await app.call('stamp.run', {
    runId: 'run',
    path,
    placements: [{ sealId: trial.sealId, placing: { rule: 'here', page: 1, xMm: 60, yMm: 60 } }],
    pins: { [trial.token.id]: trial.pin },
  });
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});
const target = (name: string) => join(folder, name);
const exportTo = (name: string, more: Partial<MethodInput<'history.export'>> = {}) =>
  app.call('history.export', {
    format: 'pdf',
    outputPath: target(name),
    signWith: trial.sealId,
    pins: { [trial.token.id]: trial.pin },
    ...more,
  });
const exports = () => app.call('history.events', { kinds: ['exported'], limit: 100 });

describe('a register that is signed', () => {
  it('is valid for another program, shows nothing more, and is on record with its signature', async () => {
    const made = await exportTo('signed.pdf');
    await exportTo('plain.pdf', { signWith: undefined, pins: {} });
    const checked = execFileSync('pdfsig', ['-nocert', target('signed.pdf')], { encoding: 'utf8' });
    expect(checked).toContain('Signature is Valid');
    expect(checked).toContain('ETSI.CAdES.detached');
    expect(checked).toContain('Total document signed');
    const textOf = (name: string) => execFileSync('pdftotext', ['-layout', target(name), '-'], { encoding: 'utf8' });
    expect(textOf('signed.pdf')).toContain('合同.pdf');
    const sha256 = createHash('sha256')
      .update(readFileSync(target('signed.pdf')))
      .digest('hex');
    expect(made).toMatchObject({ sha256, sizeBytes: readFileSync(target('signed.pdf')).length });
    const recorded = (await exports())[1]?.data;
    expect(recorded).toMatchObject({ ...made.signature, sha256, format: 'pdf', file: target('signed.pdf') });
    const { report } = await app.call('verify.run', { path: target('signed.pdf') });
    expect(report.signatures.map(({ certificate }) => certificate?.fingerprint)).toEqual([
      trial.certificateFingerprint,
    ]);
    // No use of a seal.
    expect((await app.call('history.list', {})).total).toBe(1);
  });

  it('says what the events say, though somebody changed the lists', async () => {
    const database = new Database(join(folder, 'history.sqlite'));
    const name = 'use_is_never_rewritten';
    const made = database.prepare('SELECT sql FROM sqlite_schema WHERE name = ?').pluck().get(name);
    const settled = database.prepare("SELECT sql FROM sqlite_schema WHERE name = 'use_is_settled_once'").pluck().get();
    database.exec(`DROP TRIGGER ${name}; DROP TRIGGER use_is_settled_once`);
    database.exec(`UPDATE seal_use SET documentName = '假合同.pdf'; ${made}; ${settled}`);
    database.close();
    await exportTo('changed.pdf');
    const text = execFileSync('pdftotext', ['-layout', target('changed.pdf'), '-'], { encoding: 'utf8' });
    expect(text).toContain('合同.pdf');
    expect(text).not.toContain('假合同');
  });

  it('comes as bytes where no path is named', async () => {
    const { content, signature } = await exportTo('unused.pdf', { outputPath: undefined });
    expect(Buffer.from(content ?? []).includes('/ETSI.CAdES.detached')).toBe(true);
    expect(signature?.sealId).toBe(trial.sealId);
  });

  it.each<[string, Partial<MethodInput<'history.export'>>, string]>([
    ['there is no PIN', { pins: { x: '0' } }, 'PIN_REQUIRED'],
    ['the seal is unknown', { signWith: 'nothing' }, 'SEAL_NOT_FOUND'],
    ['it is no PDF', { format: 'csv' }, 'INVALID_INPUT'],
  ])('is not made where %s', async (_, more, code) => {
    const before = (await exports()).length;
    await expect(exportTo('none.pdf', more)).rejects.toMatchObject({ code });
    expect(existsSync(target('none.pdf'))).toBe(false);
    expect(readdirSync(folder).filter((name) => name.includes('.part'))).toEqual([]);
    expect(await exports()).toHaveLength(before);
  });

  it('is not made where the token refuses, which is on record', async () => {
    const refused = exportTo('none.pdf', { pins: { [trial.token.id]: '00000000' } });
    await expect(refused).rejects.toMatchObject({ code: 'PIN_INCORRECT' });
    expect(existsSync(target('none.pdf'))).toBe(false);
    expect(await app.call('history.events', { kinds: ['pin-wrong'], limit: 1 })).toHaveLength(1);
  });
});
