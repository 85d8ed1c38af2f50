import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { folderVerification, verificationReport } from '../../../src-main/contract/index.ts';
import { writeSparsePdf } from '../../fixtures/large.ts';
import { type Office, openOffice, owner } from '../../fixtures/office.ts';
import { fixturePath, onePage } from '../../fixtures/pdf/index.ts';
import { expectFailure, run, runOnTerminal } from './qianyin.ts';

const nobody = 65_534;

let office: Office;
let signed: string;
let tampered: string;

beforeAll(async () => {
  office = openOffice();
  const { where, folder, token, sealId } = office;
  const contract = join(folder, 'contract.pdf');
  writeFileSync(contract, onePage());
  signed = join(folder, 'signed.pdf');
  const place = ['--seal', sealId, '--page', '1', '--at', '100,100'];
  const stamped = await run(where, ['stamp', contract, '-o', signed, ...place, '--pin-stdin'], `${token.pin}\n`);
  expect(stamped).toMatchObject({ code: 0 });
  tampered = join(folder, 'tampered.pdf');
  const bytes = readFileSync(signed);
  bytes[bytes.indexOf('(Contract)') + 1] = 'D'.charCodeAt(0);
  writeFileSync(tampered, bytes);
});
afterAll(() => office.close());

const verify = (...args: string[]) => run(office.where, ['verify', ...args, '--trust', office.token.caCertificatePath]);
const textOf = (pdf: string) => execFileSync('pdftotext', ['-raw', pdf, '-'], { encoding: 'utf8' }).replace(/\n/g, '');

let lastFolder = 0;
/** A folder with copies of these files. */
function archive(files: Record<string, string>): string {
  const folder = join(office.folder, `archive-${++lastFolder}`);
  mkdirSync(folder);
  for (const [name, from] of Object.entries(files)) copyFileSync(from, join(folder, name));
  return folder;
}
const good = () => ({ '合同.pdf': signed });
const groff = fixturePath('groff.pdf');

describe('whoever receives a seal', () => {
  test('is told the next step by the command, and gets 验章说明 as a PDF', async () => {
    expect((await verify(signed)).stdout).toContain('请保存这个文件本身');
    expect((await verify(tampered)).stdout).toMatch(/下一步\s+请发件人重新发来一份/);
    const guide = join(office.folder, '验章说明.pdf');
    const { code, stderr } = await run(office.where, ['verify-guide', '-o', guide]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: `已写入验章说明：${guide}\n` });
    expect(textOf(guide)).toContain('盖章后被改动，不可采信');
    expectFailure(await run(office.where, ['verify-guide', '-o', guide]), 'OUTPUT_EXISTS', 1);
  });
});

describe('qianyin verify FILE --report', () => {
  test('writes a PDF that says what the command says, and keeps the exit code of the verdict', async () => {
    const report = join(office.folder, '报告.pdf');
    const { code, stdout, stderr } = await verify(signed, '--report', report);
    expect({ code, stderr }).toEqual({ code: 0, stderr: `已写入报告：${report}\n` });
    expect(stdout).toContain('有效');
    const text = textOf(report);
    expect(text).toContain('验证报告有效签章完好');
    expect(text).toContain(owner);
    execFileSync('qpdf', ['--check', report]);
    // The report is no signed document itself.
    const pdfsig = execFileSync('sh', ['-c', 'pdfsig "$1" || true', 'sh', report], { encoding: 'utf8' });
    expect(pdfsig).toContain('does not contain any signatures');
  });

  test('says 无效 of a changed file, in both places', async () => {
    const report = join(office.folder, 'tampered-report.pdf');
    expect(await verify(tampered, '--report', report)).toMatchObject({ code: 1 });
    expect(textOf(report)).toContain('请勿采信此文件');
  });

  test('writes JSON that other programs can read, and speaks the language that is asked for', async () => {
    const report = join(office.folder, 'report.json');
    expect(await verify(signed, '--report', report)).toMatchObject({ code: 0 });
    expect(verificationReport.parse(JSON.parse(readFileSync(report, 'utf8'))).verdict).toBe('valid');
    const english = join(office.folder, 'english.pdf');
    expect(await verify(signed, '--report', english, '--lang', 'en')).toMatchObject({ code: 0 });
    expect(textOf(english)).toContain('Verification report');
  });

  test('never replaces a file without being told to, and never the one it verifies', async () => {
    const report = join(office.folder, 'kept.pdf');
    writeFileSync(report, 'mine');
    expectFailure(await verify(signed, '--report', report), 'OUTPUT_EXISTS', 2);
    expect(readFileSync(report, 'utf8')).toBe('mine');
    expect(await verify(signed, '--report', report, '--force')).toMatchObject({ code: 0 });
    expect(readFileSync(report, 'latin1')).toMatch(/^%PDF-/);
    const before = readFileSync(signed);
    expectFailure(await verify(signed, '--report', signed, '--force'), 'OUTPUT_IS_INPUT', 2);
    expect(readFileSync(signed).equals(before)).toBe(true);
  });

  test('says what it cannot write, before any work', async () => {
    expectFailure(await verify(signed, '--report', join(office.folder, 'r.docx')), 'INVALID_INPUT', 2);
    expectFailure(await verify(signed, '--report', join(office.folder, 'r.xlsx')), 'INVALID_INPUT', 2);
    const nowhere = join(office.folder, 'no', 'r.pdf');
    expectFailure(await verify(signed, '--report', nowhere), 'OUTPUT_FOLDER_UNWRITABLE', 2);
    expect(existsSync(nowhere)).toBe(false);
  });

  test('writes nothing about a file that cannot be read', async () => {
    const report = join(office.folder, 'none.pdf');
    expectFailure(await verify(fixturePath('encrypted-aes-256.pdf'), '--report', report), 'PDF_PASSWORD_REQUIRED', 2);
    expect(existsSync(report)).toBe(false);
  });
});

describe('qianyin verify FOLDER', () => {
  test('ends with the code of the worst file: 0, 3, 2, 1', async () => {
    const codeOf = async (files: Record<string, string>) => (await verify(archive(files))).code;
    expect(await codeOf(good())).toBe(0);
    expect(await codeOf({ ...good(), 'b.pdf': groff })).toBe(3);
    const encrypted = fixturePath('encrypted-aes-256.pdf');
    expect(await codeOf({ ...good(), 'b.pdf': groff, 'c.pdf': encrypted })).toBe(2);
    expect(await codeOf({ ...good(), 'b.pdf': groff, 'c.pdf': encrypted, 'd.pdf': tampered })).toBe(1);
    expect(await codeOf({})).toBe(3);
  });

  test('shows a table for people, and the same as JSON for scripts', async () => {
    const folder = archive({ ...good(), '加密.pdf': fixturePath('encrypted-aes-256.pdf'), 'notes.txt': signed });
    writeFileSync(join(folder, 'notes.txt'), 'notes');
    const people = await verify(folder);
    expect(people.stdout).toMatch(new RegExp(`合同.pdf +有效 +${owner}`));
    expect(people.stdout).toMatch(/加密.pdf +无法读取 +PDF 文件已加密/);
    expect(people.stdout).toMatch(/略过的其他文件 +1/);
    const scripts = await verify(folder, '--json');
    expect(scripts.stderr).toBe('');
    const { rows } = folderVerification.parse(JSON.parse(scripts.stdout));
    expect(rows.map(({ name, outcome }) => [name, outcome])).toEqual([
      ['合同.pdf', 'valid'],
      ['加密.pdf', 'unreadable'],
    ]);
  });

  test('tells a log how far it is every fifty files, and keeps its JSON clean', async () => {
    const files = Object.fromEntries(Array.from({ length: 120 }, (_, index) => [`${index}.pdf`, groff]));
    const folder = archive(files);
    for (const json of [[], ['--json']]) {
      const { stdout, stderr } = await verify(folder, ...json);
      expect(stderr).toMatch(/^(已验证 \d+ \/ 120\n)+$/);
      expect(stderr.match(/\n/g)?.length).toBeGreaterThanOrEqual(2);
      if (json.length > 0) expect(folderVerification.parse(JSON.parse(stdout)).rows).toHaveLength(120);
      else expect(stdout).not.toContain('/ 120');
    }
  });

  test('writes the table as a workbook or JSON, whatever the verdict', async () => {
    const folder = archive({ ...good(), 'd.pdf': tampered });
    const xlsx = join(office.folder, '结果.xlsx');
    expect(await verify(folder, '--report', xlsx)).toMatchObject({ code: 1 });
    const names = execFileSync('python3', ['-m', 'zipfile', '-l', xlsx], { encoding: 'utf8' });
    expect(names).toContain('xl/worksheets/sheet2.xml');
    const json = join(office.folder, '结果.json');
    expect(await verify(folder, '--report', json)).toMatchObject({ code: 1 });
    expect(folderVerification.parse(JSON.parse(readFileSync(json, 'utf8'))).rows).toHaveLength(2);
    expectFailure(await verify(folder, '--report', join(office.folder, 'r.pdf')), 'INVALID_INPUT', 2);
  });

  test('looks into the folders within unless told not to', async () => {
    const folder = archive(good());
    mkdirSync(join(folder, '2025'));
    copyFileSync(tampered, join(folder, '2025', 'd.pdf'));
    expect((await verify(folder)).code).toBe(1);
    expect((await verify(folder, '--no-recursive')).code).toBe(0);
  });

  test('does not end well when a folder within may not be read', async () => {
    const folder = archive({ ...good(), 'ca.pem': office.token.caCertificatePath });
    mkdirSync(join(folder, 'locked'), { mode: 0o000 });
    const home = join(office.folder, 'home-of-somebody');
    mkdirSync(home);
    // The superuser may read everything, so somebody else has to look.
    for (const path of [home, folder]) chmodSync(path, 0o777);
    for (const path of [join(folder, 'ca.pem'), join(folder, '合同.pdf')]) chmodSync(path, 0o644);
    for (const path of [office.folder, join(office.folder, '..')]) chmodSync(path, 0o755);
    const who = process.getuid?.() === 0 ? { uid: nobody } : {};
    if ('uid' in who) chownSync(home, nobody, nobody);
    const result = await run({ home, ...who }, ['verify', folder, '--trust', join(folder, 'ca.pem')]);
    expect(result).toMatchObject({ code: 2, stderr: '' });
    expect(result.stdout).toMatch(/无法读取的文件夹 +.*locked/);
    expect(result.stdout).toMatch(/合同.pdf +有效/);
  });

  test('shows how far it is on a terminal', () => {
    const { shown, code } = runOnTerminal(
      office.where,
      ['verify', archive({ ...good(), 'b.pdf': signed }), '--trust', office.token.caCertificatePath],
      [],
    );
    expect(code).toBe(0);
    expect(shown).toContain('1/2 ');
    expect(shown).toContain('2/2 ');
  });

  test('ends with 130 on Ctrl-C, at once although a file is at work, and writes no report', () => {
    const folder = archive(good());
    writeSparsePdf(join(folder, 'a-huge.pdf'), 2 ** 35);
    const report = join(office.folder, 'cancelled.json');
    const { shown, code } = runOnTerminal(
      office.where,
      ['verify', folder, '--report', report],
      [{ until: 'a-huge.pdf', type: '\u0003' }],
    );
    expect(code).toBe(130);
    expect(shown).toContain('CANCELLED');
    expect(existsSync(report)).toBe(false);
  });
});
