import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PDFDocument } from 'pdf-lib';
import type { Page } from 'playwright';
import { PNG } from 'pngjs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { verificationReport } from '../../src-main/contract/index.ts';
import { contractOfFivePages } from '../fixtures/contract-pages.ts';
import { type Office, openOffice } from '../fixtures/office.ts';
import { dragSeal, openPdf, openWindow, type ServedWindow } from './window.ts';

let office: Office;
let contract: Uint8Array;
let window: ServedWindow | undefined;

beforeAll(async () => {
  office = openOffice({ algorithm: 'rsa2048' });
  contract = await contractOfFivePages();
});

afterEach(async () => {
  await window?.close();
  window = undefined;
});

afterAll(() => office.close());

async function openContract(as: string): Promise<Page> {
  const path = join(office.folder, as);
  writeFileSync(path, contract);
  return openDocument(path);
}

async function openDocument(path: string): Promise<Page> {
  window = await openWindow({ home: office.home, env: office.env });
  const { page } = window;
  await page.getByTestId('token-card').waitFor();
  await openPdf(page, path);
  await page.locator('[data-testid=page-1] canvas').waitFor();
  return page;
}

/** Puts the seal on the page in view, by keyboard. */
async function placeSeal(page: Page): Promise<void> {
  await page.getByTestId(`seal-${office.sealId}`).focus();
  await page.keyboard.press('Enter');
  await page.getByTestId('placed-seal-0').waitFor();
}

/** Chooses a rule with the arrow keys, as the row is reached by Tab. */
async function chooseRule(page: Page, rule: '此处' | '多页' | '骑缝' | '关键字'): Promise<void> {
  const radios = page.getByTestId('rule-row').getByRole('radio');
  await page.getByTestId('rule-row').locator('input:checked').focus();
  for (let step = 0; step < 4; step++) {
    if (await page.getByTestId('rule-row').getByRole('radio', { name: rule, checked: true }).count()) return;
    await page.keyboard.press('ArrowRight');
  }
  throw new Error(`no rule ${rule} among ${await radios.count()}`);
}

const status = (page: Page) => page.getByTestId('placing-status');
const focusIsSomewhere = (page: Page) => page.evaluate(() => document.activeElement !== document.body);

/** From the button to the stamped file, by keyboard. */
async function stamp(page: Page): Promise<string> {
  await page.getByTestId('stamp-button').focus();
  await page.keyboard.press('Enter');
  await page.getByTestId('placed-seal-summary-0').waitFor();
  await page.getByTestId('pin-input').fill(office.token.pin);
  await page.keyboard.press('Enter');
  await page.getByTestId('stamp-done').waitFor();
  expect(await focusIsSomewhere(page)).toBe(true);
  return join(office.home, 'stamped', (await page.getByTestId('output-name').innerText()).trim());
}

function assertValid(path: string, seals = 1): void {
  const verified = office.qianyin('verify', '--json', '--trust', office.token.caCertificatePath, path);
  const report = verificationReport.parse(JSON.parse(verified));
  expect(report.verdict).toBe('valid');
  expect(report.signatures).toHaveLength(seals);
}

interface Ink {
  page: number;
  leftMm: number;
  rightMm: number;
  topMm: number;
  bottomMm: number;
}

const dotsPerMm = 6;

/** Where mutool draws red on the pages: what the seal leaves on paper. */
function redInk(path: string): Ink[] {
  const out = join(office.folder, 'drawn-%d.png');
  execFileSync('mutool', ['draw', '-q', '-r', String(dotsPerMm * 25.4), '-o', out, path], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const pages = Number(/Pages:\s+(\d+)/.exec(execFileSync('pdfinfo', [path], { encoding: 'utf8' }))?.[1]);
  return Array.from({ length: pages }, (_, index) => index + 1).flatMap((page) => {
    const { width, data } = PNG.sync.read(readFileSync(join(office.folder, `drawn-${page}.png`)));
    let [left, right, top, bottom] = [Infinity, -1, Infinity, -1];
    for (let at = 0; at < data.length; at += 4) {
      const [red = 0, green = 0, blue = 0] = data.subarray(at, at + 3);
      if (red < 150 || green > 90 || blue > 90) continue;
      const [x, y] = [(at / 4) % width, Math.floor(at / 4 / width)];
      [left, right] = [Math.min(left, x), Math.max(right, x)];
      [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
    }
    if (right < 0) return [];
    const [leftMm = 0, rightMm = 0, topMm = 0, bottomMm = 0] = [left, right + 1, top, bottom + 1].map(
      (dots) => dots / dotsPerMm,
    );
    return [{ page, leftMm, rightMm, topMm, bottomMm }];
  });
}

/** The middle of the word that poppler finds, in millimetres from the top-left of the page. */
function wordAt(path: string, page: number, word: string): { xMm: number; yMm: number } {
  const text = execFileSync('pdftotext', ['-bbox', '-f', String(page), '-l', String(page), path, '-'], {
    encoding: 'utf8',
  });
  const line = text.split('\n').find((one) => one.includes(word)) ?? '';
  const [xMin = 0, yMin = 0, xMax = 0, yMax = 0] = ['xMin', 'yMin', 'xMax', 'yMax'].map((name) =>
    Number(new RegExp(`${name}="([\\d.]+)"`).exec(line)?.[1]),
  );
  const mm = 25.4 / 72;
  return { xMm: ((xMin + xMax) / 2) * mm, yMm: ((yMin + yMax) / 2) * mm };
}

describe('a clerk who seals across the edges of pages', () => {
  test('sees five slices, moves them along the edge by keyboard, and finds them on the edge of every page', async () => {
    const page = await openContract('骑缝.pdf');
    await placeSeal(page);
    await chooseRule(page, '骑缝');
    await page.getByTestId('paging-picture').getByText('第 1-5 页共用一枚').waitFor();
    await page.getByTestId('paging-picture').getByText('每页露出 8.0 毫米').waitFor();
    const slice = page.getByTestId('page-1').getByTestId('placed-seal-0');
    const before = Number(await slice.getAttribute('data-y-mm'));
    for (let step = 0; step < 5; step++) await slice.press('ArrowUp');
    await expect.poll(() => slice.getAttribute('data-waiting')).toBe('false');
    const yMm = Number(await slice.getAttribute('data-y-mm'));
    expect(yMm).toBeCloseTo(before - 5, 1);
    expect(await page.getByTestId('thumbnail-4').innerText()).toContain('● 1');

    const output = await stamp(page);
    await expect.poll(() => page.getByTestId('done-impressions').innerText()).toContain('骑缝 5 页');
    assertValid(output);
    const ink = redInk(output);
    expect(ink.map((one) => one.page)).toEqual([1, 2, 3, 4, 5]);
    for (const { page: number, leftMm, rightMm, topMm, bottomMm } of ink) {
      // Nothing further in than a fifth of the 40 mm, and ink up to the edge but for the margin of the ring on the last.
      expect(leftMm).toBeGreaterThan(210 - 8.3);
      expect(rightMm).toBeGreaterThan(210 - 1);
      if (number === 3) expect([topMm, bottomMm].map(Math.round)).toEqual([yMm - 20, yMm + 20].map(Math.round));
    }

    await page.getByTestId('nav-history').click();
    await page.getByRole('row').filter({ hasText: '骑缝.pdf' }).click();
    await expect.poll(() => page.getByTestId('history-panel').innerText()).toMatch(/盖章处数\s+5 处 · 骑缝/);
    expect(window?.complaints).toEqual([]);
  });

  test('is offered it for a seal put down on an edge, takes it with Enter, and takes that back', async () => {
    const page = await openContract('页边.pdf');
    await dragSeal(page, office.sealId, { page: 1, xMm: 204, yMm: 70, pageWidthMm: 210 });
    const placed = page.getByTestId('page-1').getByTestId('placed-seal-0');
    await page.getByTestId('edge-offer').getByText('印章在页面右边').waitFor();
    // It is only an offer.
    expect(await placed.getAttribute('data-cut')).toBeNull();
    await page.keyboard.press('Enter');
    await expect.poll(() => placed.getAttribute('data-cut')).toBe('upright');
    expect(Number(await placed.getAttribute('data-y-mm'))).toBeCloseTo(70, 0);
    expect(await page.getByTestId('edge-offer').count()).toBe(0);
    await page.keyboard.press('Control+z');
    await expect.poll(() => placed.getAttribute('data-cut')).toBeNull();
    await page.keyboard.press('Control+Shift+z');
    await expect.poll(() => placed.getAttribute('data-cut')).toBe('upright');
    await page.keyboard.press('Delete');
    await placed.waitFor({ state: 'detached' });
    expect(await focusIsSomewhere(page)).toBe(true);
  });
});

describe('a clerk who seals many pages', () => {
  test('writes which, drags one and so moves all, and finds them on those pages', async () => {
    const page = await openContract('多页.pdf');
    await placeSeal(page);
    await chooseRule(page, '多页');
    await page.locator('#placing-pages').fill('７');
    await expect.poll(() => status(page).getAttribute('data-code')).toBe('PAGES_NONE');
    expect(await page.getByTestId('stamp-button').isDisabled()).toBe(true);
    await page.locator('#placing-pages').fill('1-2，5-');
    await status(page).getByText('共盖 3 页').waitFor();
    await page.getByTestId('rule-row').locator('input:checked').press('ArrowLeft');
    await page.getByTestId('position-x').waitFor();
    await page.keyboard.press('Control+z');
    await status(page).getByText('共盖 3 页').waitFor();
    // What a rule was given comes back with it, by the row as well.
    const chosen = page.getByTestId('rule-row').locator('input:checked');
    await chosen.press('ArrowRight');
    await page.getByTestId('paging-picture').waitFor();
    await chosen.press('ArrowLeft');
    await status(page).getByText('共盖 3 页').waitFor();
    expect(await focusIsSomewhere(page)).toBe(true);
    const first = page.getByTestId('page-1').getByTestId('placed-seal-0');
    const box = await first.boundingBox();
    const sheet = await page.getByTestId('page-1').boundingBox();
    if (!box || !sheet) throw new Error('nothing to drag');
    const pxPerMm = sheet.width / 210;
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.keyboard.down('Alt');
    await page.mouse.move(sheet.x + 160 * pxPerMm, sheet.y + 100 * pxPerMm, { steps: 6 });
    await page.mouse.up();
    await page.keyboard.up('Alt');
    await expect.poll(() => first.getAttribute('data-waiting')).toBe('false');
    const place = {
      xMm: Number(await first.getAttribute('data-x-mm')),
      yMm: Number(await first.getAttribute('data-y-mm')),
    };
    expect(place.xMm).toBeCloseTo(160, 0);

    const output = await stamp(page);
    assertValid(output);
    const ink = redInk(output);
    expect(ink.map((one) => one.page)).toEqual([1, 2, 5]);
    for (const { leftMm, rightMm, topMm, bottomMm } of ink) {
      expect((leftMm + rightMm) / 2).toBeCloseTo(place.xMm, 0);
      expect((topMm + bottomMm) / 2).toBeCloseTo(place.yMm, 0);
    }
    expect(window?.complaints).toEqual([]);
  });

  test('leaves out the pages that bear the seal already, and is told when that leaves none', async () => {
    const signed = join(office.folder, '已盖两页.pdf');
    const plain = join(office.folder, '未盖.pdf');
    writeFileSync(plain, contract);
    const place = ['--pages', '2,4', '--at', '160,240'];
    office.qianyin('stamp', plain, '-o', signed, '--seal', office.sealId, ...place);
    const page = await openDocument(signed);
    const answer = page.getByTestId('former-answer');
    await answer.waitFor();
    await answer.click();
    await placeSeal(page);
    await chooseRule(page, '多页');
    await status(page).getByText('共盖 5 页').waitFor();
    await page.getByTestId('skip-sealed').check();
    await status(page).getByText('共盖 3 页').waitFor();
    expect(await page.getByTestId('thumbnail-2').innerText()).not.toContain('●');
    expect(await page.getByTestId('thumbnail-3').innerText()).toContain('● 1');
    await page.locator('#placing-pages').fill('2,4');
    await expect.poll(() => status(page).getAttribute('data-code')).toBe('PAGES_SEALED');
    expect(await page.getByTestId('stamp-button').isDisabled()).toBe(true);
    expect(window?.complaints).toEqual([]);
  });
});

describe('a clerk who seals at a keyword', () => {
  test('sees every place of it, chooses one, moves it off the word, and is offered the same in the next document', async () => {
    const page = await openContract('关键字.pdf');
    await placeSeal(page);
    await chooseRule(page, '关键字');
    await page.locator('#keyword-text').fill('（盖章）');
    await status(page).getByText('找到 2 处 · 共盖 1 处').waitFor();
    // The last is taken, on the last page, to which the view goes; the other is a ring.
    const ring = page.getByTestId('hit-1');
    await ring.focus();
    await page.keyboard.press('Enter');
    await page.getByTestId('hit-2').waitFor();
    expect(await focusIsSomewhere(page)).toBe(true);
    await page.getByTestId('keyword-dx').fill('12');
    await page.getByTestId('keyword-dy').fill('-5');
    await page.keyboard.press('Enter');
    const placed = page.getByTestId('page-5').getByTestId('placed-seal-0');
    await expect.poll(() => placed.getAttribute('data-waiting')).toBe('false');
    const output = await stamp(page);
    assertValid(output);
    const word = wordAt(join(office.folder, '关键字.pdf'), 5, '甲方（盖章）');
    const [ink, ...others] = redInk(output);
    if (!ink) throw new Error('no seal');
    expect(others).toEqual([]);
    // The keyword is the latter part of the word that poppler knows, which begins with 甲方.
    expect((ink.leftMm + ink.rightMm) / 2 - word.xMm).toBeGreaterThan(12);
    expect((ink.leftMm + ink.rightMm) / 2 - word.xMm).toBeLessThan(18);
    // Poppler's box of a word is that of its line, of which the signs are not quite the middle.
    expect(Math.abs((ink.topMm + ink.bottomMm) / 2 - (word.yMm - 5))).toBeLessThan(1.5);

    const next = join(office.folder, '关键字二.pdf');
    writeFileSync(next, contract);
    await openPdf(page, next, 'open-another');
    await page.getByTestId('former-answer').press('Enter');
    await page.getByTestId('remembered-offer').getByText('和上次同类文件一样，盖公章？').waitFor();
    expect(await page.getByTestId('placed-seal-0').count()).toBe(0);
    await page.getByTestId('accept-remembered').press('Enter');
    await page.getByTestId('page-5').getByTestId('placed-seal-0').waitFor();
    expect(window?.complaints).toEqual([]);
  });

  test('is told of a scan that it has no text, and of a word that it is not there', async () => {
    const page = await openContract('没有.pdf');
    await placeSeal(page);
    await chooseRule(page, '关键字');
    await page.locator('#keyword-text').fill('丙方');
    await expect.poll(() => status(page).getAttribute('data-code')).toBe('KEYWORD_NOT_FOUND');
    expect(await status(page).innerText()).toContain('没有找到要盖的“丙方”');

    const document = await PDFDocument.create();
    document.addPage([595, 842]).drawRectangle({ x: 100, y: 400, width: 300, height: 200 });
    const scan = join(office.folder, '扫描件.pdf');
    writeFileSync(scan, await document.save());
    await openPdf(page, scan, 'open-another');
    await page.getByRole('button', { name: '丢弃并继续' }).click();
    await page.getByTestId('document-name').getByText('扫描件.pdf').waitFor();
    await placeSeal(page);
    await chooseRule(page, '关键字');
    await expect.poll(() => status(page).getAttribute('data-code')).toBe('PAGES_WITHOUT_TEXT');
    expect(await status(page).innerText()).toContain('这些页上没有文字（可能是扫描件）');
    await chooseRule(page, '此处');
    await page.getByTestId('position-x').waitFor();
  });
});
