import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  sealVerification,
  sealWithState,
  trial as trialShape,
  trustedCertificate,
  verificationReport,
} from '../../../src-main/contract/index.ts';
import { makeSeal } from '../../../src-main/signature/index.ts';
import { type Office, openOffice, owner, sealName } from '../../fixtures/office.ts';
import { openSealOffice, type SealOffice, sealInfo } from '../../signature/seal-office.ts';
import { type Drawing, drawInBrowser, pictureOf, sealedPdf, sealOf } from '../../verification/seals/sealed-pdf.ts';
import { expectFailure, run, runForJson } from './qianyin.ts';

let makers: SealOffice;
let office: Office;
let drawing: Drawing;
/** A sealed contract, the seal by itself, and the certificates of root and maker. */
let paths: { pdf: string; esl: string; root: string; maker: string };

beforeAll(async () => {
  office = openOffice();
  makers = openSealOffice();
  const [drawn] = await drawInBrowser([{ svg: sealOf(owner), widthPx: 300 }]);
  if (!drawn) throw new Error('nothing was drawn');
  drawing = drawn;
  const seal = { picture: pictureOf(drawing) };
  const esl = await makeSeal({
    info: sealInfo([makers.clerk.certificate], seal),
    maker: makers.openssl.signerOf(makers.maker),
  });
  const { root, maker } = makers;
  paths = {
    pdf: join(office.folder, 'contract.pdf'),
    esl: join(office.folder, '公章.esl'),
    root: root.certificatePath,
    maker: maker.certificatePath,
  };
  writeFileSync(paths.pdf, await sealedPdf(makers, { drawn: drawing, seal }));
  writeFileSync(paths.esl, esl);
});
afterAll(() => {
  makers.openssl.remove();
  office.close();
});

const list = z.array(trustedCertificate);

async function verify(...args: string[]) {
  const { code, stdout } = await run(office.where, ['verify', paths.pdf, '--json', ...args]);
  const { verdict, lines } = verificationReport.parse(JSON.parse(stdout));
  return { code, verdict, identity: lines.identity };
}
async function verifySeal(...args: string[]) {
  const { code, stdout } = await run(office.where, ['seals', 'verify', paths.esl, '--json', ...args]);
  return { code, valid: sealVerification.parse(JSON.parse(stdout)).valid };
}

describe('the makers of seals', () => {
  test('are trusted apart from signers, for one verification or from now on, in a document and by themselves', async () => {
    const trust = ['--trust', paths.root];
    const doubt = { code: 1, verdict: 'indeterminate', identity: 'maker-untrusted' };
    expect(await verify(...trust)).toEqual(doubt);
    expect(await verifySeal(...trust)).toEqual({ code: 1, valid: false });
    const asMaker = [...trust, '--trust-maker', paths.maker];
    expect(await verify(...asMaker)).toEqual({ code: 0, verdict: 'valid', identity: 'trusted' });
    expect(await verifySeal('--trust-maker', paths.maker)).toEqual({ code: 0, valid: true });
    expect(await runForJson(office.where, list, ['trust', 'makers'])).toEqual([]);

    const [added] = await runForJson(office.where, list, ['trust', 'makers', 'add', paths.maker]);
    expect(added?.subject.commonName).toBe('制章人');
    expect(await verify(...trust)).toMatchObject({ verdict: 'valid' });
    // A maker of seals is no issuer of signers.
    expect(await verify()).toEqual({ code: 1, verdict: 'indeterminate', identity: 'untrusted' });
    const removed = ['trust', 'makers', 'remove', added?.fingerprint.slice(0, 12) ?? ''];
    expect(await runForJson(office.where, list, removed)).toEqual([]);
    expect(await verify(...trust)).toEqual(doubt);
    expectFailure(await run(office.where, removed), 'INVALID_INPUT', 2);
  });

  test('that are unknown are named on the terminal, with the next step', async () => {
    const { stdout } = await run(office.where, ['verify', paths.pdf, '--trust', paths.root, '--lang', 'zh-CN']);
    expect(stdout).toMatch(/证书与印章\s+制章人不受信任/);
    expect(stdout).toMatch(/First: 制章人“制章人”没有被列为受信任的制章人[^\n]*请向制章单位核实/);
    const english = await run(office.where, ['verify', paths.pdf, '--trust', paths.root, '--lang', 'en']);
    expect(english.stdout).toMatch(/The maker “制章人” is not among the trusted seal makers/);
  });

  test('of one’s own seals are not trusted for having made them: it is said, and done when asked for', async () => {
    const where = { ...office.where, env: { QIANYIN_PIN: office.token.pin } };
    const silent = await run(where, ['seals', 'make', sealName, '--lang', 'zh-CN']);
    expect(silent.code).toBe(0);
    expect(silent.stdout + silent.stderr).toMatch(
      new RegExp(`制章人“${owner}”不在本机受信任的制章人列表中[^\\n]*--list-maker`),
    );
    expect(await runForJson(where, list, ['trust', 'makers'])).toEqual([]);
    const told = await run(where, ['seals', 'make', sealName, '--list-maker', '--lang', 'zh-CN']);
    expect(told.stdout + told.stderr).not.toContain('--list-maker');
    const [listed] = await runForJson(where, list, ['trust', 'makers']);
    expect(listed?.fingerprint).toBe(office.token.certificates[0]?.fingerprint);
    // Made with the certificate that uses it: that is said as well.
    const judged = await runForJson(where, sealVerification, ['seals', 'verify', sealName]);
    expect(judged.valid).toBe(true);
    expect(judged.findings).toContainEqual(expect.objectContaining({ reason: 'seal-maker/own-seal-trusted' }));
  });
});

test('the maker of the trial is trusted with the trial, also where that was made by an older version', async () => {
  const where = { home: join(office.folder, 'trial-home') };
  const { sealId } = await runForJson(where, trialShape, ['trial']);
  const trialMakers = await runForJson(where, list, ['trust', 'makers']);
  expect(trialMakers.map(({ subject, trial }) => [subject.commonName, trial])).toEqual([['钤印试用制章人', true]]);
  expect(await runForJson(where, sealVerification, ['seals', 'verify', sealId])).toMatchObject({ valid: true });
  rmSync(join(where.home, 'seal-makers'), { recursive: true });
  expect((await run(where, ['seals', 'verify', sealId])).code).toBe(1);
  await runForJson(where, trialShape, ['trial']);
  expect(await runForJson(where, sealVerification, ['seals', 'verify', sealId])).toMatchObject({ valid: true });
  expect(await runForJson(where, z.array(sealWithState), ['seals'])).toHaveLength(1);
});
