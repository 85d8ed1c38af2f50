import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { historyRow, seal as sealShape, stampResult } from '../../../src-main/contract/index.ts';
import { fixturePath } from '../../fixtures/pdf/index.ts';
import { type Office, openOffice, owner, sealName } from './office.ts';
import { expectFailure, run, runForJson } from './qianyin.ts';

let office: Office;
let contract: string;
let secondSealId: string;
const withPin = () => ({ ...office.where, env: { QIANYIN_PIN: office.token.pin } });

beforeAll(async () => {
  office = await openOffice();
  contract = join(office.folder, 'contract.pdf');
  copyFileSync(fixturePath('chromium.pdf'), contract);
  const create = ['seals', 'create', '--name', '合同专用章', '--kind', 'contract', '--ring-text', owner];
  secondSealId = (await runForJson(office.where, sealShape, create)).id;
});
afterAll(() => office.close());

const place = ['--seal', sealName, '--page', '1', '--at', '100,100'];
const leftBehind = () => readdirSync(office.folder).filter((name) => name.endsWith('.part'));

describe('qianyin stamp', () => {
  test('puts several seals on several pages into one file that pdfsig accepts', async () => {
    const steps = [
      ['--seal', sealName],
      ['--page', '1', '--at', '40,40', '--at', '100.5,200'],
      ['--seal', secondSealId, '--page', 'last', '--at', '60,60'],
    ].flat();
    const output = join(office.folder, 'several.pdf');
    const result = await runForJson(withPin(), stampResult, ['stamp', contract, '-o', output, ...steps]);
    expect(result.placements).toEqual([
      { sealId: office.sealId, page: 1, xMm: 40, yMm: 40 },
      { sealId: office.sealId, page: 1, xMm: 100.5, yMm: 200 },
      { sealId: secondSealId, page: 2, xMm: 60, yMm: 60 },
    ]);
    expect(result.historySeqs).toHaveLength(3);
    expect(readFileSync(output).subarray(0, 5000).equals(readFileSync(contract).subarray(0, 5000))).toBe(true);
    const judged = execFileSync('pdfsig', [output], { encoding: 'utf8' });
    expect(judged.match(/Signature is Valid/g)).toHaveLength(3);
    const widgets = result.report.signatures.map(({ widget }) => [
      widget?.page,
      Math.round(((widget?.leftMm ?? 0) + (widget?.widthMm ?? 0) / 2) * 10) / 10,
      Math.round(((widget?.topMm ?? 0) + (widget?.heightMm ?? 0) / 2) * 10) / 10,
    ]);
    expect(widgets).toEqual([
      [1, 40, 40],
      [1, 100.5, 200],
      [2, 60, 60],
    ]);
  });

  test('gives the file its usual name, says where it is, and never writes over one unless told to', async () => {
    const first = await run(withPin(), ['stamp', contract, ...place]);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toMatch(/^已盖章 +.*contract_已盖章\.pdf$/m);
    const usual = join(office.folder, 'contract_已盖章.pdf');
    const before = readFileSync(usual);
    expectFailure(await run(withPin(), ['stamp', contract, '-o', usual, ...place]), 'OUTPUT_EXISTS', 1);
    expect(readFileSync(usual).equals(before)).toBe(true);
    const forced = await run(withPin(), ['stamp', contract, '-o', usual, '--force', ...place]);
    expect(forced.code).toBe(0);
    expect(readFileSync(usual).equals(before)).toBe(false);
    expect(leftBehind()).toEqual([]);
  });

  test('never writes over the original, not even when told to', async () => {
    const before = readFileSync(contract);
    const result = await run(withPin(), ['stamp', contract, '-o', 'contract.pdf', '--force', ...place]);
    expectFailure(result, 'OUTPUT_IS_INPUT', 1);
    expect(readFileSync(contract).equals(before)).toBe(true);
  });
});

describe('a stamp that cannot be', () => {
  const output = () => join(office.folder, 'never.pdf');
  const attempt = (...args: string[]) => run(withPin(), ['stamp', contract, '-o', output(), ...args]);

  test('says which page or place is wrong', async () => {
    const noPage = await attempt('--seal', sealName, '--page', '3', '--at', '100,100');
    expectFailure(noPage, 'PAGE_OUT_OF_RANGE', 1);
    expect(noPage.stderr).toContain('没有第 3 页，文件共 2 页');
    expectFailure(await attempt('--seal', sealName, '--page', '1', '--at', '-5,10'), 'SEAL_OFF_PAGE', 1);
    expect(existsSync(output())).toBe(false);
  });

  test('says that there is no such seal, or that its name says too little', async () => {
    const unknown = await attempt('--seal', '没有的章', '--page', '1', '--at', '100,100');
    expectFailure(unknown, 'SEAL_NOT_FOUND', 1);
    expect(unknown.stderr).toContain('没有的章');
    const { where } = office;
    await runForJson(where, sealShape, ['seals', 'create', '--name', '同名章', '--ring-text', owner]);
    await runForJson(where, sealShape, ['seals', 'create', '--name', '同名章', '--ring-text', owner]);
    expectFailure(await attempt('--seal', '同名章', '--page', '1', '--at', '100,100'), 'SEAL_AMBIGUOUS', 1);
    expect(existsSync(output())).toBe(false);
  });

  test('says why the document cannot be stamped', async () => {
    const text = join(office.folder, 'text.pdf');
    writeFileSync(text, 'no pdf');
    expectFailure(await run(withPin(), ['stamp', text, ...place]), 'PDF_NOT_PDF', 2);
    expectFailure(await run(withPin(), ['stamp', join(office.folder, 'none.pdf'), ...place]), 'FILE_NOT_FOUND', 2);
    const encrypted = ['stamp', fixturePath('encrypted-aes-256.pdf'), '-o', output(), ...place];
    expectFailure(await run(withPin(), encrypted), 'PDF_PASSWORD_REQUIRED', 2);
  });

  test('leaves nothing where the folder is not there', async () => {
    const nowhere = join(office.folder, 'no', 'a.pdf');
    const result = await run(withPin(), ['stamp', contract, '-o', nowhere, ...place]);
    expectFailure(result, 'OUTPUT_FOLDER_UNWRITABLE', 1);
    mkdirSync(join(office.folder, 'a folder.pdf'));
    const folderThere = ['stamp', contract, '-o', join(office.folder, 'a folder.pdf'), ...place];
    expectFailure(await run(withPin(), folderThere), 'OUTPUT_EXISTS', 1);
  });

  test('is on record as failed when the PIN is wrong, and leaves no file', async () => {
    const wrongPin = { ...office.where, env: { QIANYIN_PIN: '000000' } };
    const result = await run(wrongPin, ['stamp', contract, '-o', output(), ...place]);
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

test('an encrypted contract is stamped with its password and the PIN from standard input, in this order', async () => {
  const output = join(office.folder, 'encrypted.pdf');
  const args = ['stamp', fixturePath('encrypted-aes-256.pdf'), '-o', output, ...place];
  const input = `owner\n${office.token.pin}\n`;
  const result = await run(office.where, [...args, '--password-stdin', '--pin-stdin'], input);
  expect(result).toMatchObject({ code: 0, stderr: '' });
  expect(execFileSync('pdfsig', ['-upw', 'user', output], { encoding: 'utf8' })).toContain('Signature is Valid');
});
