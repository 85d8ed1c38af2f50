import { copyFileSync, linkSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { contractOfFivePages } from '../fixtures/contract-pages.ts';
import { type Office, openOffice } from '../fixtures/office.ts';
import { fixturePath, readFixture } from '../fixtures/pdf/index.ts';
import { axeFindings } from './accessibility.ts';
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

/** So many names for one file. */
function folderOfLinks(name: string, count: number, fixture: string): string {
  const folder = join(office.folder, name);
  mkdirSync(folder);
  const nameOf = (number: number) => join(folder, `${String(number).padStart(5, '0')}.pdf`);
  // One that no other test has stamped.
  writeFileSync(nameOf(0), Buffer.concat([readFixture(fixture), Buffer.from(`% ${name}\n`)]));
  for (let number = 1; number < count; number++) linkSync(nameOf(0), nameOf(number));
  return folder;
}

async function start(page: Page): Promise<void> {
  await page.getByTestId('batch-start').click();
  await page.getByTestId('pin-input').fill(office.token.pin);
  await page.keyboard.press('Enter');
  await page.getByTestId('batch-start-sheet').waitFor({ state: 'hidden' });
}

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
    expect(await axeFindings(page)).toEqual([]);
    await expect.poll(() => page.getByTestId('batch-pile').getAttribute('data-files'), { timeout: 30_000 }).toBe('8');
    await shoot(page, 'looked');
  });

  test('opens one that is unlike, reads what was found, and takes it out', async () => {
    const { page } = window;
    await page.getByTestId('only-rotation').click();
    await row(page, 'turned.pdf').click();
    const panel = page.getByTestId('batch-item-panel');
    await panel.locator('[data-state=drawn] canvas').waitFor();
    await expect.poll(() => panel.getByTestId('picture-seal').count()).toBe(1);
    await shoot(page, 'panel');
    expect(await axeFindings(page, '[role=dialog]')).toEqual([]);
    await page.getByTestId('panel-take-out').click();
    await expect.poll(() => row(page, 'turned.pdf').getAttribute('data-state')).toBe('left-out');
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'hidden' });
    await page.getByTestId('only-warned').click();
    await page.getByTestId('take-out-all').click();
    await page.getByTestId('only-left-out').getByText('2').waitFor();
    // And puts one of them back, with the keys alone.
    await page.getByTestId('only-left-out').click();
    await row(page, 'five-pages.pdf').waitFor();
    await page.getByTestId('batch-items').focus();
    await page.keyboard.press('End');
    await page.keyboard.press('Home');
    const first = await page.getByTestId('batch-item').first().innerText();
    await page.keyboard.press('Space');
    await shoot(page, 'selected');
    await page.getByTestId('put-back').click();
    await page.getByTestId('only-left-out').getByText('1').waitFor();
    await expect.poll(() => page.getByTestId('batch-items').innerText()).not.toContain(first.split('\n')[1]);
    await page.getByTestId('only-all').click();
  });

  test('sees ten at random with their seals', async () => {
    const { page } = window;
    await page.getByTestId('batch-random').click();
    const pages = page.getByTestId('random-pages');
    await expect.poll(() => pages.locator('[data-state=drawn]').count(), { timeout: 60_000 }).toBeGreaterThan(7);
    await shoot(page, 'random');
    expect(await axeFindings(page, '[role=dialog]')).toEqual([]);
    await page.keyboard.press('Escape');
    await pages.waitFor({ state: 'hidden' });
  });

  test('types the PIN once, a wrong one first, and has each file stamped and a list of them', async () => {
    const { page } = window;
    expect(await page.getByTestId('batch-login').innerText()).toContain('输入一次 PIN 码');
    await page.getByTestId('batch-start').click();
    await page.getByTestId('batch-start-sheet').waitFor();
    await shoot(page, 'start');
    expect(await axeFindings(page, '[role=dialog]')).toEqual([]);
    await page.getByTestId('pin-input').fill('000000');
    await page.keyboard.press('Enter');
    await page.getByTestId('pin-refused').waitFor();
    await expect.poll(() => page.getByTestId('pin-input').getAttribute('aria-invalid')).toBe('true');
    await shoot(page, 'wrong-pin');
    await page.getByTestId('pin-input').fill(office.token.pin);
    await page.keyboard.press('Enter');
    await page.getByTestId('batch-results').waitFor({ timeout: 60_000 });
    expect(await page.getByTestId('count-done').innerText()).toMatch(/成功 8/);
    expect(await page.getByTestId('count-failed').innerText()).toMatch(/失败 2/);
    await shoot(page, 'results');
    const stamped = readdirSync(join(office.folder, '合同', '已盖章'), { recursive: true }).map(String);
    expect(stamped.filter((name) => name.endsWith('.pdf'))).toHaveLength(8);
    expect(stamped).toContain(join('分公司', '11_groff.pdf'));
    expect(stamped.filter((name) => name.endsWith('.xlsx'))).toHaveLength(1);
  });

  test('gives the password of those that have one, stamps them too, and takes the list along', async () => {
    const { page } = window;
    await page.getByTestId('only-protected').click();
    await page.getByTestId('batch-password').fill('user');
    await page.getByTestId('batch-use-password').click();
    await start(page);
    await expect.poll(() => page.getByTestId('count-done').innerText(), { timeout: 60_000 }).toMatch(/成功 9/);
    await page.getByTestId('batch-results').waitFor();
    await page.getByTestId('batch-export').click();
    const download = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: 'CSV' }).click();
    const path = await (await download).path();
    expect(readFileSync(path, 'utf8')).toContain('encrypted.pdf');
    await page.getByTestId('batch-retry').click();
    await expect.poll(() => row(page, 'damaged.pdf').count()).toBe(0);
    await page.getByTestId('only-all').click();
    await expect.poll(() => row(page, 'damaged.pdf').getAttribute('data-state')).toBe('failed');
  });
});

describe('a clerk', () => {
  test('takes a queue with what is placed over to a batch, and has all of it stamped', async () => {
    const { page } = window;
    await page.getByTestId('nav-stamp').click();
    const names = ['甲.pdf', '乙.pdf', '丙.pdf'];
    const contract = await contractOfFivePages();
    for (const [index, name] of names.entries()) {
      writeFileSync(join(office.folder, name), Buffer.concat([contract, Buffer.from(`% ${index}\n`)]));
    }
    await dropFiles(
      page,
      names.map((name) => join(office.folder, name)),
    );
    await page.locator('[data-testid=page-1] canvas').waitFor();
    await page.getByTestId(`seal-${office.sealId}`).focus();
    await page.keyboard.press('Enter');
    await page.getByTestId('placed-seal-0').waitFor();
    await page.getByTestId('stamp-reason').fill('采购');
    await page.getByTestId('queue-batch').click();
    await page.getByTestId('batch-found').getByText('3').waitFor();
    expect(await page.getByTestId('batch-placed').innerText()).toMatch(/公章 · 此处 · 第 1 页/);
    expect(await page.getByTestId('batch-reason').inputValue()).toBe('采购');
    // Nothing of it is left where it came from.
    expect(await page.getByTestId('queue-bar').count()).toBe(0);

    await page.getByTestId('place-on-first').click();
    const placing = page.getByTestId('page-of-batch');
    await placing.locator('[data-testid=page-1] canvas').waitFor();
    await placing.getByTestId('placed-seal-0').waitFor();
    await shoot(page, 'placing');
    await placing.getByTestId('rule-row').getByText('关键字').click();
    await placing.getByTestId('keyword-text').waitFor();
    await expect.poll(() => placing.getByTestId('placing-status').innerText()).toContain('找到');
    await page.getByTestId('use-places').click();
    expect(await page.getByTestId('batch-placed').innerText()).toMatch(/公章 · 关键字 · 盖章/);
    await page.getByTestId('batch-create').click();
    await page.getByTestId('batch-start').waitFor();
    await start(page);
    await expect.poll(() => page.getByTestId('count-done').innerText(), { timeout: 60_000 }).toMatch(/成功 3/);
    await page.getByTestId('batch-results').waitFor();
    // What came through the inbox goes where it is kept.
    const kept = readdirSync(join(office.home, 'stamped'), { recursive: true }).map(String);
    expect(kept.filter((name) => /[甲乙丙]_已盖章\.pdf$/.test(name))).toHaveLength(3);
  });

  test('is told the line of a table that is wrong, before anything starts', async () => {
    const { page } = window;
    const table = join(office.folder, '清单.csv');
    writeFileSync(table, '文件,用印事由\n甲.pdf,采购\n不在.pdf,采购\n');
    await newBatch(page, table);
    await page.getByTestId('batch-found').getByText('清单共 2 行').waitFor();
    await page.getByTestId('batch-rule').getByText('骑缝').click();
    await page.getByTestId('batch-create').click();
    const wrong = page.getByTestId('page-of-batch').getByTestId('error-panel');
    expect(await wrong.innerText()).toMatch(/清单第 3 行有误/);
    await shoot(page, 'table-wrong');
    await page.getByTestId('batch-sources').getByRole('button').click();
  });

  test('pauses a batch, works elsewhere meanwhile, stops it, and ends it later, the token pulled once', async () => {
    const { page } = window;
    await newBatch(page, folderOfLinks('工资单', 200, 'mutool.pdf'));
    await page.getByTestId('batch-found').getByText('200').waitFor();
    await page.getByTestId('batch-rule').getByText('固定位置').click();
    await page.getByTestId('batch-create').click();
    await page.getByTestId('batch-start').waitFor({ timeout: 60_000 });
    await start(page);
    await page.getByTestId('batch-pause').click();
    await page.getByTestId('batch-resume').click();
    await page.getByTestId('batch-pause').click();
    await page.getByTestId('batch-resume').waitFor();
    expect(await barState(page)).toBe('paused');
    expect(await axeFindings(page)).toEqual([]);
    await shoot(page, 'paused');
    expect(await page.getByTestId('nav-badge').innerText()).toMatch(/^‖ \d+%$/);
    // Leaving the page would end it: the browser asks.
    const asked = new Promise<string>((resolve) => {
      page.once('dialog', (dialog) => {
        resolve(dialog.type());
        void dialog.dismiss();
      });
    });
    await page.close({ runBeforeUnload: true });
    expect(await asked).toBe('beforeunload');
    await page.getByTestId('nav-history').click();
    await page.getByTestId('history-row').first().waitFor();
    await shoot(page, 'elsewhere');
    await page.getByTestId('nav-batch').click();
    await page.getByTestId('batch-stop').click();
    await page.getByRole('dialog').getByRole('button', { name: '停止' }).click();
    await expect.poll(() => barState(page)).toBe('stopped');
    await shoot(page, 'stopped');
    await page.getByTestId('batch-back').click();
    const entry = page.getByTestId('batch-entry').filter({ hasText: '工资单' });
    expect(await entry.innerText()).toMatch(/已中断[\s\S]*继续/);
    await entry.click();
    await start(page);
    // The token is pulled, and put back a moment later.
    office.token.pull();
    const waiting = page.getByTestId('batch-waiting-token');
    await waiting.waitFor();
    expect(await waiting.innerText()).toContain('UKey 已拔出，插回后自动继续');
    await shoot(page, 'waiting-token');
    office.token.plug();
    await expect.poll(() => page.getByTestId('count-done').innerText(), { timeout: 90_000 }).toMatch(/成功 200/);
    await page.getByTestId('batch-results').waitFor();
    const outputs = readdirSync(join(office.folder, '工资单', '已盖章')).filter((name) => name.endsWith('.pdf'));
    expect(outputs).toHaveLength(200);
    expect(await page.getByTestId('nav-badge').count()).toBe(0);
  });
});

describe('a university with ten thousand diplomas', () => {
  test('has the list open within two seconds, and goes to its end', async () => {
    const { page } = window;
    await newBatch(page, folderOfLinks('毕业证书', 10_000, 'cairo.pdf'));
    await page.getByTestId('batch-found').getByText('10,000').waitFor();
    await page.getByTestId('batch-rule').getByText('固定位置').click();
    await page.getByTestId('batch-create').click();
    await row(page, '00000.pdf').waitFor();
    await expect.poll(() => page.getByTestId('batch-looking').innerText()).toMatch(/^正在预检 [1-9]/);
    await shoot(page, 'looking');
    await page.getByTestId('batch-cancel-look').click();
    await page.getByTestId('batch-look').waitFor();
    await page.getByTestId('batch-back').click();
    const entry = page.getByTestId('batch-entry').filter({ hasText: '毕业证书' });
    await entry.waitFor();
    await shoot(page, 'list');
    const at = performance.now();
    await entry.click();
    await row(page, '00000.pdf').waitFor();
    expect(performance.now() - at).toBeLessThan(2_000);
    await page.getByTestId('batch-items').press('End');
    await row(page, '09999.pdf').waitFor();
    // Whatever is listed, so few rows exist.
    expect(await page.getByTestId('batch-item').count()).toBeLessThan(60);
    await page.getByTestId('batch-back').click();
    await entry.locator('xpath=..').getByTestId('batch-remove').click();
    await page.getByRole('dialog').getByRole('button', { name: '移除' }).click();
    await entry.waitFor({ state: 'detached' });
  });
});
