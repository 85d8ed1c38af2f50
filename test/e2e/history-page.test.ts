/** 记录 as an auditor goes through it: real stamped files, their receipts, what became of them. */
import { execFileSync } from 'node:child_process';
import { appendFileSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { receiptText, verificationReport } from '../../src-main/contract/index.ts';
import { type Office, openOffice } from '../fixtures/office.ts';
import { fixturePath } from '../fixtures/pdf/index.ts';
import { dropFiles, openWindow, type ServedWindow } from './window.ts';

let office: Office;
let window: ServedWindow;
let desk: string;
let once: string;
let twice: string;

beforeAll(async () => {
  office = openOffice();
  desk = join(office.folder, '合同');
  mkdirSync(desk);
  const contract = join(desk, '采购合同.pdf');
  const lease = join(desk, '租赁合同.pdf');
  copyFileSync(fixturePath('chromium.pdf'), contract);
  copyFileSync(fixturePath('chromium.pdf'), lease);
  appendFileSync(lease, '\n% another one\n');
  once = join(desk, '采购合同_甲方.pdf');
  twice = join(desk, '采购合同_双方.pdf');
  const place = ['--seal', office.sealId, '--page', '1', '--at'];
  const entered = [
    '--unit',
    '采购中心',
    '--document-number',
    '杭示〔2026〕12号',
    '--amount',
    '1,200.00',
    '--approver',
    '孙总',
  ];
  office.qianyin('stamp', contract, '-o', once, ...place, '60,220', '--reason', '年度采购', ...entered);
  office.qianyin(
    'stamp',
    lease,
    '-o',
    join(desk, '租赁合同_已盖章.pdf'),
    ...place,
    '60,220',
    '--page',
    '1',
    '--at',
    '60,100',
    '--unit',
    '财务部',
  );
  office.qianyin('stamp', once, '-o', twice, ...place, '140,220');
  writeFileSync(join(office.home, 'history.20261101.set-aside.sqlite'), 'what was left of it', { mode: 0o600 });
  // Days are counted by the core: on a person's machine it has the window's time zone.
  window = await openWindow({ home: office.home, env: { ...office.env, TZ: 'Asia/Shanghai' } });
  await window.page.setViewportSize({ width: 1366, height: 768 });
  await window.page.getByTestId('nav-history').click();
  await window.page.getByTestId('history-row').first().waitFor();
});
afterAll(async () => {
  await window?.close();
  office?.close();
});

const rows = (page: Page) => page.getByTestId('history-row');
const documents = async (page: Page) => (await rows(page).allInnerTexts()).map((text) => text.match(/\S+\.pdf/)?.[0]);

/** Until the picture is there, or it is said why there is none: what is still being read when it is closed is refused, which the console complains of. */
async function pictured(page: Page): Promise<void> {
  const place = page.getByTestId('stamped-place');
  if ((await place.count()) === 0) return;
  await expect.poll(() => place.innerText(), { timeout: 20_000 }).not.toContain('正在');
  if ((await place.locator('canvas').count()) > 0)
    await expect.poll(() => coloursOf(page), { timeout: 20_000 }).toBeGreaterThan(20);
}

async function closePanel(page: Page): Promise<void> {
  await pictured(page);
  await page.keyboard.press('Escape');
  await page.locator('.ant-drawer-open').waitFor({ state: 'detached' });
}

async function openUse(page: Page, document: string): Promise<void> {
  await rows(page).filter({ hasText: document }).click();
  await page.getByTestId('history-panel').waitFor();
}

/** How many colours a picture has: one that is blank has one. */
const coloursOf = (page: Page) =>
  page
    .getByTestId('stamped-place')
    .locator('canvas')
    .evaluate((element) => {
      if (!(element instanceof HTMLCanvasElement) || element.width === 0) return 0;
      const copy = new OffscreenCanvas(element.width, element.height).getContext('2d', { willReadFrequently: true });
      copy?.drawImage(element, 0, 0);
      const { data = new Uint8ClampedArray() } = copy?.getImageData(0, 0, element.width, element.height) ?? {};
      const colours = new Set<number>();
      for (let at = 0; at < data.length; at += 4)
        colours.add(((data[at] ?? 0) << 16) | ((data[at + 1] ?? 0) << 8) | (data[at + 2] ?? 0));
      return colours.size;
    });

describe('the list of uses', () => {
  test('has a row for each act, and says how many there are and what an export holds', async () => {
    const { page } = window;
    expect(await documents(page)).toEqual(['采购合同_甲方.pdf', '租赁合同.pdf', '采购合同.pdf']);
    expect(await rows(page).nth(1).innerText()).toMatch(/公章[\s\S]*单页[\s\S]*2 处[\s\S]*已盖章/);
    expect(await page.getByTestId('history-total').innerText()).toBe('共 3 条');
    expect(await page.getByTestId('export-open').innerText()).toContain('导出全部 3 条');
  });

  test('is narrowed by words as one types, and what is exported is what is listed', async () => {
    const { page } = window;
    await page.getByTestId('history-search').fill('杭示〔2026〕12号');
    await expect.poll(() => page.getByTestId('export-open').innerText()).toContain('导出这 1 条');
    expect(await documents(page)).toEqual(['采购合同.pdf']);
    await page.getByTestId('export-open').click();
    const download = page.waitForEvent('download');
    await page.getByTestId('export-go').click();
    const saved = join(office.folder, 'saved.csv');
    await (await download).saveAs(saved);
    expect(readFileSync(saved, 'utf8').trim().split('\n').slice(1)).toEqual([expect.stringContaining('采购合同.pdf')]);
    await page.getByText('已导出 1 条').waitFor();
    await page.getByTestId('clear-filters').click();
    await expect.poll(() => rows(page).count()).toBe(3);
  });

  test('is exported as a register that is signed, when the PIN is entered', async () => {
    const { page } = window;
    await page.getByTestId('export-open').click();
    await page.getByTestId('export-pdf').click();
    await page.getByTestId('export-sign').check();
    expect(await page.getByTestId('export-go').isDisabled()).toBe(true);
    await page.getByTestId('pin-input').fill('000000');
    await page.getByTestId('export-go').click();
    await page.getByTestId('export-dialog').getByText('PIN 码不正确').waitFor();
    await page.getByTestId('pin-input').fill('135790');
    const download = page.waitForEvent('download');
    await page.getByTestId('export-go').click();
    const saved = join(office.folder, '台账.pdf');
    await (await download).saveAs(saved);
    expect(execFileSync('pdfsig', ['-nocert', saved], { encoding: 'utf8' })).toContain('Signature is Valid');
    await page.getByText('已导出 3 条').waitFor();
  });

  test('is narrowed by a bar of a chart, and no longer by the same bar', async () => {
    const { page } = window;
    const chart = page.getByTestId('history-charts');
    await chart.getByText('按用印单位', { exact: true }).click();
    const finance = chart.getByRole('button', { name: '财务部：用印 1 次' });
    await finance.click();
    await expect.poll(() => documents(page)).toEqual(['租赁合同.pdf']);
    expect(await page.getByTestId('history-total').innerText()).toBe('共 1 条');
    // The other bars stay, so that one can go from one to another.
    await chart.getByRole('button', { name: '采购中心：用印 1 次' }).waitFor();
    expect(await finance.getAttribute('aria-pressed')).toBe('true');
    await finance.click();
    await expect.poll(() => rows(page).count()).toBe(3);
    await chart.getByText('按日', { exact: true }).click();
    await chart.getByTestId('time-bars').getByRole('button').click();
    await page.getByTestId('clear-filters').waitFor();
    const today = chart.getByTestId('time-bars').getByRole('button');
    await expect.poll(() => today.getAttribute('aria-pressed')).toBe('true');
    expect(await rows(page).count()).toBe(3);
    await page.getByTestId('clear-filters').click();
    await page.getByTestId('clear-filters').waitFor({ state: 'detached' });
  });

  test('keeps the old rows until the new ones are there, and the last question wins', async () => {
    const { page } = window;
    // The first answer from here on comes when it is let go.
    await page.evaluate(() => {
      const real = globalThis.fetch;
      const held = Promise.withResolvers<void>();
      addEventListener('let-go', () => held.resolve(), { once: true });
      let isFirst = true;
      globalThis.fetch = async (input, init) => {
        const answer = await real(input, init);
        if (!isFirst || !String(input).includes('history.list')) return answer;
        isFirst = false;
        document.body.dataset.held = 'true';
        await held.promise;
        delete document.body.dataset.held;
        return answer;
      };
    });
    await page.getByTestId('history-search').fill('租赁');
    await page.locator('body[data-held]').waitFor();
    expect(await rows(page).count()).toBe(3);
    expect(await page.getByTestId('export-open').isDisabled()).toBe(true);
    await page.getByTestId('history-search').fill('甲方');
    await expect.poll(() => documents(page)).toEqual(['采购合同_甲方.pdf', '采购合同.pdf']);
    await page.evaluate(() => dispatchEvent(new Event('let-go')));
    await page.locator('body:not([data-held])').waitFor();
    await expect.poll(() => page.getByTestId('export-open').innerText()).toContain('导出这 2 条');
    expect(await documents(page)).toEqual(['采购合同_甲方.pdf', '采购合同.pdf']);
    await page.getByTestId('clear-filters').click();
    await expect.poll(() => rows(page).count()).toBe(3);
  });

  test('is gone through with the keys alone, into the panel and back', async () => {
    const { page } = window;
    await page.getByTestId('history-search').focus();
    for (
      let at = 0;
      at < 30 && !(await page.getByTestId('history-list').evaluate((list) => list === document.activeElement));
      at++
    ) {
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.getByTestId('history-panel').innerText()).toContain('财务部');
    await closePanel(page);
    await expect
      .poll(() => page.getByTestId('history-list').evaluate((list) => list === document.activeElement))
      .toBe(true);
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.getByTestId('history-panel').innerText()).toContain('采购合同_双方.pdf');
    await closePanel(page);
  });
});

describe('the panel of a use', () => {
  test('shows the stamped place, what was entered, the files as they are, and the receipt that the signature carries', async () => {
    const { page } = window;
    await openUse(page, '采购合同.pdf');
    const panel = page.getByTestId('history-panel');
    await expect.poll(() => coloursOf(page), { timeout: 20_000 }).toBeGreaterThan(20);
    expect(await page.getByTestId('use-particulars').innerText()).toMatch(
      /采购中心[\s\S]*杭示〔2026〕12号[\s\S]*1,200\.00[\s\S]*孙总/,
    );
    await expect.poll(() => panel.innerText()).toMatch(/原件在[\s\S]*盖章文件在/);
    const report = verificationReport.parse(JSON.parse(verify(once)));
    const [signature] = report.signatures;
    const receipt = signature?.receipt;
    if (!receipt) throw new Error('the signature carries no receipt');
    const shown = (await page.getByTestId('use-receipt').innerText()).replaceAll(/\s/g, '');
    expect(shown).toContain(receipt.hash);
    expect(shown).toContain(receipt.ledger);
    expect(receiptText(receipt)).toContain(String(receipt.number));
  });

  test('goes along the life of the document', async () => {
    const { page } = window;
    const life = page.getByTestId('document-life');
    expect(await life.getByTestId('life-use').count()).toBe(2);
    await life.getByTestId('life-use').last().click();
    await expect.poll(() => page.getByTestId('history-panel').innerText()).toContain('采购合同_双方.pdf');
    await pictured(page);
    await life.getByTestId('life-use').first().click();
    await expect.poll(() => page.getByTestId('history-panel').innerText()).toContain('杭示〔2026〕12号');
    await closePanel(page);
  });

  test('says when the files were changed or are gone, and then shows no picture of them', async () => {
    const { page } = window;
    const whole = readFileSync(twice);
    appendFileSync(twice, '\n');
    await openUse(page, '采购合同_甲方.pdf');
    const panel = page.getByTestId('history-panel');
    await expect.poll(() => panel.innerText()).toContain('盖章文件已改动');
    expect(await page.getByTestId('stamped-place').locator('canvas').count()).toBe(0);
    rmSync(twice);
    await panel.getByRole('button', { name: '重新核对' }).click();
    await expect.poll(() => panel.innerText()).toContain('盖章文件不在');
    writeFileSync(twice, whole);
    await panel.getByRole('button', { name: '重新核对' }).click();
    await expect.poll(() => panel.innerText()).toContain('盖章文件在');
    await expect.poll(() => coloursOf(page), { timeout: 20_000 }).toBeGreaterThan(20);
    await closePanel(page);
  });
});

/** What the command line prints of a file, whatever its verdict. */
function verify(path: string): string {
  try {
    return office.qianyin('verify', path, '--json');
  } catch (failed) {
    if (failed instanceof Error && 'stdout' in failed) return String(failed.stdout);
    throw failed;
  }
}

describe('what else is on record', () => {
  test('a ledger that was put aside is named, and is looked into', async () => {
    const text = await window.page.getByTestId('set-aside').innerText();
    expect(text).toContain('history.20261101.set-aside.sqlite');
    // It is none: looked into, it says so.
    await window.page.getByTestId('aside-look').click();
    await window.page.getByTestId('set-aside').getByTestId('error-panel').waitFor();
  });

  test('a handover and an inspection become events, and can be looked for', async () => {
    const { page } = window;
    await page.getByTestId('register-menu').click();
    await page.getByTestId('handover-open').click();
    const handover = page.getByTestId('handover');
    await page.getByTestId('handover-go').click();
    await expect.poll(() => handover.getByText('必填').count()).toBeGreaterThan(0);
    await handover.getByTestId('handover-seal').click();
    await page.getByTitle('公章', { exact: true }).last().click();
    await handover.getByLabel('接收人').fill('李强');
    await page.getByTestId('handover-go').click();
    await page.getByText(/已登记，事件号 \d+/).waitFor();
    await page.getByTestId('register-menu').click();
    await page.getByTestId('inspection-open').click();
    const inspection = page.getByTestId('inspection');
    await inspection.getByLabel('检查人').fill('孙总');
    await inspection.getByLabel('检查情况').fill('印章与登记一致');
    await page.getByTestId('inspection-go').click();
    await inspection.waitFor({ state: 'detached' });

    await page.getByText('事件', { exact: true }).click();
    await page.getByTestId('events-handovers').click();
    const events = page.getByTestId('event-row');
    await expect.poll(() => events.count()).toBe(1);
    expect(await events.innerText()).toMatch(/移交[\s\S]*印章 公章 · 移交人 王芳 · 接收人 李强/);
    await page.getByTestId('events-inspections').click();
    const inspected = events.filter({ hasText: '孙总' });
    await expect.poll(() => inspected.count()).toBe(1);
    expect(await inspected.innerText()).toMatch(/印章 全部 · 检查人 孙总 · 检查情况 印章与登记一致/);
    await page.getByTestId('events-handovers').click();
    await page.getByTestId('events-inspections').click();
    await page.getByTestId('events-uses').click();
    await expect.poll(() => events.count()).toBe(6);
    await events.first().click();
    await page.getByTestId('event-panel').getByRole('button', { name: '用印记录 #3' }).click();
    await expect.poll(() => page.getByTestId('history-panel').innerText()).toContain('采购合同_双方.pdf');
    await closePanel(page);
    await page.getByText('用印', { exact: true }).first().click();
  });
});

/** What is still being read when the page is left is refused, which the console complains of. A canvas that was not drawn on has its first width. */
async function drawn(page: Page): Promise<void> {
  const picture = page.locator('.signature-picture canvas').first();
  const width = () => picture.evaluate((element) => (element instanceof HTMLCanvasElement ? element.width : 0));
  await expect.poll(width, { timeout: 20_000 }).not.toBe(300);
}

describe('验章', () => {
  test('leads from a receipt to the row that it proves', async () => {
    const { page } = window;
    await page.getByTestId('nav-verify').click();
    await page.getByTestId('verify-open').waitFor();
    await dropFiles(page, [once]);
    const line = page.getByTestId('receipt');
    await expect.poll(() => line.innerText(), { timeout: 20_000 }).toContain('用印记录 #1（本机）');
    await drawn(page);
    await page.getByTestId('receipt-show').click();
    await expect.poll(() => page.getByTestId('history-panel').innerText()).toContain('杭示〔2026〕12号');
    await closePanel(page);
  });

  test.each([
    ['differs', '本机记录与回执不符'],
    ['beyond', '本机记录与回执不符'],
    ['elsewhere', '另一台电脑的记录'],
  ])('says what a receipt means that the record does not bear out: %s', async (state, said) => {
    const { page } = window;
    await page.route('**/api/call/history.receipt', (route) => route.fulfill({ json: { ok: { state, seq: null } } }));
    await page.getByTestId('nav-verify').click();
    await dropFiles(page, [once]);
    await expect.poll(() => page.getByTestId('receipt').getAttribute('data-state'), { timeout: 20_000 }).toBe(state);
    expect(await page.getByTestId('receipt').innerText()).toContain(said);
    await drawn(page);
    await page.unroute('**/api/call/history.receipt');
  });

  test('nothing was complained of on the way', () => {
    // What the browser itself logs of the one PIN that was wrong, and of the one file that is no ledger.
    expect(window.complaints).toEqual([expect.stringContaining('400'), expect.stringContaining('400')]);
  });
});
