import { copyFileSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { historyRow, seal as sealShape } from '../../../src-main/contract/index.ts';
import { type Office, openOffice, owner, sealName } from '../../fixtures/office.ts';
import { fixturePath } from '../../fixtures/pdf/index.ts';
import { expectFailure, run, runForJson } from './qianyin.ts';

let office: Office;
let contract: string;
const withPin = () => ({ ...office.where, env: { QIANYIN_PIN: office.token.pin } });

beforeAll(async () => {
  office = openOffice();
  contract = join(office.folder, 'contract.pdf');
  copyFileSync(fixturePath('chromium.pdf'), contract);
});
afterAll(() => office.close());

const place = () => ['--seal', office.sealId, '--page', '1', '--at', '100,100'];
const leftBehind = () => readdirSync(office.folder).filter((name) => name.endsWith('.part'));

describe('a stamp that cannot be', () => {
  const output = () => join(office.folder, 'never.pdf');
  const attempt = (...args: string[]) => run(withPin(), ['stamp', contract, '-o', output(), ...args]);

  test('says which page or place is wrong', async () => {
    const noPage = await attempt('--seal', office.sealId, '--page', '3', '--at', '100,100');
    expectFailure(noPage, 'PAGE_OUT_OF_RANGE', 1);
    expect(noPage.stderr).toContain('没有第 3 页，文件共 2 页');
    expectFailure(await attempt('--seal', office.sealId, '--page', '1', '--at', '-5,10'), 'SEAL_OFF_PAGE', 1);
    expect(existsSync(output())).toBe(false);
  });

  test('says that there is no such seal, or that its name says too little', async () => {
    const unknown = await attempt('--seal', '没有的章', '--page', '1', '--at', '100,100');
    expectFailure(unknown, 'SEAL_NOT_FOUND', 1);
    expect(unknown.stderr).toContain('没有的章');
    const create = ['seals', 'create', '--name', sealName, '--ring-text', owner];
    await runForJson(office.where, sealShape, create);
    expectFailure(await attempt('--seal', sealName, '--page', '1', '--at', '100,100'), 'SEAL_AMBIGUOUS', 1);
    expect(existsSync(output())).toBe(false);
  });

  test('says why the document cannot be stamped', async () => {
    const text = join(office.folder, 'text.pdf');
    writeFileSync(text, 'no pdf');
    expectFailure(await run(withPin(), ['stamp', text, ...place()]), 'PDF_NOT_PDF', 2);
    const encrypted = ['stamp', fixturePath('encrypted-aes-256.pdf'), '-o', output(), ...place()];
    expectFailure(await run(withPin(), encrypted), 'PDF_PASSWORD_REQUIRED', 2);
  });

  test('says that the folder is not there', async () => {
    const nowhere = join(office.folder, 'no', 'a.pdf');
    const result = await run(withPin(), ['stamp', contract, '-o', nowhere, ...place()]);
    expectFailure(result, 'OUTPUT_FOLDER_UNWRITABLE', 1);
  });

  test('is on record as failed when the PIN is wrong, and leaves no file', async () => {
    const wrongPin = { ...office.where, env: { QIANYIN_PIN: '000000' } };
    const result = await run(wrongPin, ['stamp', contract, '-o', output(), ...place()]);
    expectFailure(result, 'PIN_INCORRECT', 1);
    expect(result.stderr).not.toContain('000000');
    expect(existsSync(output())).toBe(false);
    expect(leftBehind()).toEqual([]);
    const rows = z.array(historyRow);
    const [failed] = await runForJson(office.where, rows, ['history', 'list', '--outcome', 'failed']);
    expect(failed).toMatchObject({ outcome: 'failed', errorCode: 'PIN_INCORRECT', documentName: 'contract.pdf' });
    expect(JSON.stringify(failed)).not.toContain('000000');
  });
});
