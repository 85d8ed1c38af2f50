import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  longTermOutcome,
  longTermQueue,
  settings,
  stampResult,
  type Trial,
  trial as trialShape,
  trustContent,
  verificationReport,
} from '../../../src-main/contract/index.ts';
import { Desk } from '../../longterm/desk.ts';
import { makeCrl } from '../../signature/openssl-responders.ts';
import { type Caller, run, runForJson } from './qianyin.ts';

describe('timestamps on the command line', () => {
  const folder = mkdtempSync(join(tmpdir(), 'qianyin-cli-longterm-'));
  const where: Caller = { home: join(folder, 'home') };
  const stamped = join(folder, '已盖章.pdf');
  let desk: Desk;
  let trial: Trial;

  beforeAll(async () => {
    desk = await Desk.open();
    trial = await runForJson(where, trialShape, ['trial', '--algorithm', 'rsa']);
  });
  afterAll(async () => {
    await desk?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('settings: each option changes one thing', async () => {
    const authority = `示例=${desk.server.origin}/tsa`;
    await runForJson(where, settings, ['settings', '--level', 'B-T']);
    expect(await runForJson(where, settings, ['settings', '--authority', authority])).toMatchObject({
      networkAllowed: false,
      signatureLevel: 'B-T',
      timestampAuthorities: [{ name: '示例', url: `${desk.server.origin}/tsa` }],
    });
  });

  test('stamp without a network: the file waits, and nobody was asked', async () => {
    const place = ['--seal', trial.sealId, '--page', '1', '--at', '60,60', '-o', stamped];
    const pin = { ...where, env: { QIANYIN_PIN: trial.pin } };
    const result = await runForJson(pin, stampResult, ['stamp', trial.sampleDocumentPath, ...place]);
    expect(result.warnings).toMatchObject([{ code: 'timestamp-missing', values: { reason: 'NETWORK_OFF' } }]);
    expect(await runForJson(where, longTermQueue, ['longterm'])).toMatchObject({
      items: [{ path: stamped, level: 'B-T', missing: ['timestamp'], lastError: null }],
    });
    expect(desk.services.asked).toEqual([]);
  });

  test('trust: takes certificates and revocation lists, gives them back, and lets go of them', async () => {
    const crl = desk.openssl.write(makeCrl(desk.openssl, { issuer: desk.root }));
    await runForJson(where, trustContent, ['trust', 'add', desk.timestampRoot.certificatePath]);
    const both = await runForJson(where, trustContent, ['trust', 'add', crl]);
    expect(both.certificates.map(({ subject }) => subject.display)).toContain('时间戳根');
    expect(both.crls).toMatchObject([{ issuer: { display: '示例根' } }]);
    const [list] = both.crls;
    const exported = join(folder, 'exported.crl');
    await run(where, ['trust', 'export', list?.fingerprint.slice(0, 12) ?? '', '-o', exported]);
    expect(readFileSync(exported).equals(readFileSync(crl))).toBe(true);
    expect((await runForJson(where, trustContent, ['trust', 'remove', list?.fingerprint ?? ''])).crls).toEqual([]);
  });

  test('longterm run: adds what is missing once the network is allowed', async () => {
    await runForJson(where, settings, ['settings', '--network', 'on']);
    const outcomes = await runForJson(where, z.array(longTermOutcome), ['longterm', 'run']);
    expect(outcomes).toMatchObject([{ path: stamped, added: ['timestamp'], missing: [], error: null }]);
    expect((await runForJson(where, longTermQueue, ['longterm'])).items).toEqual([]);
    const verified = await run(where, ['--json', 'verify', stamped]);
    const report = verificationReport.parse(JSON.parse(verified.stdout));
    expect(report.verdict).toBe('trial');
    expect(report.signatures.map(({ kind, signingTimeSource }) => `${kind} ${signingTimeSource}`)).toEqual([
      'signature timestamp',
      'timestamp timestamp',
    ]);
  });
});
