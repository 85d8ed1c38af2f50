import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { contractOfFivePages } from '../fixtures/contract-pages.ts';
import { type Office, openOffice } from '../fixtures/office.ts';
import { openPdf, openWindow, type ServedWindow } from './window.ts';

let office: Office;
let window: ServedWindow;
let page: Page;

beforeAll(async () => {
  office = openOffice({ algorithm: 'rsa2048' });
  writeFileSync(join(office.folder, '合同.pdf'), await contractOfFivePages());
  window = await openWindow({ home: office.home, env: office.env });
  page = window.page;
  page.on('dialog', (dialog) => void dialog.accept());
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
});

beforeEach(async () => {
  await page.getByTestId('token-card').waitFor();
  await openPdf(page, join(office.folder, '合同.pdf'));
  await page.locator('[data-testid=page-1] canvas').waitFor();
});

afterEach(async () => {
  expect(window.complaints).toEqual([]);
  await page.reload();
});

afterAll(async () => {
  await window?.close();
  office?.close();
});

const boxOf = async (testId: string) => {
  const box = await page.getByTestId(testId).boundingBox();
  if (!box) throw new Error(`${testId} is not in view`);
  return box;
};
const focusIsSomewhere = () => page.evaluate(() => document.activeElement !== document.body);
const highlighted = (name: string) => page.evaluate((found) => CSS.highlights.get(found)?.size ?? 0, name);

async function carry(to: { x: number; y: number }): Promise<void> {
  const from = await boxOf(`seal-${office.sealId}`);
  await page.mouse.move(from.x + 30, from.y + 30);
  await page.mouse.down();
  await page.mouse.move(from.x, from.y + 60, { steps: 3 });
  await page.mouse.move(to.x, to.y, { steps: 6 });
}

describe('the pages of a document', () => {
  test('are seen whole, and keep the point under the pointer as they grow', async () => {
    await page.getByTestId('fit-page').click();
    await expect.poll(async () => (await boxOf('page-1')).height).toBeLessThan(820);
    const whole = await boxOf('page-1');
    expect(whole.height).toBeGreaterThan(700);
    const point = { x: whole.x + whole.width * 0.8, y: whole.y + whole.height * 0.6 };
    await page.mouse.move(point.x, point.y);
    await page.keyboard.down('Control');
    for (let turn = 0; turn < 6; turn++) await page.mouse.wheel(0, -100);
    await page.keyboard.up('Control');
    await expect.poll(async () => (await boxOf('page-1')).width).toBeGreaterThan(1.5 * whole.width);
    await expect
      .poll(async () => {
        const { x, width } = await boxOf('page-1');
        return Math.abs((point.x - x) / width - 0.8);
      })
      .toBeLessThan(0.01);
    const grown = await boxOf('page-1');
    expect(Math.abs((point.y - grown.y) / grown.height - 0.6)).toBeLessThan(0.01);
  });

  test('scroll under a seal that is carried to their lower edge', async () => {
    const view = page.getByRole('region', { name: '页面', exact: true });
    const box = await view.boundingBox();
    if (!box) throw new Error('no pages');
    await carry({ x: box.x + box.width / 2, y: box.y + box.height - 6 });
    await page.getByTestId('page-3').waitFor();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.up();
    await page.getByTestId('placed-seal-0').waitFor();
    expect(await page.getByTestId('page-1').getByTestId('placed-seal-0').count()).toBe(0);
  });

  test('take a seal that is dropped on their small picture, which shows it', async () => {
    const small = await boxOf('thumbnail-3');
    await carry({ x: small.x + small.width / 2, y: small.y + 40 });
    await page.mouse.up();
    await page.getByTestId('page-3').getByTestId('placed-seal-0').waitFor();
    await page.getByTestId('thumbnail-3').getByTestId('thumbnail-seal').waitFor();
    expect(await page.getByTestId('thumbnail-2').getByTestId('thumbnail-seal').count()).toBe(0);
  });

  test('are searched: every place is marked, Enter goes from one to the next, Escape ends it', async () => {
    await page.keyboard.press('Control+f');
    await page.getByTestId('search-input').waitFor();
    await page.keyboard.type('(盖章)');
    await expect.poll(() => page.getByTestId('search-count').innerText()).toBe('1 / 2');
    await page.getByTestId('page-5').waitFor();
    await expect.poll(() => highlighted('found-now')).toBe(1);
    expect(await highlighted('found')).toBe(1);
    await page.keyboard.press('Enter');
    await expect.poll(() => page.getByTestId('search-count').innerText()).toBe('2 / 2');
    await page.getByTestId('search-input').fill('没有的话');
    await expect.poll(() => page.getByTestId('search-count').innerText()).toBe('没有找到');
    await page.keyboard.press('Escape');
    await page.getByTestId('search-bar').waitFor({ state: 'detached' });
    expect(await focusIsSomewhere()).toBe(true);
    expect(await highlighted('found')).toBe(0);
  });

  test('let their text be selected where it stands, and copied', async () => {
    const text = page.getByTestId('page-text-1');
    await expect.poll(() => text.getAttribute('data-ready')).toBe('true');
    const line = text.locator('span').filter({ hasText: '房屋租赁' }).first();
    const box = await line.boundingBox();
    const sheet = await boxOf('page-1');
    if (!box) throw new Error('no text');
    expect(box.x).toBeGreaterThan(sheet.x);
    expect(box.x + box.width).toBeLessThan(sheet.x + sheet.width);
    await line.dblclick();
    await page.keyboard.press('Control+c');
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied.length).toBeGreaterThan(1);
    expect(await line.innerText()).toContain(copied.trim());
  });

  test('are gone through by keyboard alone: the last page, the tray, the file dialog', async () => {
    await page.keyboard.press('Control+End');
    await page.getByTestId('page-5').waitFor();
    await page.keyboard.press('Control+Home');
    await page.getByTestId('page-1').waitFor();
    await page.keyboard.press('/');
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('data-testid'));
    expect(await focused()).toBe(`seal-${office.sealId}`);
    await page.keyboard.press('Enter');
    await page.getByTestId('placed-seal-0').waitFor();
    await page.keyboard.press('Control+Enter');
    await page.getByTestId('confirm-sheet').waitFor();
    await page.getByTestId('cancel-stamp').click();
    await page.getByTestId('confirm-sheet').waitFor({ state: 'detached' });
    await expect.poll(focused).toBe('stamp-button');
    expect(await focusIsSomewhere()).toBe(true);
    const chooser = page.waitForEvent('filechooser');
    await page.keyboard.press('Control+o');
    await chooser;
  });

  test('never show a seal as usable that was frozen by another program', async () => {
    const seal = page.getByTestId(`seal-${office.sealId}`);
    expect(await seal.isEnabled()).toBe(true);
    office.qianyin('seals', 'suspend', office.sealId, '--reason', '盘点');
    await expect.poll(() => seal.isDisabled(), { timeout: 4000 }).toBe(true);
    expect(await seal.innerText()).toContain('冻结');
    office.qianyin('seals', 'resume', office.sealId, '--reason', '盘点完');
    await expect.poll(() => seal.isEnabled(), { timeout: 4000 }).toBe(true);
  });
});
