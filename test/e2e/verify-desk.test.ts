/** The page 验章 with one file: the document beside the verdict, before and after, help, printing, on any screen. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Office, openOffice } from '../fixtures/office.ts';
import { onePage, stream, update } from '../fixtures/pdf/index.ts';
import { axeFindings } from './accessibility.ts';
import { openWindow, type ServedWindow } from './window.ts';

let office: Office;
let window: ServedWindow;
let page: Page;
let signed: string;
let changed: string;

beforeAll(async () => {
  office = openOffice({ algorithm: 'rsa2048' });
  const { folder, home, env, sealId, qianyin } = office;
  const contract = join(folder, '合同.pdf');
  writeFileSync(contract, onePage());
  signed = join(folder, '合同_已盖章.pdf');
  qianyin('stamp', contract, '-o', signed, '--seal', sealId, '--page', '1', '--at', '100,100');
  changed = join(folder, '改过的合同.pdf');
  writeFileSync(changed, update(readFileSync(signed), { 4: stream('BT /F 24 Tf 72 700 Td (Forged) Tj ET') }));
  window = await openWindow({ home, env });
  ({ page } = window);
  await page.getByTestId('nav-verify').click();
  const chooser = page.waitForEvent('filechooser');
  await page.getByTestId('verify-open').click();
  await (await chooser).setFiles(changed);
  await page.getByTestId('verification-report').waitFor();
});
afterAll(async () => {
  await window?.close();
  office.close();
});

/** Where an element lies, pixels. */
async function boxOf(testId: string) {
  const box = await page.getByTestId(testId).boundingBox();
  if (box === null) throw new Error(`${testId} is not on the screen`);
  return box;
}

test('the seal is boxed on the page where it stands, in words and not by colour alone', async () => {
  await page.locator('[data-testid=verified-page-1] canvas').waitFor();
  const sheet = await boxOf('verified-page-1');
  const box = await boxOf('box-seal-1');
  const pxPerMm = sheet.width / Number(await page.getByTestId('verified-page-1').getAttribute('data-width-mm'));
  expect((box.x + box.width / 2 - sheet.x) / pxPerMm).toBeCloseTo(100, 0);
  expect((box.y + box.height / 2 - sheet.y) / pxPerMm).toBeCloseTo(100, 0);
  expect(await page.getByTestId('box-seal-1').innerText()).toBe('章 1');
  expect(await page.getByTestId('box-seal-1').getAttribute('aria-label')).toContain('盖章后被改动');
});

test('box and card lead to each other by keyboard alone', async () => {
  await page.getByTestId('box-seal-1').focus();
  await page.keyboard.press('Enter');
  const card = page.getByTestId('signature-card');
  await expect.poll(() => card.evaluate((element) => element === document.activeElement)).toBe(true);
  expect(await card.getAttribute('data-selected')).toBe('true');
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe('card-on-page');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.getByTestId('box-seal-1').getAttribute('aria-pressed')).toBe('true');
  expect(await page.getByTestId('issuer').innerText()).toBe('测试根证书');
});

test('the line 盖章之后 leads to the change before and after, the difference boxed on both', async () => {
  expect(await page.getByTestId('next-steps').innerText()).toContain('请发件人重新发来盖章后没有改动过的文件');
  await page.getByTestId('show-afterwards').click();
  await expect.poll(() => page.getByTestId('differences').getAttribute('data-count')).toBe('1');
  const comparison = page.getByTestId('comparison');
  expect(await comparison.locator('figcaption').allInnerTexts()).toEqual(['盖章时 · 第 1 页', '现在 · 第 1 页']);
  expect(await comparison.locator('.difference').count()).toBe(2);
  // The card of the signature that the change came after is open at it.
  const line = page.locator('[data-testid=changes] li[aria-current=true]');
  expect(await line.innerText()).toContain('第 1 页：改动了页面内容（签章人没有允许这样改动）。');
  expect(await axeFindings(page)).toEqual([]);
  await page.getByTestId('comparison-close').click();
  await page.getByTestId('box-change-1').waitFor();
});

test('the file is saved as it was stamped', async () => {
  const download = page.waitForEvent('download');
  await page.getByTestId('save-signed').click();
  const saved = join(office.folder, 'saved.pdf');
  await (await download).saveAs(saved);
  expect(readFileSync(saved).equals(readFileSync(signed))).toBe(true);
});

test('the page is clean for a screen reader in both themes, with all that was found open', async () => {
  await page.getByTestId('why').click();
  await page.locator('.finding').first().waitFor();
  expect(await axeFindings(page)).toEqual([]);
  expect(await page.locator('.page:not(.page-away) h1').count()).toBe(1);
});

test('the report and the file go to the printer, a sheet for each page and as large as it', async () => {
  // The dialog of the system is not there: what it would be given is kept.
  await page.evaluate(() => {
    const held: { sheets: Element | null; rules: CSSStyleSheet | undefined }[] = [];
    Object.assign(globalThis, { held });
    globalThis.print = () => {
      held.push({ sheets: document.querySelector('.print-sheets'), rules: document.adoptedStyleSheets.at(-1) });
    };
  });
  const held = () => page.evaluate(() => Reflect.get(globalThis, 'held').length as number);
  await page.getByTestId('print-report').click();
  await expect.poll(held).toBe(1);
  await page.getByTestId('print-file').click();
  await expect.poll(held).toBe(2);
  expect(await page.locator('.print-sheets').count()).toBe(0);
  await page.evaluate(() => {
    const { sheets, rules } = Reflect.get(globalThis, 'held').at(-1);
    document.body.append(sheets);
    document.adoptedStyleSheets = [rules];
  });
  const printed = join(office.folder, 'printed.pdf');
  writeFileSync(printed, await page.pdf({ preferCSSPageSize: true, printBackground: true }));
  const { widthMm, heightMm } = await page
    .getByTestId('verified-page-1')
    .evaluate((element: HTMLElement) => ({ ...element.dataset }));
  const told = execFileSync('pdfinfo', [printed], { encoding: 'utf8' });
  expect(told).toMatch(/Pages:\s+1\n/);
  const [, width, height] = /Page size:\s+([\d.]+) x ([\d.]+)/.exec(told) ?? [];
  expect(Number(width)).toBeCloseTo((Number(widthMm) * 72) / 25.4, -1);
  expect(Number(height)).toBeCloseTo((Number(heightMm) * 72) / 25.4, -1);
  // The seal is on the paper.
  execFileSync('pdftoppm', ['-r', '72', '-singlefile', printed, join(office.folder, 'printed')]);
  const picture = readFileSync(join(office.folder, 'printed.ppm'));
  let red = 0;
  for (let at = picture.length - 3; at > 20; at -= 3)
    if ((picture[at] ?? 0) > 150 && (picture[at + 1] ?? 255) < 80) red++;
  expect(red).toBeGreaterThan(300);
  await page.evaluate(() => {
    document.querySelector('.print-sheets')?.remove();
    document.adoptedStyleSheets = [];
  });
});

test('help is a key away, and is saved as a PDF to be sent along', async () => {
  await page.getByTestId('open-guide').focus();
  await page.keyboard.press('Enter');
  const guide = page.getByTestId('guide');
  await guide.waitFor();
  expect(await guide.innerText()).toContain('Adobe Acrobat');
  expect(await axeFindings(page)).toEqual([]);
  const download = page.waitForEvent('download');
  await page.getByTestId('export-guide').click();
  const file = await download;
  expect(file.suggestedFilename()).toBe('验章说明.pdf');
  const saved = join(office.folder, file.suggestedFilename());
  await file.saveAs(saved);
  execFileSync('qpdf', ['--check', saved]);
  const text = execFileSync('pdftotext', ['-raw', saved, '-'], { encoding: 'utf8' }).replace(/\n/g, '');
  for (const said of ['怎样查验', '盖章后被改动，不可采信', '国密（SM2）签章']) expect(text).toContain(said);
  await page.keyboard.press('Escape');
  await guide.waitFor({ state: 'hidden' });
});

test('at 200 % the document is a drawer, and everything is large enough to be hit', async () => {
  await page.setViewportSize({ width: 683, height: 384 });
  await page.getByTestId('show-document').click();
  await page.locator('.document-drawer [data-testid=verified-page-1] canvas').waitFor();
  expect(await axeFindings(page)).toEqual([]);
  const small = await page.evaluate(() =>
    [...document.querySelectorAll('.page:not(.page-away) button, .document-drawer button')].flatMap((element) => {
      const { width, height } = element.getBoundingClientRect();
      return width > 0 && (width < 28 || height < 28) ? [element.outerHTML.slice(0, 200)] : [];
    }),
  );
  expect(small).toEqual([]);
  await page.getByTestId('box-seal-1').click();
  await expect
    .poll(() => page.getByTestId('signature-card').evaluate((element) => element === document.activeElement))
    .toBe(true);
  expect(window.complaints).toEqual([]);
});
