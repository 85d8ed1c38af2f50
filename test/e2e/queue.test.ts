import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { contractOfFivePages } from '../fixtures/contract-pages.ts';
import { type Office, openOffice } from '../fixtures/office.ts';
import { fixturePath } from '../fixtures/pdf/index.ts';
import { dropFiles, openPdf, openWindow, type ServedWindow } from './window.ts';

let office: Office;
let contract: Uint8Array;
let window: ServedWindow;

beforeAll(async () => {
  office = openOffice({ algorithm: 'rsa2048' });
  contract = await contractOfFivePages();
  window = await openWindow({ home: office.home, env: office.env, operator: null });
  // Seals that are not stamped are left behind by each test on purpose.
  window.page.on('dialog', (dialog) => void dialog.accept());
  await window.page.getByTestId('token-card').waitFor();
});

afterEach(async () => {
  const { page, complaints } = window;
  await page.reload();
  await page.getByTestId('token-card').waitFor();
  // The browser reports every refusal, also of what is asked of a document that was left a moment ago.
  expect(complaints.filter((complaint) => !complaint.includes('status of 400'))).toEqual([]);
});

afterAll(async () => {
  await window?.close();
  office?.close();
});

let made = 0;
/** A contract of five pages that no other test has seen: its end differs. */
function contractNamed(name: string, folder = office.folder): string {
  const path = join(folder, name);
  writeFileSync(path, Buffer.concat([contract, Buffer.from(`% ${++made}\n`)]));
  return path;
}

const focused = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute('data-testid') ?? '');
const isShown = (page: Page) => page.locator('[data-testid=page-1] canvas').waitFor();
const position = (page: Page) => page.getByTestId('queue-position').innerText();
const shownName = (page: Page) => page.getByTestId('document-name').innerText();

async function placeSeal(page: Page): Promise<void> {
  await page.getByTestId(`seal-${office.sealId}`).focus();
  await page.keyboard.press('Enter');
  await page.getByTestId('placed-seal-0').waitFor();
}

async function typePin(page: Page): Promise<void> {
  await page.getByTestId('pin-input').waitFor();
  await expect.poll(() => focused(page)).toBe('pin-input');
  await page.keyboard.type(office.token.pin);
  await expect.poll(() => page.getByTestId('confirm-stamp').isEnabled()).toBe(true);
}

/** Stamps and stays with the file, whether another one waits or not. */
async function enterPin(page: Page): Promise<void> {
  await typePin(page);
  const show = page.getByTestId('confirm-and-show');
  if ((await show.count()) > 0) await show.click();
  else await page.keyboard.press('Enter');
  await page.getByTestId('stamp-done').waitFor();
}

const stampedRow = z.object({
  documentName: z.string(),
  operator: z.string(),
  reason: z.string(),
  outcome: z.string(),
});
const record = (search: string) =>
  z.array(stampedRow).parse(JSON.parse(office.qianyin('history', 'list', '--json', '--search', search)));

describe('a clerk with a heap of contracts', () => {
  test('is asked once who she is and for the PIN, and stamps three that were dropped together, the latter two with two keys each', async () => {
    const { page } = window;
    await dropFiles(
      page,
      ['甲.pdf', '乙.pdf', '丙.pdf'].map((name) => contractNamed(name)),
    );
    await isShown(page);
    expect(await position(page)).toBe('1 / 3');
    await placeSeal(page);
    await page.getByTestId('stamp-reason').fill('年度采购');
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => focused(page)).toBe('operator-input');
    await page.keyboard.type('王芳');
    await page.keyboard.press('Enter');
    await page.getByTestId('pin-once').waitFor();
    expect(await page.getByTestId('pin-once').innerText()).toContain('本队列其余 2 份有效');
    await typePin(page);
    await page.keyboard.press('Enter');

    for (const [name, at] of [
      ['乙.pdf', '2 / 3'],
      ['丙.pdf', '3 / 3'],
    ] as const) {
      await page.getByTestId('remembered-offer').waitFor();
      await expect.poll(() => position(page)).toBe(at);
      expect(await shownName(page)).toContain(name);
      expect(await page.getByTestId('queue-summary').innerText()).toMatch(/^已盖章 #\d+：.+_已盖章\.pdf$/);
      expect(await page.getByTestId('login-line').innerText()).toContain('结束登录');
      await page.getByTestId('offered-ring').first().waitFor();
      await expect.poll(() => focused(page)).toBe('accept-remembered');
      await page.keyboard.press('Control+Enter');
      await expect.poll(() => focused(page)).toBe('confirm-stamp');
      expect(await page.getByTestId('pin-input').count()).toBe(0);
      await page.keyboard.press('Enter');
    }
    await page.getByTestId('stamp-done').waitFor();
    expect(await page.getByTestId('stamp-next').count()).toBe(0);
    expect(await page.getByTestId('queue-summary').innerText()).toBe('已盖 3 · 待盖 0');
    expect(await page.getByTestId('login-line').count()).toBe(0);
    const rows = record('年度采购');
    expect(rows.map(({ documentName }) => documentName).toSorted()).toEqual(['丙.pdf', '乙.pdf', '甲.pdf'].toSorted());
    expect(rows.every(({ operator, outcome }) => operator === '王芳' && outcome === 'completed')).toBe(true);
    for (const name of ['甲', '乙', '丙']) {
      const output = join(office.home, 'stamped', `${name}_已盖章.pdf`);
      expect(execFileSync('pdfsig', [output], { encoding: 'utf8' })).toContain('Signature is Valid');
    }
  });

  test('logs out when she says so, and is asked again; and each time where she wants that', async () => {
    const { page } = window;
    await dropFiles(
      page,
      ['午.pdf', '未.pdf', '申.pdf', '酉.pdf'].map((name) => contractNamed(name)),
    );
    const review = async () => {
      await expect.poll(() => focused(page)).toBe('accept-remembered');
      await page.keyboard.press('Control+Enter');
    };
    await review();
    await typePin(page);
    await page.keyboard.press('Enter');
    await page.getByTestId('login-line').waitFor();
    await review();
    await expect.poll(() => focused(page)).toBe('confirm-stamp');
    await page.getByTestId('confirm-sheet').getByTestId('end-login').click();
    await typePin(page);
    await page.keyboard.press('Enter');
    await expect.poll(() => position(page)).toBe('3 / 4');
    await page.getByTestId('login-line').waitFor();
    office.qianyin('settings', '--pin-each-time');
    await review();
    await typePin(page);
    expect(await page.getByTestId('pin-once').count()).toBe(0);
    office.qianyin('settings', '--pin-once');
    await page.keyboard.press('Enter');
    await expect.poll(() => position(page)).toBe('4 / 4');
  });

  test('presses Enter to place what was placed last, and Enter to look at it', async () => {
    const { page } = window;
    await openPdf(page, contractNamed('丁.pdf'));
    await expect.poll(() => focused(page)).toBe('accept-remembered');
    await page.keyboard.press('Enter');
    await page.getByTestId('placed-seal-0').waitFor();
    expect(await page.getByTestId('stamp-reason').inputValue()).toBe('年度采购');
    await expect.poll(() => focused(page)).toBe('stamp-button');
    await page.keyboard.press('Enter');
    await enterPin(page);
  });

  test('skips one, takes one out, comes back to the one that was skipped, and sees what became of each', async () => {
    const { page } = window;
    const folder = join(office.folder, '一批');
    mkdirSync(folder);
    for (const name of ['1.pdf', '2.pdf', '3.pdf']) contractNamed(name, folder);
    copyFileSync(fixturePath('README.md'), join(folder, 'README.md'));
    await dropFiles(page, [folder]);
    await isShown(page);
    expect(await position(page)).toBe('1 / 3');
    await page.getByTestId('queue-skip').click();
    await expect.poll(() => shownName(page)).toContain('2.pdf');
    await page.getByTestId('queue-take-out').click();
    await expect.poll(() => shownName(page)).toContain('3.pdf');
    expect(await position(page)).toBe('2 / 2');
    await page.getByTestId('queue-skip').click();
    await page.getByTestId('queue-done').waitFor();
    expect(await page.getByTestId('queue-done').innerText()).toMatch(/1\.pdf\s*已跳过\s*3\.pdf\s*已跳过/);
    await page.getByTestId('queue-done').getByText('1.pdf').click();
    await expect.poll(() => shownName(page)).toContain('1.pdf');
    expect(await position(page)).toBe('1 / 2');
  });

  test('keeps the placed seals when something that is no PDF is dropped over them', async () => {
    const { page } = window;
    await openPdf(page, contractNamed('戊.pdf'));
    await isShown(page);
    await page.getByTestId('decline-remembered').click();
    await placeSeal(page);
    const bad = join(office.folder, '假.pdf');
    writeFileSync(bad, 'only its name is that of a PDF');
    await dropFiles(page, [bad]);
    const refused = page.getByTestId('refused');
    await refused.waitFor();
    expect(await refused.innerText()).toMatch(/这不是 PDF 文件[\s\S]*PDF_NOT_PDF/);
    await page.keyboard.press('Enter');
    await refused.waitFor({ state: 'detached' });
    // It begins as a PDF does, and is none.
    writeFileSync(bad, '%PDF-1.7\nnothing');
    await dropFiles(page, [bad]);
    await refused.getByText('假.pdf').waitFor();
    await page.keyboard.press('Enter');
    await refused.waitFor({ state: 'detached' });
    expect(await page.getByTestId('placed-seal-0').count()).toBe(1);
    expect(await shownName(page)).toContain('戊.pdf');
    // And one by its kind, beside one that is: that one goes to the end.
    await dropFiles(page, [fixturePath('README.md'), contractNamed('己.pdf'), contractNamed('庚.pdf')]);
    await refused.getByText('README.md').first().waitFor();
    await page.keyboard.press('Enter');
    await expect.poll(() => position(page)).toBe('1 / 3');
    expect(await page.getByTestId('placed-seal-0').count()).toBe(1);
    await page.getByTestId('placed-seal-0').press('Delete');
  });

  test('is told first that a contract bears the seal already in another file, which is one press away', async () => {
    const { page } = window;
    const path = contractNamed('辛.pdf');
    await openPdf(page, path);
    await expect.poll(() => focused(page)).toBe('accept-remembered');
    await page.keyboard.press('Control+Enter');
    await enterPin(page);
    await openPdf(page, path, 'open-another');
    const notice = page.getByTestId('former-notice');
    await notice.waitFor();
    expect(await notice.innerText()).toMatch(/此文件 \d\d:\d\d 已盖公章（#\d+）/);
    expect(await page.getByTestId('remembered-offer').count()).toBe(0);
    await expect.poll(() => focused(page)).toBe('former-show');
    await page.keyboard.press('Enter');
    await page.getByTestId('verification-report').waitFor();
    await page.getByTestId('nav-stamp').click();
    await page.getByTestId('former-answer').click();
    await page.getByTestId('remembered-offer').waitFor();
  });

  test('finds sources among the recent files, not what came of them', async () => {
    const { page } = window;
    await page.getByTestId('recent-file').first().waitFor();
    const names = await page.getByTestId('recent-file').allInnerTexts();
    expect(names.some((name) => name.includes('辛.pdf'))).toBe(true);
    expect(names.filter((name) => name.includes('_已盖章'))).toEqual([]);
  });

  test('chooses a source again that vanished since it was listed', async () => {
    const { page } = window;
    await page.getByTestId('recent-file').first().waitFor();
    rmSync(join(office.home, 'inbox'), { recursive: true });
    mkdirSync(join(office.home, 'inbox'), { mode: 0o700 });
    await page.getByTestId('recent-file').first().click();
    await page.getByTestId('choose-again').waitFor();
    const chooser = page.waitForEvent('filechooser');
    await page.getByTestId('choose-again').click();
    await (await chooser).setFiles(contractNamed('壬.pdf'));
    await isShown(page);
    expect(await shownName(page)).toContain('壬.pdf');
  });
});
