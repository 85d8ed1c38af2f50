import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { settings } from '../../src-main/contract/index.ts';
import { type Office, openOffice } from '../fixtures/office.ts';
import { openWindow, type ServedWindow } from './window.ts';

describe('设置 › 驱动诊断', () => {
  let office: Office;
  let window: ServedWindow;
  const allowed = () =>
    settings.parse(JSON.parse(readFileSync(join(office.home, 'settings.json'), 'utf8'))).allowedDrivers;
  const openSettings = async (drivers: string) => {
    window = await openWindow({ home: office.home, env: { ...office.env, QIANYIN_DRIVERS: drivers } });
    await window.page.getByTestId('nav-settings').click();
  };
  const row = (driver: string) => window.page.getByTestId('drivers').getByRole('row').filter({ hasText: driver });

  beforeAll(() => {
    office = openOffice({ algorithm: 'rsa2048' });
  });
  afterAll(async () => {
    await window?.close();
    office?.close();
  });

  test('to load only listed drivers takes no token away at first; one taken off the list is stopped at once', async () => {
    await openSettings('');
    const { page } = window;
    await row('softhsm2').getByText('正常').waitFor();
    await row('opensc').getByText('正常').waitFor();
    await page.getByTestId('only-allowed-drivers').click();
    await vi.waitFor(() => expect(allowed()).toEqual(expect.arrayContaining(['opensc', 'softhsm2'])));
    expect(await row('softhsm2').count()).toBe(1);

    const listed = page.getByTestId('allowed-drivers');
    await listed.locator('.ant-select-selection-item').filter({ hasText: 'opensc' }).getByLabel('close').click();
    await row('opensc').waitFor({ state: 'detached' });
    expect(allowed()).not.toContain('opensc');
    expect(await row('softhsm2').count()).toBe(1);

    await page.getByTestId('only-allowed-drivers').click();
    await row('opensc').getByText('正常').waitFor();
    expect(allowed()).toBeNull();
    expect(window.complaints).toEqual([]);
    await window.close();
  });

  test('a list of the administrator is shown and cannot be changed; what is not in it cannot be added', async () => {
    await openSettings('softhsm2');
    const { page } = window;
    await page.getByText('由管理员用变量 QIANYIN_DRIVERS 设定，这里不能修改。').waitFor();
    expect(await page.getByTestId('only-allowed-drivers').isDisabled()).toBe(true);
    await row('softhsm2').getByText('正常').waitFor();
    expect(await row('opensc').count()).toBe(0);
    expect(window.complaints).toEqual([]);
    await page.getByTestId('driver-path').fill('/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so');
    await page.getByTestId('add-driver').click();
    await page.getByText('不允许使用 UKey 驱动 /usr/lib/x86_64-linux-gnu/opensc-pkcs11.so').waitFor();
  });
});
