import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { settings } from '../../src-main/contract/index.ts';
import { Desk } from '../longterm/desk.ts';
import { makeCrl } from '../signature/openssl-responders.ts';
import { openWindow, program, type ServedWindow } from './window.ts';

describe('设置 › 联网与时间戳', () => {
  const home = mkdtempSync(join(tmpdir(), 'qianyin-e2e-network-'));
  let desk: Desk;
  let window: ServedWindow;
  const stored = () => settings.parse(JSON.parse(readFileSync(join(home, 'settings.json'), 'utf8')));

  beforeAll(async () => {
    desk = await Desk.open();
    window = await openWindow({ home });
    await window.page.getByTestId('nav-settings').click();
  });
  afterAll(async () => {
    await window?.close();
    await desk?.close();
    rmSync(home, { recursive: true, force: true });
  });

  test('nothing is allowed until the person says so; what she says is kept, and nothing else changes', async () => {
    const { page } = window;
    await expect.poll(() => page.getByTestId('network-allowed').getAttribute('aria-checked')).toBe('false');
    await page.getByTestId('operator-name').fill('王芳');
    await page.getByTestId('operator-name').blur();
    await page.getByTestId('network-allowed').click();
    await page.getByTestId('authority-name').fill('示例');
    await page.getByTestId('authority-url').fill(`${desk.server.origin}/tsa`);
    await page.getByTestId('add-authority').click();
    await page.getByTestId('network').getByText(`${desk.server.origin}/tsa`).waitFor();
    expect(stored()).toMatchObject({
      operatorName: '王芳',
      networkAllowed: true,
      timestampAuthorities: [{ name: '示例', url: `${desk.server.origin}/tsa` }],
      signatureLevel: 'B-B',
    });
  });

  test('an address that is none cannot be added', async () => {
    const { page } = window;
    await page.getByTestId('authority-name').fill('错误');
    await page.getByTestId('authority-url').fill('ftp://example.com/');
    await expect.poll(() => page.getByTestId('add-authority').isDisabled()).toBe(true);
    await page.getByTestId('authority-url').fill('http://example.com/');
    await expect.poll(() => page.getByTestId('add-authority').isDisabled()).toBe(false);
  });

  test('a revocation list is imported beside certificates, shown with its dates, and removed again', async () => {
    const { page } = window;
    const path = join(home, 'list.crl');
    writeFileSync(path, makeCrl(desk.openssl, { issuer: desk.root }));
    await page.getByTestId('trust-file').setInputFiles(path);
    const lists = page.getByTestId('revocation-lists');
    await lists.getByText('示例根').waitFor();
    await lists.getByRole('button', { name: '移除' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '移除' }).click();
    await lists.waitFor({ state: 'detached' });
    expect(window.complaints).toEqual([]);
  });

  test('a file that waits is completed by itself once the network is allowed, and the person sees when', async () => {
    const { page } = window;
    const qianyin = (...args: string[]) =>
      execFileSync(process.execPath, [program, ...args], { env: { ...process.env, QIANYIN_HOME: home } });
    await page.getByTestId('network-allowed').click();
    await vi.waitFor(() => expect(stored().networkAllowed).toBe(false));
    for (const { certificatePath } of [desk.root, desk.timestampRoot]) qianyin('trust', 'add', certificatePath);
    qianyin('longterm', 'add', await desk.sign(desk.signer('张三')), '--level', 'B-LT');
    await expect.poll(() => page.getByTestId('longterm-schedule').count()).toBe(0);
    expect(desk.services.asked).toEqual([]);

    await page.getByTestId('network-allowed').click();
    await page
      .getByTestId('longterm-schedule')
      .filter({ hasText: /上次自动补：\d{4}年.*下次：没有待补的文件/ })
      .waitFor();
    await expect.poll(() => page.getByTestId('waiting-files').innerText()).toContain('没有待补的文件');
    expect(desk.services.asked).toContain('/tsa');

    desk.services.timestamp = () => {
      throw new Error('out of order');
    };
    qianyin('longterm', 'add', await desk.sign(desk.signer('李四')), '--level', 'B-T');
    await page.getByTestId('network-allowed').click();
    await page.getByTestId('longterm-schedule').waitFor({ state: 'detached' });
    await page.getByTestId('network-allowed').click();
    await page.getByTestId('waiting-files').getByText('NETWORK_STATUS').waitFor();
    await page
      .getByTestId('longterm-schedule')
      .filter({ hasText: /下次：\d{4}年/ })
      .waitFor();
    expect(window.complaints).toEqual([]);
  });
});
