import { copyFileSync, existsSync, linkSync, mkdirSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import type { Locator, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { contractOfFivePages } from '../fixtures/contract-pages.ts';
import { type Office, openOffice } from '../fixtures/office.ts';
import { fixturePath } from '../fixtures/pdf/index.ts';
import { dropFiles, openWindow, type ServedWindow } from './window.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

let office: Office;
let window: ServedWindow;

beforeAll(async () => {
  office = openOffice({ algorithm: 'rsa2048' });
  window = await openWindow({ home: office.home, env: office.env });
  await window.page.getByTestId('token-card').waitFor();
});
afterEach(() => {
  // The browser reports every refusal.
  expect(window.complaints.filter((complaint) => !complaint.includes('status of 4'))).toEqual([]);
});
afterAll(async () => {
  await window?.close();
  office?.close();
});

/** Screenshots go where somebody wants to look at them. */
async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env.QIANYIN_SCREENSHOTS;
  if (folder) await page.screenshot({ path: join(folder, `${name}.png`) });
}

const likeEachOther = ['cairo', 'chromium', 'ghostscript-1.4', 'ghostscript-2.0', 'libreoffice', 'mutool'];

/** Contracts of one kind, and some that are not: turned, longer, damaged, protected. */
async function folderOfContracts(name: string): Promise<string> {
  const folder = join(office.folder, name);
  mkdirSync(join(folder, '分公司'), { recursive: true });
  for (const producer of likeEachOther) copyFileSync(fixturePath(`${producer}.pdf`), join(folder, `${producer}.pdf`));
  copyFileSync(fixturePath('groff.pdf'), join(folder, '分公司', 'groff.pdf'));
  copyFileSync(fixturePath('qpdf-rotated-90.pdf'), join(folder, 'turned.pdf'));
  copyFileSync(fixturePath('encrypted-aes-256.pdf'), join(folder, 'encrypted.pdf'));
  writeFileSync(join(folder, 'five-pages.pdf'), await contractOfFivePages());
  copyFileSync(fixturePath('libreoffice.pdf'), join(folder, 'damaged.pdf'));
  truncateSync(join(folder, 'damaged.pdf'), 700);
  return folder;
}

async function newBatch(page: Page, path: string): Promise<void> {
  await page.getByTestId('nav-batch').click();
  const back = page.getByTestId('batch-back');
  if (await back.isVisible()) await back.click();
  await page.getByTestId('batch-path').fill(path);
  await page.getByTestId('batch-add-path').click();
}

const row = (page: Page, name: string): Locator => page.getByTestId('batch-item').filter({ hasText: name });
const barState = (page: Page) => page.getByTestId('batch-bar').getAttribute('data-state');

describe('HR with a folder of contracts', () => {
  test('looks at all of them first, and sees what is unlike the others', async () => {
    const { page } = window;
    const folder = await folderOfContracts('合同');
    await newBatch(page, folder);
    await page.getByTestId('batch-found').getByText('11').waitFor();
    await page.getByTestId('batch-rule').getByText('固定位置').click();
    await page.getByTestId('batch-reason').fill('年度劳动合同');
    await page.getByTestId('batch-pattern').fill('{n}_{name}');
    expect(await page.getByTestId('batch-example').innerText()).toMatch(/^例：01_.+\.pdf$/);
    await shoot(page, 'form');
    await page.getByTestId('batch-create').click();
    await page.getByTestId('batch-start').waitFor();
    expect(await page.getByTestId('batch-odd').innerText()).toMatch(/\d 个与其他不同/);
    expect(await row(page, 'damaged.pdf').getAttribute('data-state')).toBe('failed');
    expect(await row(page, 'encrypted.pdf').innerText()).toContain('受保护');
    await page.getByTestId('batch-pile').waitFor();
    await expect.poll(() => page.getByTestId('batch-pile').getAttribute('data-files'), { timeout: 30_000 }).toBe('8');
    await shoot(page, 'looked');
  });
});
