import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { seal as sealShape, stampResult } from '../../../src-main/contract/index.ts';
import { leasePlaces, printLease } from '../../fixtures/lease.ts';
import { type Office, openOffice, owner, sealName } from '../../fixtures/office.ts';
import { fixturePath, onePage } from '../../fixtures/pdf/index.ts';
import { expectFailure, program, run, runForJson } from './qianyin.ts';

let office: Office;
let contract: string;
let secondSealId: string;
const withPin = () => ({ ...office.where, env: { QIANYIN_PIN: office.token.pin } });

beforeAll(async () => {
  office = openOffice();
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
    expect(
      result.seals.map(({ sealId, impressions }) => [
        sealId,
        ...impressions.map(({ page, xMm, yMm }) => [page, xMm, yMm]),
      ]),
    ).toEqual([
      [office.sealId, [1, 40, 40], [1, 100.5, 200]],
      [secondSealId, [2, 60, 60]],
    ]);
    expect(result.historySeqs).toHaveLength(2);
    expect(readFileSync(output).subarray(0, 5000).equals(readFileSync(contract).subarray(0, 5000))).toBe(true);
    const judged = execFileSync('pdfsig', [output], { encoding: 'utf8' });
    expect(judged.match(/Signature is Valid/g)).toHaveLength(3);
    const seen = result.report.signatures.flatMap(({ widget, furtherWidgets }) => [widget, ...furtherWidgets]);
    const widgets = seen.map((widget) => [
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

  test('says before the PIN what of the file may look different elsewhere', async () => {
    const uncertain = join(office.folder, 'uncertain.pdf');
    const field = '<< /Type /Annot /Subtype /Widget /FT /Tx /T (Price) /V (1000) /F 4 /Rect [72 600 272 624] >>';
    const catalog = '/AcroForm << /Fields [6 0 R] >> /OpenAction << /S /JavaScript /JS (this.print\\(\\)) >>';
    writeFileSync(uncertain, onePage({ catalog, pageEntries: '/Annots [6 0 R]', more: { 6: field } }));
    const { code, stderr } = await run(withPin(), ['stamp', uncertain, ...place]);
    expect(code).toBe(0);
    expect(stderr.trim().split('\n')).toEqual([
      '注意：文件中有自动运行或点击后运行的动作（JavaScript），可能改变显示的内容',
      '注意：第 1 页的表单域“Price”有内容而没有固定的外观，由各阅读器自行绘制，显示可能不同',
    ]);
  });

  test('gives the file its usual name, says where it is, and never writes over one unless told to', async () => {
    const first = await run(withPin(), ['stamp', contract, ...place]);
    expect(first.code).toBe(0);
    expect(first.stderr).toMatch(/^注意：此文件已于 .* 盖过“公章”（记录 #1），再盖会得到第二份\n$/);
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

test('a seal goes into the signature field that the file brings, and what is wrong with one is said', async () => {
  const formPath = join(office.folder, 'form.pdf');
  const field = (name: string, bottom: number) =>
    `<< /Type /Annot /Subtype /Widget /FT /Sig /T (${name}) /P 3 0 R /F 4 /Rect [100 ${bottom} 300 ${bottom + 120}] >>`;
  const more = { 6: field('Seller', 400), 7: field('Buyer', 200) };
  writeFileSync(
    formPath,
    onePage({ catalog: '/AcroForm << /Fields [6 0 R 7 0 R] >>', pageEntries: '/Annots [6 0 R 7 0 R]', more }),
  );
  const args = ['stamp', formPath, '-o', 'form-stamped.pdf', '--seal', sealName];
  const result = await runForJson(withPin(), stampResult, [...args, '--field', 'Buyer']);
  expect(result.seals[0]?.impressions.map(({ field: name }) => name)).toEqual(['Buyer']);
  expect(execFileSync('pdfsig', [result.outputPath], { encoding: 'utf8' })).toMatch(/Buyer[\s\S]*Signature is Valid/);
  expectFailure(await run(withPin(), [...args, '--force', '--field', 'auto']), 'FIELD_AMBIGUOUS', 1);
});

test('a seal goes where an office puts it, and a document without such a place says so', async () => {
  const lease = join(office.folder, '租约.pdf');
  writeFileSync(lease, await printLease(owner));
  const args = ['stamp', lease, '-o', 'closed.pdf', '--seal', sealName];
  const result = await runForJson(withPin(), stampResult, [...args, '--closing']);
  const [impression] = result.seals[0]?.impressions ?? [];
  expect(impression).toMatchObject({ page: 2, slice: null });
  expect(Math.abs((impression?.yMm ?? 0) - leasePlaces.financeWords.yMm)).toBeLessThan(6);
  const proof = ['stamp', lease, '--seal', sealName, '--closing', '--proof', 'closing-proof.pdf'];
  expect((await run(office.where, proof)).code).toBe(0);
  const without = ['stamp', fixturePath('groff.pdf'), '--seal', sealName, '--closing'];
  expectFailure(await run(withPin(), without), 'CLOSING_NOT_FOUND', 1);
  expectFailure(await run(withPin(), ['stamp', contract, '--closing']), 'INVALID_INPUT', 2);
  const batch = await run(withPin(), ['batch', 'create', contract, '--seal', sealName, '--closing']);
  expect(batch.code).not.toBe(0);
});

test('pages that bear the seal already are left out, and a stamp with no page left is refused', async () => {
  const place = ['--pages', '每页', '--at', '100,250'];
  const first = await runForJson(withPin(), stampResult, [
    ...['stamp', contract, '-o', 'first.pdf', '--seal', sealName],
    ...['--pages', '2', '--at', '100,250'],
  ]);
  const again = ['stamp', first.outputPath, '--seal', sealName, ...place, '--skip-sealed'];
  const result = await runForJson(withPin(), stampResult, [...again, '-o', 'second.pdf']);
  const pages = result.seals[0]?.impressions.map(({ page }) => page) ?? [];
  expect(pages.length).toBeGreaterThan(0);
  expect(pages).not.toContain(2);
  const none = ['stamp', result.outputPath, '-o', 'third.pdf', '--seal', sealName, ...place, '--skip-sealed'];
  expectFailure(await run(withPin(), none), 'PAGES_SEALED', 1);
  const misplaced = ['stamp', contract, '--seal', sealName, '--page', '1', '--at', '100,100', '--skip-sealed'];
  expectFailure(await run(withPin(), misplaced), 'INVALID_INPUT', 2);
  expect(leftBehind()).toEqual([]);
});

test('a proof is made with no UKey and no PIN, says where it is, and is no stamped file', async () => {
  const without = { home: office.where.home, cwd: office.folder };
  const made = await run(without, ['stamp', contract, ...place, '--proof', 'proof.pdf']);
  expect([made.code, made.stderr]).toEqual([0, '']);
  expect(made.stdout).toMatch(/^样稿 +.*proof\.pdf$/m);
  expect((await run(without, ['verify', 'proof.pdf'])).code).toBe(3);
  expectFailure(await run(without, ['stamp', contract, ...place, '--proof', 'proof.pdf']), 'OUTPUT_EXISTS', 1);
  expect(leftBehind()).toEqual([]);
});

test('a stamped contract goes to standard output whole, and the record names the file that is kept', async () => {
  const { pin, env } = office.token;
  const result = spawnSync(process.execPath, [program, 'stamp', contract, '-o', '-', ...place], {
    env: { ...process.env, ...env, QIANYIN_HOME: office.where.home, QIANYIN_PIN: pin },
    cwd: office.folder,
  });
  const content = result.stdout;
  expect(result.status).toBe(0);
  const [row] = z
    .array(z.object({ outputPath: z.string(), outcome: z.string() }))
    .parse(JSON.parse((await run(office.where, ['history', '--limit', '1', '--json'])).stdout));
  expect(row?.outcome).toBe('completed');
  expect(readFileSync(row?.outputPath ?? '').equals(content)).toBe(true);
  expect(content.subarray(0, 5).toString()).toBe('%PDF-');
  expect(result.stderr.toString()).toContain(row?.outputPath);
  expect(existsSync(join(office.folder, '-'))).toBe(false);
  expect((await run(office.where, ['history', 'export', '-o', '-'])).stdout).toMatch(/^\ufeff?[^\n]+,/);
});

test('an encrypted contract is stamped with its password and the PIN from standard input, in this order', async () => {
  const output = join(office.folder, 'encrypted.pdf');
  const args = ['stamp', fixturePath('encrypted-aes-256.pdf'), '-o', output, ...place];
  const input = `owner\n${office.token.pin}\n`;
  const result = await run(office.where, [...args, '--password-stdin', '--pin-stdin'], input);
  expect(result).toMatchObject({ code: 0, stderr: '' });
  expect(execFileSync('pdfsig', ['-upw', 'user', output], { encoding: 'utf8' })).toContain('Signature is Valid');
});
