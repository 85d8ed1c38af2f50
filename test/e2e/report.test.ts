import { execFileSync } from 'node:child_process';
import { cpSync, linkSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { verificationReport } from '../../src-main/contract/index.ts';
import { type Office, openOffice, owner } from '../fixtures/office.ts';
import { fixturePath, producerFiles } from '../fixtures/pdf/index.ts';
import { axeFindings } from './accessibility.ts';
import { dropFiles, openWindow, type ServedWindow } from './window.ts';

let office: Office;
let signed: string;
let window: ServedWindow | undefined;

beforeAll(() => {
  office = openOffice({ algorithm: 'rsa2048' });
  signed = join(office.folder, '合同_已盖章.pdf');
  office.qianyin(
    'stamp',
    fixturePath('chromium.pdf'),
    '-o',
    signed,
    '--seal',
    office.sealId,
    '--page',
    '1',
    '--at',
    '100,100',
  );
});
afterEach(async () => {
  await window?.close();
  window = undefined;
});
afterAll(() => office.close());

async function openVerification(): Promise<Page> {
  window = await openWindow({ home: office.home, env: office.env });
  const { page } = window;
  await page.getByTestId('nav-verify').click();
  await page.getByTestId('verify-open').waitFor();
  return page;
}

async function choose(page: Page, button: 'verify-open' | 'verify-open-folder', files: string | string[]) {
  const chooser = page.waitForEvent('filechooser');
  await page.getByTestId(button).click();
  await (await chooser).setFiles(files);
}

/** Clicks a button that saves a file, and gives its content. */
async function save(page: Page, button: string): Promise<{ name: string; path: string }> {
  const download = page.waitForEvent('download');
  await page.getByTestId(button).click();
  const file = await download;
  const path = join(office.folder, `saved-${file.suggestedFilename()}`);
  await file.saveAs(path);
  return { name: file.suggestedFilename(), path };
}

describe('somebody who has to prove what was found', () => {
  test('exports the report as a PDF and copies the diagnostics', async () => {
    const page = await openVerification();
    await window?.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await choose(page, 'verify-open', signed);
    await page.getByTestId('verification-report').waitFor();
    const { name, path } = await save(page, 'export-pdf');
    expect(name).toBe('验证报告_合同_已盖章.pdf');
    execFileSync('qpdf', ['--check', path]);
    const text = execFileSync('pdftotext', ['-raw', path, '-'], { encoding: 'utf8' }).replace(/\n/g, '');
    for (const said of ['验证报告', '无法确认', '证书与印章：颁发机构不受信任', owner]) expect(text).toContain(said);
    await expect.poll(() => page.getByTestId('exported-pdf').innerText()).toContain(name);

    await page.getByRole('button', { name: '复制诊断信息' }).click();
    await page.getByRole('button', { name: '已复制' }).waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(verificationReport.parse(JSON.parse(copied)).verdict).toBe('indeterminate');
    expect(copied).not.toContain(office.token.pin);
    expect(window?.complaints).toEqual([]);
  });
});

describe('somebody with a folder of files', () => {
  let archive: string;
  beforeAll(() => {
    archive = join(office.folder, 'archive');
    mkdirSync(join(archive, '2025'), { recursive: true });
    for (const name of producerFiles) cpSync(fixturePath(name), join(archive, '2025', name));
    for (let number = 1; number <= 8; number++) cpSync(signed, join(archive, `合同 ${number}.pdf`));
    const tampered = readFileSync(signed);
    const at = tampered.indexOf('/MediaBox');
    tampered.write('/MediaBux', at, 'latin1');
    writeFileSync(join(archive, '被改.pdf'), tampered);
    writeFileSync(join(archive, '说明.txt'), 'files');
  });

  test('sees a table of all, narrows it to what is wrong, looks at one, and exports it', async () => {
    const page = await openVerification();
    await choose(page, 'verify-open-folder', archive);
    await page.getByTestId('folder-results').waitFor();
    const rows = page.getByTestId('folder-row');
    await expect
      .poll(() => page.getByTestId('folder-table').getAttribute('data-total'))
      .toBe(`${producerFiles.length + 9}`);
    // What is wrong stands first.
    expect(await rows.first().getAttribute('data-outcome')).toBe('invalid');
    expect(await axeFindings(page)).toEqual([]);
    await page.getByTestId('only-invalid').click();
    await expect.poll(() => rows.count()).toBe(1);
    await expect.poll(() => rows.first().innerText()).toMatch(/被改.pdf[\s\S]*无效/);
    expect(await rows.first().getByTestId('folder-next-step').innerText()).toContain('请发件人重新发来');
    expect(window?.complaints).toEqual([]);

    await rows.first().getByRole('button').click();
    await page.getByTestId('verification-report').waitFor();
    await expect.poll(() => page.getByTestId('line-content').innerText()).toContain('已被改动');
    await page.getByTestId('verify-table').click();
    await page.getByTestId('only-unreadable').click();
    await expect.poll(() => rows.filter({ hasText: 'encrypted-aes-256.pdf' }).innerText()).toContain('PDF 文件已加密');

    const { name, path } = await save(page, 'export-xlsx');
    expect(name).toMatch(/^验证结果_\d{4}-\d\d-\d\d\.xlsx$/);
    const listed = execFileSync('python3', ['-m', 'zipfile', '-l', path], { encoding: 'utf8' });
    expect(listed).toContain('xl/worksheets/sheet1.xml');
  });

  test('sees each file as it is done, stops when it takes too long, and keeps what is done', async () => {
    // So many that they are still being verified when the button is reached.
    const many = 999;
    const long = join(office.folder, 'long');
    mkdirSync(long);
    for (let number = 1; number <= many; number++) linkSync(signed, join(long, `合同 ${number}.pdf`));
    const page = await openVerification();
    await choose(page, 'verify-open-folder', long);
    const running = page.getByTestId('folder-running');
    await running.getByTestId('folder-row').first().waitFor();
    await expect
      .poll(() => running.getByTestId('folder-row').first().innerText())
      .toMatch(/合同 1\.pdf[\s\S]*有效|无法确认/);
    await page.getByTestId('folder-cancel').click();
    await page.getByTestId('folder-results').waitFor();
    await expect
      .poll(() => page.getByTestId('folder-results').innerText())
      .toMatch(new RegExp(`已取消：只验证了 ${many} 个文件中的 \\d+ 个`));
    // However many there are, only those in view exist, and the keys reach the last.
    const table = page.getByTestId('folder-table');
    const total = Number(await table.getAttribute('data-total'));
    expect(total).toBeGreaterThan(0);
    expect(await page.getByTestId('folder-row').count()).toBeLessThan(40);
    await page.getByTestId('folder-row').first().getByRole('button').focus();
    await page.keyboard.press('End');
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-row')))
      .toBe(String(total - 1));
    // The window is at once free for something else.
    await choose(page, 'verify-open', signed);
    await page.getByTestId('verification-report').waitFor();
  });

  test('may drop or choose many files instead of a folder', async () => {
    const files = Array.from({ length: 6 }, (_, index) => join(archive, `合同 ${index + 1}.pdf`));
    const page = await openVerification();
    await choose(page, 'verify-open', files);
    await page.getByTestId('folder-results').waitFor();
    await expect.poll(() => page.getByTestId('folder-row').count()).toBe(files.length);
  });

  test('drops a folder on the window', async () => {
    const page = await openVerification();
    await dropFiles(page, [archive]);
    await page.getByTestId('folder-results').waitFor();
    // A browser tells no paths: what is in the folder is read, what is not named .pdf is not.
    await expect
      .poll(() => page.getByTestId('folder-table').getAttribute('data-total'))
      .toBe(`${producerFiles.length + 9}`);
    await expect
      .poll(() => page.getByTestId('folder-row').filter({ hasText: '被改.pdf' }).innerText())
      .toContain('无效');
    expect(window?.complaints).toEqual([]);

    const empty = join(office.folder, 'empty');
    mkdirSync(empty, { recursive: true });
    await dropFiles(page, [empty]);
    await page.getByText('这个文件夹和其中的文件夹里没有 PDF 或 OFD 文件').waitFor();
  });
});
