import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listedTemplate, stampResult } from '../../../src-main/contract/index.ts';
import { type Office, openOffice, sealName } from '../../fixtures/office.ts';
import { fixturePath } from '../../fixtures/pdf/index.ts';
import { expectFailure, run, runForJson } from './qianyin.ts';

let office: Office;
/** Templates need no UKey. */
const desk = () => ({ home: office.where.home, cwd: office.folder });

beforeAll(() => {
  office = openOffice();
  copyFileSync(fixturePath('chromium.pdf'), join(office.folder, 'contract.pdf'));
});
afterAll(() => office.close());

describe('qianyin templates', () => {
  test('keeps places by name, and stamp puts the seals there', async () => {
    const places = ['--seal', sealName, '--page', '1', '--at', '60,80', '--paging', 'right', '--along', '0.3'];
    const save = ['templates', 'save', '租赁', '--document', 'contract.pdf', ...places];
    const saved = await runForJson(desk(), listedTemplate, save);
    expect(saved.placements.map(({ seal, placing }) => [seal.id, placing.rule])).toEqual([
      [office.sealId, 'here'],
      [office.sealId, 'paging'],
    ]);
    expect(saved.words).toContain('房屋租赁合同');
    expectFailure(await run(desk(), save), 'TEMPLATE_EXISTS', 1);
    expect((await run(desk(), ['templates'])).stdout).toMatch(/租赁 +公章 +2 /);
    expect((await run(desk(), ['templates', 'show', '租赁'])).stdout).toContain('paging {');

    const withPin = { ...office.where, env: { QIANYIN_PIN: office.token.pin } };
    const result = await runForJson(withPin, stampResult, ['stamp', 'contract.pdf', '--template', '租赁']);
    expect(result.seals.flatMap(({ impressions }) => impressions.map(({ page }) => page))).toEqual([1, 1, 2]);
    expect(result.historySeqs).toHaveLength(1);
    expectFailure(await run(withPin, ['stamp', 'contract.pdf', '--template', '别的']), 'TEMPLATE_NOT_FOUND', 1);
  });

  test('carries them as a file, and asks for a seal in place of one that is not here', async () => {
    expect((await run(desk(), ['templates', 'export', '租赁'])).code).toBe(0);
    const path = join(office.folder, '租赁.json');
    const foreign = readFileSync(path, 'utf8')
      .replaceAll(office.sealId, 'elsewhere')
      .replaceAll('"公章"', '"总部公章"');
    writeFileSync(path, foreign.replace('"租赁"', '"总部租赁"'));
    const missing = await run(desk(), ['templates', 'import', '租赁.json']);
    expectFailure(missing, 'TEMPLATE_SEAL_MISSING', 1);
    expect(missing.stderr).toContain('总部公章');
    const bound = await run(desk(), ['templates', 'import', '租赁.json', '--bind', `总部公章=${sealName}`]);
    expect([bound.code, bound.stderr]).toEqual([0, expect.stringContaining('总部公章')]);
    const proof = await run(desk(), ['stamp', 'contract.pdf', '--template', '总部租赁', '--proof', 'proof.pdf']);
    expect(proof.code).toBe(0);
    expect((await run(desk(), ['templates', 'remove', '总部租赁'])).stdout).not.toContain('总部');
  });

  test('takes no file that is none', async () => {
    expectFailure(await run(desk(), ['templates', 'import', 'contract.pdf']), 'TEMPLATE_UNREADABLE', 2);
  });
});
