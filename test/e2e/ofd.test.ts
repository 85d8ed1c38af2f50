/** OFD in the window: its pages beside its verdict, a seal put on them, what is not shown, and the copy for reading. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { historyRow, type Trial, trial } from '../../src-main/contract/index.ts';
import { isIntact, signaturesIn } from '../fixtures/ofd/ask-python.ts';
import { documents, sealPackage } from '../fixtures/ofd/documents.ts';
import { pack } from '../fixtures/ofd/package.ts';
import { seal } from '../fixtures/ofd/seal.ts';
import { type Office, openOffice } from '../fixtures/office.ts';
import { openSealOffice, type SealOffice } from '../signature/seal-office.ts';
import { dragSeal, openPdf, openWindow, type ServedWindow } from './window.ts';

let office: Office;
let makers: SealOffice;
let window: ServedWindow;
let page: Page;
let tried: Trial;
const pathOf = (name: string) => join(office.folder, `${name}.ofd`);

beforeAll(async () => {
  office = openOffice({ algorithm: 'rsa2048' });
  makers = openSealOffice();
  office.qianyin('trust', 'add', makers.root.certificatePath);
  office.qianyin('trust', 'makers', 'add', makers.maker.certificatePath);
  const invoice = await seal(makers, documents.invoice().parts, {
    stamps: ['<ofd:StampAnnot ID="50" PageRef="10" Boundary="85 8 40 30"/>'],
    seal: { picture: { type: 'OFD', data: sealPackage(), widthMm: 40, heightMm: 30 } },
  });
  writeFileSync(pathOf('发票'), pack(invoice));
  writeFileSync(pathOf('证明'), pack(documents.embedded().parts));
  writeFileSync(pathOf('合同'), pack(documents.contract().parts));
  tried = trial.parse(JSON.parse(office.qianyin('trial', '--json')));
  window = await openWindow({ home: office.home, env: office.env });
  page = window.page;
  page.on('dialog', (dialog) => void dialog.accept());
});
afterEach(async () => {
  expect(window.complaints).toEqual([]);
  await page.reload();
});
afterAll(async () => {
  await window?.close();
  makers?.openssl.remove();
  office?.close();
});

/** The dark part of the canvas of a sheet within a box, in millimetres from its top left corner: left, top, right, bottom. */
const inkWithin = (sheet: string, box: readonly [left: number, top: number, right: number, bottom: number]) =>
  page.getByTestId(sheet).evaluate((element, [left, top, right, bottom]) => {
    const canvas = element.querySelector('canvas');
    const copy = document.createElement('canvas');
    const context = copy.getContext('2d', { willReadFrequently: true });
    if (!(element instanceof HTMLElement) || !canvas || !context) return null;
    [copy.width, copy.height] = [canvas.width, canvas.height];
    context.drawImage(canvas, 0, 0);
    const pxPerMm = canvas.width / Number(element.dataset.widthMm);
    const [x, y] = [Math.round(left * pxPerMm), Math.round(top * pxPerMm)];
    const [width, height] = [Math.round((right - left) * pxPerMm), Math.round((bottom - top) * pxPerMm)];
    const { data } = context.getImageData(x, y, width, height);
    let [x1, y1, x2, y2] = [width, height, -1, -1];
    for (let at = 0; at < width * height; at++) {
      if ((data[at * 4] ?? 255) + (data[at * 4 + 1] ?? 255) + (data[at * 4 + 2] ?? 255) > 380) continue;
      [x1, y1] = [Math.min(x1, at % width), Math.min(y1, Math.floor(at / width))];
      [x2, y2] = [Math.max(x2, at % width), Math.max(y2, Math.floor(at / width))];
    }
    return x2 < 0 ? null : [x + x1, y + y1, x + x2 + 1, y + y2 + 1].map((px) => px / pxPerMm);
  }, box);

const drawn = (sheet: string) => page.locator(`[data-testid=${sheet}] canvas`).waitFor();

test('is seen beside its verdict, each seal boxed where it stands', async () => {
  await page.getByTestId('nav-verify').click();
  const chooser = page.waitForEvent('filechooser');
  await page.getByTestId('verify-open').click();
  await (await chooser).setFiles(pathOf('发票'));
  await expect
    .poll(() => page.getByTestId('verdict-text').textContent())
    .toBe('签章完好，证书受信任，盖章后没有改动。');
  await drawn('verified-page-1');
  const sheet = await page.getByTestId('verified-page-1').boundingBox();
  const box = await page.getByTestId('box-seal-1').boundingBox();
  if (!sheet || !box) throw new Error('there is no box');
  const pxPerMm = sheet.width / 210;
  expect(Math.abs((box.x + box.width / 2 - sheet.x) / pxPerMm - 105)).toBeLessThan(1);
  expect(Math.abs((box.y + box.height / 2 - sheet.y) / pxPerMm - 23)).toBeLessThan(1);
  // The ring of the seal, the code, words of the form that its template draws.
  await expect.poll(() => inkWithin('verified-page-1', [104, 7, 106, 12])).not.toBeNull();
  await expect.poll(() => inkWithin('verified-page-1', [10, 6, 28, 24])).not.toBeNull();
  await expect.poll(() => inkWithin('verified-page-1', [9, 93, 36, 100])).not.toBeNull();
  await page.getByTestId('signature-card').locator('.page-crop canvas').waitFor();

  const download = page.waitForEvent('download');
  await page.getByTestId('export-reading-copy').click();
  const saved = await (await download).path();
  expect((await download).suggestedFilename()).toBe('发票_阅读副本.pdf');
  expect(execFileSync('pdftotext', [saved, '-'], { encoding: 'utf8' })).toContain('阅读副本，签章不随转换');
  expect(readFileSync(saved).includes('/Sig')).toBe(false);
});

test('is true to scale: glyphs of an embedded font stand where the file has them', async () => {
  await openPdf(page, pathOf('证明'));
  await drawn('page-1');
  await page.getByTestId('page-notes').waitFor();
  expect(await page.getByTestId('page-notes').textContent()).toContain('1 种内嵌字体无法读取');
  for (const [around, block] of [
    [
      [40, 25, 60, 45],
      [45, 30, 55, 40],
    ],
    [
      [26, 55, 53, 85],
      [30, 60, 50, 80],
    ],
  ] as const) {
    const ink = await inkWithin('page-1', around);
    for (const [index, edge] of block.entries()) expect(Math.abs((ink?.[index] ?? 0) - edge)).toBeLessThan(0.2);
  }
});

test('takes a seal on its page, and lets its text be found and selected', async () => {
  await openPdf(page, pathOf('合同'));
  await drawn('page-1');
  expect(await page.getByTestId('page-notes').textContent()).toMatch(/1 处内容在文件中缺失.*1 处渐变/);
  await dragSeal(page, office.sealId, { page: 1, xMm: 120, yMm: 150, pageWidthMm: 210 });
  const sheet = await page.getByTestId('page-1').boundingBox();
  const placed = await page.getByTestId('page-1').getByTestId('placed-seal-0').boundingBox();
  if (!sheet || !placed) throw new Error('the seal is not on the page');
  const pxPerMm = sheet.width / 210;
  expect(Math.abs((placed.x + placed.width / 2 - sheet.x) / pxPerMm - 120)).toBeLessThan(1);

  await page.keyboard.press('Control+f');
  await page.getByTestId('search-input').fill('协商一致');
  await expect.poll(() => page.getByTestId('search-count').textContent()).toContain('1 / 2');
  await expect.poll(() => page.evaluate(() => CSS.highlights.get('found-now')?.size ?? 0)).toBe(1);
  const line = await page.evaluate(() => {
    const [range] = CSS.highlights.get('found-now') ?? [];
    const box = range instanceof Range ? range.getBoundingClientRect() : null;
    return box && { left: box.left, bottom: box.bottom };
  });
  // Its sixth character, in steps of 5 mm from 30 mm.
  expect(Math.abs(((line?.left ?? 0) - sheet.x) / pxPerMm - 55)).toBeLessThan(1);
});

test('is sealed as a PDF is: dragged, a PIN, a file that another checker finds sound', async () => {
  const { sealId, pin } = tried;
  writeFileSync(pathOf('通知'), pack(documents.notice().parts));
  await openPdf(page, pathOf('通知'));
  await drawn('page-1');
  await dragSeal(page, sealId, { page: 1, xMm: 140, yMm: 230, pageWidthMm: 210 });
  await page.getByTestId('stamp-button').click();
  await page.getByTestId('pin-input').fill(pin);
  await page.getByTestId('confirm-stamp').click();
  await page.getByTestId('stamp-done').waitFor();
  const [use] = z.array(historyRow).parse(JSON.parse(office.qianyin('history', '--json')));
  const stamped = use?.outputPath ?? '';
  expect(stamped).toMatch(/通知_已盖章\.ofd$/);
  const [checked, ...others] = signaturesIn(stamped);
  expect(others).toEqual([]);
  expect(checked && isIntact(checked)).toBe(true);
  await page.getByTestId('done-verify').click();
  await drawn('verified-page-1');
  const sheet = await page.getByTestId('verified-page-1').boundingBox();
  const box = await page.getByTestId('box-seal-1').boundingBox();
  if (!sheet || !box) throw new Error('there is no box');
  expect(Math.abs(((box.x + box.width / 2 - sheet.x) * 210) / sheet.width - 140)).toBeLessThan(1);
});
