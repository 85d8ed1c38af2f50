/**
 * Tasks of somebody who sees the window for the first time: she goes by the words and names on the screen alone, as a reader of the screen
 * would, and comes to the end of each.
 */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Locator, Page } from 'playwright';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Office, openOffice, owner } from '../fixtures/office.ts';
import { onePage, stream, update } from '../fixtures/pdf/index.ts';
import { makeSoftHsmToken } from '../fixtures/softhsm.ts';
import { scanned } from '../seal/scan.ts';
import { openWindow, type ServedWindow } from './window.ts';

vi.setConfig({ testTimeout: 120_000 });

let office: Office;
let window: ServedWindow;
let page: Page;

beforeAll(async () => {
  office = openOffice({ algorithm: 'rsa2048' });
  copyFileSync(writeContract('采购合同.pdf'), join(office.folder, '付款单.pdf'));
  window = await openWindow({ home: office.home, env: office.env });
  ({ page } = window);
  await page.getByTestId('token-card').waitFor();
});
afterAll(async () => {
  await window?.close();
  office.close();
});

function writeContract(name: string): string {
  const path = join(office.folder, name);
  writeFileSync(path, onePage());
  return path;
}

const go = (to: string) => page.getByRole('navigation').first().getByRole('button', { name: to, exact: true }).click();
const button = (name: string | RegExp, within: Page | Locator = page) => within.getByRole('button', { name }).first();

/** Clicks what opens the dialog for files, and chooses one. */
async function choose(by: Locator, path: string): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await by.click();
  await (await chooser).setFiles(path);
}

test('check a contract that was changed: she is told what, shown where, and what to do', async () => {
  const signed = join(office.folder, '采购合同_已盖章.pdf');
  office.qianyin(
    'stamp',
    join(office.folder, '采购合同.pdf'),
    '-o',
    signed,
    '--seal',
    office.sealId,
    '--page',
    '1',
    '--at',
    '100,100',
  );
  const changed = join(office.folder, '来件.pdf');
  writeFileSync(changed, update(readFileSync(signed), { 4: stream('BT /F 24 Tf 72 700 Td (Forged) Tj ET') }));
  await go('验章');
  await choose(button('选择文件'), changed);
  await page.getByText('盖章后被改动，不可采信').first().waitFor();
  await page.getByText('请发件人重新发来盖章后没有改动过的文件').first().waitFor();
  await button(/盖章之后/).click();
  await page.getByText('盖章时 · 第 1 页').waitFor();
  await page.getByText('现在 · 第 1 页').waitFor();
});

test('make the five seals of a new company: those that are missing are named, and drawn one after the other', async () => {
  await go('设置');
  await page.getByRole('checkbox', { name: /在“盖章”页显示/ }).click();
  await go('盖章');
  const missing = ['合同专用章', '财务专用章', '发票专用章', '法定代表人名章'];
  for (const kind of missing) {
    await button(`画${kind}`).click();
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    if (kind === '发票专用章') await dialog.getByTestId('tax-number').fill('91330100799655058B');
    if (kind === '法定代表人名章') await dialog.getByTestId('person-name').fill('张三丰');
    await dialog.getByTestId('make-seal').click();
    await dialog.waitFor({ state: 'detached' });
    await go('盖章');
    await expect.poll(() => button(`画${kind}`).count()).toBe(0);
  }
  await go('印章');
  for (const kind of ['公章', ...missing])
    await page.getByRole('heading', { name: kind, exact: true }).first().waitFor();
});

test('find who used the finance seal, and when', async () => {
  const input = join(office.folder, '付款单.pdf');
  office.qianyin('settings', '--operator', '李出纳');
  office.qianyin('stamp', input, '--seal', '财务专用章', '--page', '1', '--at', '100,100', '--reason', '付货款');
  await go('记录');
  await page.getByRole('searchbox').or(page.getByTestId('history-search')).first().fill('财务专用章');
  const row = page.getByText('付款单.pdf').first();
  await row.waitFor();
  await row.click();
  const details = page.getByRole('dialog');
  await details.getByText('李出纳').first().waitFor();
  await details.getByText('付货款').first().waitFor();
  await page.keyboard.press('Escape');
  await details.waitFor({ state: 'hidden' });
});

test('draw a seal in the name of another company: she is told why not, and gets on with the right name', async () => {
  await go('印章');
  await button('画印章').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByTestId('ring-text').fill('宁波另一家有限公司');
  await dialog.getByText(`印章上的名称与证书不同。证书属于“${owner}”，不能用它画别人的印章。`).waitFor();
  expect(await dialog.getByTestId('make-seal').isDisabled()).toBe(true);
  await dialog.getByTestId('ring-text').fill(owner);
  await dialog.getByTestId('seal-name').fill('公章（备用）');
  await dialog.getByTestId('make-seal').click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('heading', { name: '公章（备用）' }).waitFor();
});

test('import the picture of another company’s seal: she is told whose name it must bear before it can be used', async () => {
  const picture = join(office.folder, '别家公司.png');
  const impression = scanned({ paper: [247, 243, 233], ink: [200, 30, 36], shade: 0.3, noise: 4, print: false });
  writeFileSync(picture, impression);
  await go('印章');
  await button('导入印章').click();
  const dialog = page.getByRole('dialog');
  await choose(dialog.getByText('拖到这里，或点击选择'), picture);
  await dialog.getByText(`它必须是证书的持有者“${owner}”`).waitFor();
  const confirm = dialog.getByRole('button', { name: '导入', exact: true });
  expect(await confirm.isDisabled()).toBe(true);
  // It is not: she takes the right one, and has to look at that one too.
  await dialog.getByRole('checkbox', { name: '图片上的名称一致，我已核对' }).check();
  const right = join(office.folder, '本公司.png');
  writeFileSync(right, impression);
  await choose(dialog.getByText('别家公司.png'), right);
  await expect.poll(() => confirm.isDisabled()).toBe(true);
  await dialog.getByRole('checkbox', { name: '图片上的名称一致，我已核对' }).check();
  await dialog.getByLabel('印章名称').fill('公章（旧图）');
  await confirm.click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('heading', { name: '公章（旧图）' }).waitFor();
});

test('bind a renewed certificate to the seal: the seal says that it can be, and what it was bound to before', async () => {
  const threeYears = new Date(Date.now() + 3 * 365 * 86_400_000);
  makeSoftHsmToken({
    folder: dirname(office.token.tokensFolder),
    label: '换发的UKey',
    pin: '246810',
    keys: [{ algorithm: 'rsa2048', subject: `/C=CN/O=${owner}/CN=${owner}`, notAfter: threeYears }],
  });
  await go('印章');
  const row = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: '公章', exact: true }) });
  await button('详情', row).click();
  const drawer = page.getByRole('dialog');
  await drawer.getByRole('heading', { name: '续期' }).waitFor({ timeout: 20_000 });
  await button('改绑到此证书', drawer).click();
  await drawer.getByText('换发的UKey').waitFor();
  await drawer.getByText(/由 .+ 改绑/).waitFor();
  await drawer.getByText(`${threeYears.getFullYear()}年`, { exact: false }).first().waitFor();
  await page.keyboard.press('Escape');
  await drawer.waitFor({ state: 'detached' });
});
