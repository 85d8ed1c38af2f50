import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { batch, historyRow } from '../../../src-main/contract/index.ts';
import { writeLargePdf } from '../../fixtures/large.ts';
import { type Office, openOffice } from '../../fixtures/office.ts';
import { fixturePath } from '../../fixtures/pdf/index.ts';
import { type Caller, ended, expectFailure, run, runForJson, start } from './qianyin.ts';

let office: Office;
let where: Caller;
beforeAll(() => {
  office = openOffice();
  where = { ...office.where, env: { QIANYIN_PIN: office.token.pin } };
});
afterAll(() => office.close());

const place = ['--page', '1', '--at', '100,100'];
const rule = () => ['--seal', office.sealId, ...place];

function layFolder(name: string, count: number): string {
  const folder = join(office.folder, name);
  mkdirSync(folder);
  for (let index = 0; index < count; index++) {
    const document = { pages: 1, bytesPerPage: 3_000 + index, objectStreams: false, tree: 'flat' } as const;
    writeLargePdf(join(folder, `工资条${index}.pdf`), document);
  }
  return folder;
}
const jsonLines = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => z.looseObject({ event: z.string() }).parse(JSON.parse(line)));

describe('qianyin batch', () => {
  test('stamps a folder, says what became of each file, and leaves a signed manifest', async () => {
    const folder = layFolder('工资', 3);
    writeFileSync(join(folder, '损坏.pdf'), '%PDF-1.7 无');
    const manifest = join(office.folder, '清单.csv');
    const output = join(office.folder, '成品');
    const more = [
      '-o',
      output,
      '--pattern',
      '{n}-{name}',
      '--manifest',
      manifest,
      '--sign-manifest',
      '--reason',
      '九月',
    ];
    const { code, stdout } = await run(where, ['--json', 'batch', folder, ...rule(), ...more]);
    expect(code).toBe(1);
    const events = jsonLines(stdout);
    expect(events.map(({ event }) => event)).toEqual(['batch', 'file', 'file', 'file', 'file', 'end']);
    expect(batch.parse(events.at(-1)).counts).toMatchObject({ done: 3, failed: 1 });
    expect(readdirSync(output)).toHaveLength(3);
    expect(existsSync(join(output, '1-工资条0.pdf'))).toBe(true);
    const lines = readFileSync(manifest, 'utf8').trim().split('\r\n');
    expect(lines).toHaveLength(5);
    expect(lines.filter((line) => line.startsWith('成功'))).toHaveLength(3);
    expect(existsSync(`${manifest}.p7s`)).toBe(true);
  });

  test('tells people the same in words, and goes on with what failed when it is asked to', async () => {
    const folder = layFolder('再试', 2);
    copyFileSync(fixturePath('encrypted-aes-256.pdf'), join(folder, '加密.pdf'));
    const first = await run(where, ['batch', folder, ...rule()]);
    expect(first.code).toBe(1);
    expect(first.stdout).toMatch(/加密\.pdf +失败 +PDF 文件已加密/);
    expect(first.stdout).toMatch(/成功 +2/);
    copyFileSync(fixturePath('mutool.pdf'), join(folder, '加密.pdf'));
    const again = await run(where, ['batch', folder, '--resume', '--retry-failed']);
    expect({ code: again.code, stdout: again.stdout }).toMatchObject({ code: 0 });
    expect(again.stdout).toMatch(/成功 +3/);
  });

  test('with --dry-run looks at everything and leaves nothing', async () => {
    const folder = layFolder('只看', 2);
    const { code, stdout } = await run(where, ['batch', folder, ...rule(), '--dry-run']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/等待 +2/);
    expect(existsSync(join(folder, '已盖章'))).toBe(false);
    const batches = await runForJson(where, z.array(batch), ['batches']);
    expect(batches.some(({ sources }) => sources[0] === folder)).toBe(false);
  });

  test('ends with 2 where it cannot start', async () => {
    const folder = layFolder('不能', 1);
    const table = join(office.folder, '错.csv');
    writeFileSync(table, '文件,印章\n不能/工资条0.pdf,公章\n');
    expectFailure(await run(where, ['batch', table]), 'JOB_TABLE_LINE', 2);
    expectFailure(await run(where, ['batch', folder, ...place, '--seal', '没有']), 'SEAL_NOT_FOUND', 2);
    expectFailure(await run(where, ['batch', folder, '--resume']), 'BATCH_NOT_FOUND', 2);
    expectFailure(
      await run({ ...where, env: { QIANYIN_PIN: '999999' } }, ['batch', folder, ...rule()]),
      'PIN_INCORRECT',
      2,
    );
  });

  test('ends with 130 at Ctrl-C, and --resume does the rest, each file once', async () => {
    const folder = layFolder('中断', 250);
    const child = start(where, ['--json', 'batch', folder, ...rule()]);
    const result = ended(child);
    let said = '';
    await new Promise<void>((resolve) => {
      child.stdout?.on('data', (text: string) => {
        said += text;
        if (said.includes('"done"')) resolve();
      });
    });
    child.kill('SIGINT');
    expect((await result).code).toBe(130);
    const resumed = await run(where, ['--json', 'batch', folder, '--resume']);
    expect(resumed.code).toBe(0);
    expect(batch.parse(jsonLines(resumed.stdout).at(-1)).counts).toMatchObject({ done: 250, failed: 0, waiting: 0 });
    const rows = await runForJson(where, z.array(historyRow), ['history', '--limit', '1000']);
    const completed = rows.filter(
      ({ outcome, documentPath }) => outcome === 'completed' && documentPath.startsWith(folder),
    );
    expect(new Set(completed.map(({ outputPath }) => outputPath)).size).toBe(250);
    expect(completed).toHaveLength(250);
    expect(readdirSync(join(folder, '已盖章'))).toHaveLength(250);
  });

  test('lists batches, writes their manifests again, and removes them', async () => {
    const batches = await runForJson(where, z.array(batch), ['batches']);
    const id = batches[0]?.id ?? '';
    const path = join(office.folder, '再要一份.xlsx');
    expect((await run(where, ['batches', 'manifest', id, '-o', path])).code).toBe(0);
    expect(readFileSync(path).subarray(0, 2).toString()).toBe('PK');
    expect((await run(where, ['batches', 'remove', id])).code).toBe(0);
    expectFailure(await run(where, ['batches', 'remove', id]), 'BATCH_NOT_FOUND', 1);
  });
});
