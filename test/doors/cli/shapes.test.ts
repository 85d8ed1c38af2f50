import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  certificateInfo,
  certificateProblem,
  historyRow,
  sealWithState,
  stampResult,
  type Trial,
  token,
  trial as trialShape,
  verificationReport,
} from '../../../src-main/contract/index.ts';
import { type Caller, expectFailure, run, runForJson } from './qianyin.ts';

let folder: string;
let where: Caller;
let trial: Trial;
let stamped: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'qianyin-shapes-'));
  where = { home: join(folder, 'home') };
  stamped = join(folder, 'stamped.pdf');
  trial = await runForJson(where, trialShape, ['trial', '--algorithm', 'rsa']);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('JSON for scripts', () => {
  test('trial: makes a UKey whose PIN is told, once', async () => {
    expect(trial).toMatchObject({ created: true, token: { label: expect.stringContaining('试用') } });
    expect(trial.pin).toMatch(/^\d{6}$/);
    const subject = execFileSync('openssl', ['x509', '-noout', '-subject', '-nameopt', 'utf8'], {
      input: trial.certificate,
      encoding: 'utf8',
    });
    expect(subject).toContain('试用');
    expect(await runForJson(where, trialShape, ['trial', '--algorithm', 'rsa'])).toEqual({ ...trial, created: false });
  });

  test('tokens and certs: an array each, with what is needed to tell them apart', async () => {
    const tokens = await runForJson(where, z.array(token), ['tokens']);
    expect(tokens.find(({ serial }) => serial === trial.token.serial)).toMatchObject({ trial: true, pinState: 'ok' });
    const shape = certificateInfo.extend({
      tokenId: z.string(),
      tokenLabel: z.string(),
      tokenSerial: z.string(),
      problem: certificateProblem.nullable(),
    });
    const certificates = await runForJson(where, z.array(shape), ['certs']);
    const printed = await runForJson(where, z.array(z.object({ fingerprint: z.string(), text: z.string() })), [
      'certs',
      '--text',
    ]);
    expect(printed.map(({ fingerprint }) => fingerprint)).toEqual(
      certificates.map((certificate) => certificate.fingerprint),
    );
    expect(printed.every(({ text }) => text.includes('Subject Public Key Info:'))).toBe(true);
    const usable = certificates.find(({ fingerprint }) => fingerprint === trial.certificateFingerprint);
    expect(usable).toMatchObject({ tokenSerial: trial.token.serial, problem: null, trial: true });
  });

  test('seals list: an array of seals with their state', async () => {
    const seals = await runForJson(where, z.array(sealWithState), ['seals', 'list']);
    expect(seals).toMatchObject([{ id: trial.sealId, kind: 'official', widthMm: 40, heightMm: 40, state: 'ready' }]);
  });

  test('stamp, verify, history list and export tell of one and the same use', async () => {
    const args = ['stamp', trial.sampleDocumentPath, '-o', stamped, '--seal', trial.sealId, '--page', 'last'];
    const env = { QIANYIN_PIN: trial.pin };
    const place = ['--at', '100,100', '--reason', '采购', '--location', '杭州'];
    const result = await runForJson({ ...where, env }, stampResult, [...args, ...place]);
    const sha256 = (path: string) => execFileSync('sha256sum', ['-z', path], { encoding: 'utf8' }).split(' ')[0] ?? '';
    expect(result).toMatchObject({
      outputPath: stamped,
      outputName: 'stamped.pdf',
      sha256Before: sha256(trial.sampleDocumentPath),
      sha256After: sha256(stamped),
      seals: [{ sealId: trial.sealId, impressions: [{ xMm: 100, yMm: 100 }] }],
    });

    // A trial is told apart from what is valid, by its verdict and by the exit code.
    const verified = await run(where, ['--json', 'verify', stamped]);
    expect(verified.code).toBe(1);
    const report = verificationReport.parse(JSON.parse(verified.stdout));
    expect(report).toMatchObject({ verdict: 'trial', trial: true, sha256: result.sha256After });
    expect(report.signatures).toMatchObject([{ algorithm: 'RSA-PKCS1v15-SHA256', reason: '采购', location: '杭州' }]);

    const rows = await runForJson(where, z.array(historyRow), ['history', 'list']);
    expect(rows).toMatchObject([
      { seq: result.historySeqs[0], outcome: 'completed', sha256After: result.sha256After, door: 'cli', trial: true },
    ]);

    const suspend = ['seals', 'suspend', trial.sealId, '--no-pin', '--reason', '盘点'];
    expect((await run(where, suspend)).code).toBe(0);
    const life = z.object({
      uses: z.object({ completed: z.number() }),
      life: z.array(z.object({ kind: z.string(), by: z.string(), number: z.number().nullable() })),
    });
    const shown = await runForJson(where, life, ['seals', 'show', trial.sealId]);
    expect(shown.uses).toEqual({ completed: 1 });
    expect(shown.life.map(({ kind }) => kind)).toEqual(['seal-suspended', 'seal-made']);
    expect(shown.life[0]?.number).toBeGreaterThan(0);
    const told = await run(where, ['seals', 'show', trial.sealId]);
    expect(told.stdout).toMatch(/用印\s+用印 1 次[\s\S]*冻结印章[^\n]*未验证 PIN 码[^\n]*盘点/);
    const ofSeal = z.array(z.object({ kind: z.string() }));
    const listed = await runForJson(where, ofSeal, ['history', 'events', '--seal', trial.sealId]);
    expect(listed.map(({ kind }) => kind)).toEqual(['seal-suspended']);
    expect(await runForJson(where, ofSeal, ['history', 'events', '--seal', 'somebody-else'])).toEqual([]);
    expect((await run(where, ['seals', 'resume', trial.sealId, '--no-pin', '--reason', '盘点完'])).code).toBe(0);

    const csv = join(folder, '记录, #1.csv');
    const exported = z.object({ path: z.string(), rowCount: z.number(), format: z.literal('csv') });
    const exportArgs = ['history', 'export', '--format', 'csv', '-o', csv];
    expect(await runForJson(where, exported, exportArgs)).toEqual({ path: csv, rowCount: 1, format: 'csv' });
    const script =
      'import csv,json,sys;print(json.dumps(list(csv.DictReader(open(sys.argv[1],encoding="utf-8-sig")))))';
    const read: unknown = JSON.parse(execFileSync('python3', ['-c', script, csv], { encoding: 'utf8' }));
    expect(read).toMatchObject([{ 用印事由: '采购', '盖章后 SHA-256': result.sha256After, 操作入口: 'cli' }]);
  });

  test('history export does not write over a file unless told to', async () => {
    const csv = join(folder, 'mine.csv');
    writeFileSync(csv, 'mine');
    expectFailure(await run(where, ['history', 'export', '-o', csv]), 'OUTPUT_EXISTS', 1);
    expect(readFileSync(csv, 'utf8')).toBe('mine');
    const forced = await run(where, ['history', 'export', '-o', csv, '--force', '--outcome', 'failed']);
    expect(forced).toMatchObject({ code: 0, stderr: '' });
    expect(forced.stdout).toContain('0');
    expect(readFileSync(csv, 'utf8')).toMatch(/^\ufeff编号,/);
    const nowhere = join(folder, 'no', 'such', 'a.csv');
    expectFailure(await run(where, ['history', 'export', '-o', nowhere]), 'OUTPUT_FOLDER_UNWRITABLE', 1);
    expect(existsSync(nowhere)).toBe(false);
  });
});

test('for people the same is a table with Chinese headings, marked as trial', async () => {
  const seals = await run(where, ['seals']);
  expect(seals.stdout).toMatch(/公章（试用[^）]*） \[试用\] +公章 +40 × 40 +正常/);
  const history = await run(where, ['history']);
  expect(history.stdout).toMatch(/^序号 +时间/);
});
