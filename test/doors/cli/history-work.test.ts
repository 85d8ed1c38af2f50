/** What leaves the record, and files held against it: stamped by the program with a UKey. */
import { execFileSync } from 'node:child_process';
import { appendFileSync, copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { archivedHistory, reconciliation } from '../../../src-main/contract/index.ts';
import { type Office, openOffice } from '../../fixtures/office.ts';
import { onePage, update } from '../../fixtures/pdf/index.ts';
import { readCsv } from '../../history/exports/export-file.ts';
import { run } from './qianyin.ts';

let office: Office;
let other: Office;
let files: string;

function stamp(at: Office, name: string): string {
  const input = join(at.folder, name);
  writeFileSync(input, onePage());
  // Each its own digest.
  appendFileSync(input, `% ${name}\n`);
  const output = join(at.folder, 'stamped', name);
  mkdirSync(join(at.folder, 'stamped'), { recursive: true });
  at.qianyin('stamp', input, '-o', output, '--seal', at.sealId, '--page', '1', '--at', '100,100', '--reason', '采购');
  return output;
}

beforeAll(() => {
  office = openOffice();
  other = openOffice();
  files = join(office.folder, 'stamped');
});
afterAll(() => {
  office.close();
  other.close();
});

async function reconcile(...args: string[]) {
  const { code, stdout, stderr } = await run(office.where, ['history', 'reconcile', files, '--json', ...args]);
  expect(stderr).toBe('');
  const result = reconciliation.parse(JSON.parse(stdout));
  const states = Object.fromEntries(result.files.map(({ name, state }) => [name, state]));
  return { code, result, states };
}

describe('qianyin history', () => {
  test('reconcile: all is accounted for, then each kind of file that is not', async () => {
    const whole = stamp(office, 'whole.pdf');
    copyFileSync(join(office.folder, 'whole.pdf'), join(files, 'original.pdf'));
    const fine = await reconcile();
    expect(fine).toMatchObject({ code: 0, states: { 'whole.pdf': 'recorded', 'original.pdf': 'original' } });
    expect(fine.result).toMatchObject({ accounted: true, gone: [], total: 2 });

    const changed = stamp(office, 'changed.pdf');
    appendFileSync(changed, '\n% since');
    const moved = stamp(office, 'moved.pdf');
    renameSync(moved, join(files, 'elsewhere-now.pdf'));
    const lost = stamp(office, 'lost.pdf');
    rmSync(lost);
    const page = '<< /Length 51 >>\nstream\nBT /F 24 Tf 72 700 Td (Contract, changed since) Tj ET\nendstream';
    writeFileSync(join(files, 'later.pdf'), update(readFileSync(whole), { 4: page }));
    copyFileSync(stamp(other, 'theirs.pdf'), join(files, 'theirs.pdf'));
    writeFileSync(join(files, 'unknown.pdf'), onePage());
    writeFileSync(join(files, 'broken.pdf'), 'no PDF');

    const { code, result, states } = await reconcile();
    expect(code).toBe(1);
    expect(states).toEqual({
      'whole.pdf': 'recorded',
      'original.pdf': 'original',
      'changed.pdf': 'changed',
      'elsewhere-now.pdf': 'recorded',
      'later.pdf': 'receipt',
      'theirs.pdf': 'elsewhere',
      'unknown.pdf': 'unrecorded',
      'broken.pdf': 'unreadable',
    });
    expect(result.gone.map(({ path }) => path)).toEqual([lost]);
    const later = result.files.find(({ name }) => name === 'later.pdf');
    expect(later).toMatchObject({ seqs: [1], verdict: 'changed' });
    expect(result.accounted).toBe(false);
  });

  test('reconcile: for people it lists what is open, and writes a table', async () => {
    const report = join(office.folder, '对账.csv');
    const { code, stdout } = await run(office.where, ['history', 'reconcile', files, '--report', report]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/later\.pdf +有本机回执，但已改动或另有签章 +1/);
    expect(stdout).toContain('在册，但文件不在');
    expect(stdout).not.toMatch(/^whole\.pdf/m);
    expect(readCsv(report).map((row) => row.对账结果)).toContain('有其他记录的回执');
  });

  test('export: by the ending of the output, on record, and only what fits', async () => {
    const output = join(office.folder, '记录.csv');
    const { code, stdout } = await run(office.where, ['history', 'export', output, '--json', '--search', 'whole']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ rowCount: 1, format: 'csv', path: output });
    expect(readCsv(output)).toMatchObject([{ 文件名称: 'whole.pdf', 结果: '已盖章', 用印事由: '采购' }]);
    const old = await run(office.where, ['history', 'export', '--format', 'csv', '-o', '-']);
    expect(old.stdout.charCodeAt(0)).toBe(0xfeff);
    const month = new Date().toISOString().slice(0, 7);
    const register = join(office.folder, '台账.pdf');
    const printed = await run(office.where, ['history', 'export', register, '--month', month, '--seal', office.sealId]);
    expect(printed).toMatchObject({ code: 0, stderr: '' });
    expect(execFileSync('pdftotext', ['-layout', register, '-'], { encoding: 'utf8' })).toContain('whole.pdf');
    const events = join(office.folder, '事件.jsonl');
    await run(office.where, ['history', 'export', events]);
    expect(readFileSync(events, 'utf8')).toMatch(/^\{"data":\{/);
    const wrong = await run(office.where, ['history', 'export', join(office.folder, 'a.docx')]);
    expect(wrong.code).toBe(2);
  });

  test('export --sign: the register is signed, and only a register', async () => {
    const register = join(office.folder, 'register.pdf');
    const signed = await run(
      office.where,
      ['history', 'export', register, '--sign', '公章', '--pin-stdin'],
      '135790\n',
    );
    expect(signed).toMatchObject({ code: 0, stdout: expect.stringContaining('已签名') });
    expect(execFileSync('pdfsig', ['-nocert', register], { encoding: 'utf8' })).toContain('Signature is Valid');
    const sheet = await run(office.where, ['history', 'export', join(office.folder, 'x.csv'), '--sign', '公章']);
    expect(sheet).toMatchObject({ code: 2, stderr: expect.stringContaining('INVALID_INPUT') });
  });

  test('archive: a package, a fresh record with the next number, and the former file until its package is safe', async () => {
    const packed = join(office.folder, 'archive.zip');
    const later = await run(office.where, ['history', 'archive', '-o', packed, '--before', '2020-01-01', '--json']);
    expect(JSON.parse(later.stdout)).toEqual({ archived: null });
    const used = JSON.parse((await run(office.where, ['history', 'list', '--json'])).stdout).length;
    const done = await run(office.where, ['history', 'archive', '-o', packed, '--json']);
    const { archived } = archivedHistory.parse(JSON.parse(done.stdout));
    const file = archived?.file ?? '';
    expect(await run(office.where, ['history', 'check', packed])).toMatchObject({ code: 0 });
    const checked = await run(office.where, ['history', 'check']);
    expect(checked).toMatchObject({ code: 0, stdout: expect.stringContaining(archived?.package.sha256 ?? '') });
    expect((await run(office.where, ['history', 'ledgers'])).stdout).toMatch(/archived\.sqlite .*已归档/);
    const wrong = await run(office.where, ['history', 'archive-remove', file, join(files, 'whole.pdf')]);
    expect(wrong).toMatchObject({ code: 1, stderr: expect.stringContaining('ARCHIVE_PACKAGE') });
    stamp(office, 'after-archive.pdf');
    const { stdout } = await run(office.where, ['history', 'list', '--json']);
    expect(JSON.parse(stdout)).toMatchObject([{ seq: used + 1 }]);
    expect(await run(office.where, ['history', 'archive-remove', file, packed])).toMatchObject({ code: 0 });
    expect((await run(office.where, ['history', 'ledgers'])).stdout).not.toContain('archived.sqlite');
  });
});
