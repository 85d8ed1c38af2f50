/** 对账, evidence package, backup and an old ledger, in the window, and whether all of page 记录 can be used by everybody. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { axeFindings } from './accessibility.ts';
import { type HistoryDesk, openHistoryDesk } from './history-desk.ts';
import { dropFiles, openWindow, type ServedWindow } from './window.ts';

let desk: HistoryDesk;
let window: ServedWindow;

beforeAll(async () => {
  desk = openHistoryDesk();
  window = await openWindow({ home: desk.office.home, env: { ...desk.office.env, TZ: 'Asia/Shanghai' } });
  await window.page.setViewportSize({ width: 1366, height: 768 });
  await window.page.getByTestId('nav-history').click();
  await window.page.getByTestId('history-row').first().waitFor();
}, 180_000);
afterAll(async () => {
  await window?.close();
  desk?.office.close();
});

const openMenu = async (page: Page, menu: 'register-menu' | 'keep-menu', item: string) => {
  await page.getByTestId(menu).click();
  await page.getByTestId(item).click();
};
const closeDialog = async (page: Page) => {
  await page.locator('.ant-modal-footer .ant-btn:not(.ant-btn-primary)').last().click();
  await page.locator('.ant-modal-wrap:visible').waitFor({ state: 'detached' });
};

describe('对账', () => {
  test('says of every file of a folder how it stands, and which one is gone', async () => {
    const { page } = window;
    await page.getByTestId('reconcile-open').click();
    const dialog = page.getByTestId('reconcile-dialog');
    expect(await axeFindings(page)).toEqual([]);
    await page.getByTestId('reconcile-path').fill(desk.contracts);
    await page.getByTestId('reconcile-path-go').click();
    await page.getByTestId('reconcile-result').waitFor({ timeout: 60_000 });
    expect(await axeFindings(page)).toEqual([]);
    const count = (group: string) => page.getByTestId(`reconcile-${group}`).innerText();
    // The contract and its original, and those of the two others that are left.
    expect(await count('recorded')).toBe('在册 4');
    expect(await count('changed')).toBe('在册但已改动 1');
    expect(await count('gone')).toBe('文件不在了 1');
    // Stamped in the ledger that was set aside.
    expect(await count('elsewhere')).toBe('其他台账的回执 2');
    expect(await count('unrecorded')).toMatch(/^不在册 3$/);
    await page.getByTestId('reconcile-gone').click();
    const rows = page.getByTestId('reconcile-row');
    await expect.poll(() => rows.count()).toBe(1);
    expect(await rows.innerText()).toContain('保密协议_已盖章.pdf');
    expect(await dialog.innerText()).toContain('没有对上');
  });

  test('leads to the use of a row and comes back with what was found, which can be saved', async () => {
    const { page } = window;
    await page.getByTestId('reconcile-changed').click();
    await page.getByTestId('reconcile-use').first().click();
    await expect.poll(() => page.getByTestId('history-panel').innerText()).toContain('办公用房');
    await expect.poll(() => page.getByTestId('history-panel').innerText()).toContain('盖章文件已改动');
    await page.keyboard.press('Escape');
    await page.getByTestId('reconcile-result').waitFor();
    const download = page.waitForEvent('download');
    await page.getByTestId('export-csv').click();
    const saved = join(desk.office.folder, 'reconciled.csv');
    await (await download).saveAs(saved);
    expect(readFileSync(saved, 'utf8')).toMatch(/租赁合同_已盖章\.pdf/);
    await page.getByTestId('exported-csv').waitFor();
    await closeDialog(page);
  });

  test('takes files that are dropped on it, and not as files to stamp', async () => {
    const { page } = window;
    await page.getByTestId('reconcile-open').click();
    await page.getByTestId('reconcile-drop').waitFor();
    await dropFiles(page, [join(desk.contracts, '采购合同_已盖章.pdf')]);
    await expect
      .poll(
        () =>
          page
            .getByTestId('reconcile-recorded')
            .innerText()
            .catch(() => ''),
        { timeout: 30_000 },
      )
      .toBe('在册 1');
    await closeDialog(page);
  });

  test('is ended when the person wants it, with what is done until then', async () => {
    const { page } = window;
    await page.getByTestId('reconcile-open').click();
    await page.route('**/api/call/history.reconcile', async (route) => {
      await page.getByTestId('history-work-cancel').click();
      await route.fallback();
    });
    const cancelled = page.waitForRequest('**/api/call/history.cancel');
    await page.getByTestId('reconcile-path').fill(desk.contracts);
    await page.getByTestId('reconcile-path-go').click();
    await cancelled;
    await page.unroute('**/api/call/history.reconcile');
    await page.getByTestId('reconcile-result').waitFor({ timeout: 60_000 });
    await closeDialog(page);
  });
});

describe('留存', () => {
  test('makes an evidence package that the script finds whole', async () => {
    const { page } = window;
    await openMenu(page, 'keep-menu', 'package-open');
    await page.getByTestId('package-dialog').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    const download = page.waitForEvent('download');
    await page.getByTestId('package-go').click();
    const file = await download;
    expect(file.suggestedFilename()).toMatch(/^用印记录证据包_.*\.zip$/);
    const saved = join(desk.office.folder, 'package.zip');
    await file.saveAs(saved);
    await page.getByTestId('package-done').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    const script = new URL('../../src-main/history/package/check.py', import.meta.url).pathname;
    const checked: unknown = JSON.parse(execFileSync('python3', [script, saved, '--json'], { encoding: 'utf8' }));
    const { whole, head } = z.object({ whole: z.boolean(), head: z.object({ hash: z.string() }) }).parse(checked);
    expect(whole).toBe(true);
    expect((await page.getByTestId('package-done').innerText()).replaceAll(/\s/g, '')).toContain(head.hash);
    await closeDialog(page);
  });

  test('backs up with a passphrase, and takes the backup back', async () => {
    const { page } = window;
    await openMenu(page, 'keep-menu', 'backup-open');
    await page.getByTestId('backup-passphrase').fill('short');
    await expect.poll(() => page.getByTestId('backup-go').isDisabled()).toBe(true);
    await page.getByTestId('backup-passphrase').fill('一个足够长的口令');
    await page.getByTestId('backup-again').fill('一个足够长的口令');
    expect(await axeFindings(page)).toEqual([]);
    const download = page.waitForEvent('download');
    await page.getByTestId('backup-go').click();
    const saved = join(desk.office.folder, 'backup.qylb');
    await (await download).saveAs(saved);
    expect(readFileSync(saved).subarray(0, 5).toString()).toBe('QYLB1');
    await closeDialog(page);

    await openMenu(page, 'keep-menu', 'restore-open');
    const chooser = page.waitForEvent('filechooser');
    await page.getByTestId('restore-pick').click();
    await (await chooser).setFiles(saved);
    await page.getByTestId('restore-passphrase').fill('错的口令错的口令');
    expect(await axeFindings(page)).toEqual([]);
    await page.getByTestId('restore-go').click();
    await page.getByTestId('error-panel').waitFor();
    await page.getByTestId('restore-passphrase').fill('一个足够长的口令');
    await page.getByTestId('restore-go').click();
    await page.getByText(/已恢复事件 \d+ 个/).waitFor({ timeout: 30_000 });
    await expect.poll(() => page.getByTestId('history-row').count()).toBe(3);
  });
});

describe('a ledger that was set aside', () => {
  const asideFiles = () => readdirSync(desk.office.home).filter((name) => name.endsWith('.set-aside.sqlite'));

  test('opens read-only under a band that says what is lost and what is proven', async () => {
    const { page } = window;
    expect(asideFiles().length).toBe(2);
    const [name = ''] = asideFiles();
    const path = join(desk.office.home, name);
    const before = createHash('sha256').update(readFileSync(path)).digest('hex');
    await page.getByLabel(`查看 ${name}`).click();
    const band = page.getByTestId('aside-band');
    await band.waitFor({ timeout: 30_000 });
    expect(await band.innerText()).toContain('已封存的旧台账，只读');
    await page.getByTestId('aside-standing').waitFor({ timeout: 30_000 });
    expect(await band.innerText()).toMatch(/仍可证明[\s\S]*第 1–\d+ 个事件前后相接[\s\S]*已丢失或不可信[\s\S]*\d+/);
    await expect.poll(() => page.getByTestId('history-row').count()).toBe(1);
    expect(await page.getByTestId('history-row').innerText()).toContain('旧账合同.pdf');
    expect(await page.getByTestId('export-open').count()).toBe(0);
    expect(await page.getByTestId('reconcile-open').count()).toBe(0);
    expect(await axeFindings(page)).toEqual([]);
    await page.getByTestId('history-row').click();
    await expect.poll(() => page.getByTestId('use-proof').getAttribute('data-proof')).toMatch(/vouched|chained/);
    await expect.poll(() => page.getByTestId('history-panel').innerText()).toContain('归档');
    await page.keyboard.press('Escape');
    await page.locator('.ant-drawer-open').waitFor({ state: 'detached' });
    await page.getByText('事件', { exact: true }).first().click();
    await page.getByTestId('event-row').first().waitFor();
    await page.getByTestId('aside-back').click();
    await page.getByText('用印', { exact: true }).first().click();
    await expect.poll(() => page.getByTestId('history-row').count()).toBe(3);
    expect(createHash('sha256').update(readFileSync(path)).digest('hex')).toBe(before);
  });

  test('is listed by the command line', () => {
    const [name = ''] = asideFiles();
    const path = join(desk.office.home, name);
    const listed = desk.office.qianyin('history', 'list', '--ledger', path);
    expect(listed).toContain('旧账合同.pdf');
    expect(listed).not.toContain('采购合同.pdf');
    expect(desk.office.qianyin('history', 'show', '1', '--ledger', path)).toMatch(/结果 +已盖章[\s\S]*用印事由 +归档/);
  });
});

describe('everybody can use page 记录', () => {
  const states: readonly [string, (page: Page) => Promise<unknown>, (page: Page) => Promise<unknown>][] = [
    ['the list', async () => undefined, async () => undefined],
    [
      'a narrowed list',
      (page) => page.getByTestId('history-search').fill('采购'),
      (page) => page.getByTestId('clear-filters').click(),
    ],
    [
      'the panel of a use',
      async (page) => {
        await page.getByTestId('history-row').first().click();
        await page.getByTestId('use-receipt').waitFor();
      },
      async (page) => {
        await page.keyboard.press('Escape');
        await page.locator('.ant-drawer-open').waitFor({ state: 'detached' });
      },
    ],
    [
      'events',
      async (page) => {
        await page.getByText('事件', { exact: true }).first().click();
        await page.getByTestId('event-row').first().waitFor();
      },
      async () => undefined,
    ],
    [
      'an event',
      (page) => page.getByTestId('event-row').first().click(),
      async (page) => {
        await page.keyboard.press('Escape');
        await page.locator('.ant-drawer-open').waitFor({ state: 'detached' });
      },
    ],
    [
      'repairs',
      (page) => page.getByText('修复', { exact: true }).first().click(),
      (page) => page.getByText('用印', { exact: true }).first().click(),
    ],
    ['the export', (page) => page.getByTestId('export-open').click(), closeDialog],
    [
      'the check',
      async (page) => {
        await page.getByTestId('check-open').click();
        await page.getByTestId('check-go').click();
        await page.locator('.check-result').waitFor({ timeout: 30_000 });
      },
      closeDialog,
    ],
    ['a handover', (page) => openMenu(page, 'register-menu', 'handover-open'), closeDialog],
    ['an inspection', (page) => openMenu(page, 'register-menu', 'inspection-open'), closeDialog],
    [
      'the menu',
      async (page) => {
        await page.getByTestId('keep-menu').click();
        await page.getByTestId('restore-open').waitFor();
      },
      (page) => page.keyboard.press('Escape'),
    ],
    [
      'a narrow window',
      (page) => page.setViewportSize({ width: 683, height: 384 }),
      (page) => page.setViewportSize({ width: 1366, height: 768 }),
    ],
  ];
  test.each(states)('%s', async (_, enter, leave) => {
    const { page } = window;
    await enter(page);
    expect(await axeFindings(page)).toEqual([]);
    await leave(page);
  });

  test('nothing was complained of on the way', () => {
    // A wrong passphrase is answered so.
    expect(window.complaints.filter((said) => !said.includes('400'))).toEqual([]);
  });
});

describe('归档', () => {
  test('writes a package that the script finds whole, begins a fresh record, and leads into the former one', async () => {
    const { page } = window;
    const before = await page.getByTestId('history-row').count();
    await openMenu(page, 'keep-menu', 'archive-open');
    await page.getByTestId('archive-go').click();
    const done = page.getByTestId('archive-done');
    await done.waitFor({ timeout: 30_000 });
    expect(await axeFindings(page)).toEqual([]);
    const [path = ''] = /\S+用印记录归档\S+\.zip/.exec(await done.innerText()) ?? [];
    const script = new URL('../../src-main/history/package/check.py', import.meta.url).pathname;
    expect(execFileSync('python3', [script, path], { encoding: 'utf8' })).not.toBe('');
    await expect.poll(() => page.getByTestId('archived-look').count()).toBe(1);
    await page.getByTestId('archived-look').click();
    await page.getByTestId('aside-band').waitFor({ timeout: 30_000 });
    await expect.poll(() => page.getByTestId('history-row').count()).toBe(before);
    await page.getByTestId('aside-back').click();
    await expect.poll(() => page.getByTestId('history-row').count()).toBe(0);
  });
});
