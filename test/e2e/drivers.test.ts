import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { settings } from '../../src-main/contract/index.ts';
import { type Office, openOffice } from '../fixtures/office.ts';
import { fixturePath } from '../fixtures/pdf/index.ts';
import { type FaultyDriver, makeFaultyDriver } from '../token/faulty-driver.ts';
import { axeFindings } from './accessibility.ts';
import { dragSeal, openPdf, openWindow, program, type ServedWindow } from './window.ts';

const signaturePin = '998877';

let office: Office;
let driver: FaultyDriver;
let env: Record<string, string>;
let window: ServedWindow;

beforeAll(async () => {
  office = openOffice({ algorithm: 'rsa2048' });
  driver = makeFaultyDriver('vendor', office.folder, office.token);
  env = { ...office.env, ...driver.candidate.env, QIANYIN_DRIVERS: `softhsm2,${driver.candidate.path}` };
  window = await openWindow({ home: office.home, env });
  await window.page.setViewportSize({ width: 1366, height: 768 });
  await window.page.getByTestId('nav-settings').click();
});
afterAll(async () => {
  await window?.close();
  office?.close();
});

const row = (name: string) => window.page.getByTestId('drivers').getByRole('row').filter({ hasText: name });
const press = (name: string, button: string) => row(name).getByRole('button', { name: button, exact: true }).click();
const saved = () => settings.parse(JSON.parse(readFileSync(join(office.home, 'settings.json'), 'utf8')));

describe('设置 › 驱动诊断: a second driver of the same UKey', () => {
  test('is added by its path once the person named it to the program itself, and the UKey behind both is one', async () => {
    const { page } = window;
    await row('softhsm2').getByText('正常').waitFor();
    await page.getByTestId('driver-path').fill(driver.candidate.path);
    await page.getByTestId('add-driver').click();
    await page.getByTestId('drivers').getByText('DRIVER_NOT_CONFIRMED').waitFor();
    execFileSync(process.execPath, [program, 'drivers', 'add', driver.candidate.path], {
      env: { ...process.env, QIANYIN_HOME: office.home, ...env },
      stdio: 'ignore',
    });
    await page.getByTestId('add-driver').click();
    await row('vendor.so').getByText('正常').waitFor();
    await expect.poll(() => page.getByTestId('driver-path').inputValue()).toBe('');
    expect(window.complaints.splice(0)).toEqual([expect.stringContaining('400')]);
    expect(await page.getByTestId('token-card').count()).toBe(1);
  });

  test('is preferred, and says so', async () => {
    await press('vendor.so', '优先');
    await row('vendor.so').getByText('优先使用').waitFor();
    await vi.waitFor(() => expect(saved().preferredDrivers).toHaveLength(1));
  });

  test('signs then; its key wants a PIN of its own, which is asked for by its name and checked', async () => {
    driver.obey(`always-authenticate ${signaturePin}`);
    const { page } = window;
    await page.getByTestId('nav-stamp').click();
    await openPdf(page, fixturePath('chromium.pdf'));
    await page.locator('[data-testid=page-1] canvas').waitFor();
    await dragSeal(page, office.sealId, { page: 1, xMm: 100, yMm: 120, pageWidthMm: 210 });
    await page.getByTestId('stamp-button').click();
    const sheet = page.getByTestId('confirm-sheet');
    await page.getByTestId('pin-input').fill(office.token.pin);
    expect(await page.getByTestId('signature-pin').count()).toBe(0);
    await page.getByTestId('pin-input').press('Enter');
    await page.getByTestId('signature-pin').waitFor();
    await expect.poll(() => sheet.getByTestId('error-panel').innerText()).toContain('SIGNATURE_PIN_REQUIRED');

    const type = async (own: string) => {
      await page.getByTestId('pin-input').fill(office.token.pin);
      expect(await page.getByTestId('confirm-stamp').isDisabled()).toBe(true);
      await page.getByTestId('signature-pin').fill(own);
      await page.getByTestId('signature-pin').press('Enter');
    };
    await type('000000');
    await expect.poll(() => sheet.getByTestId('error-panel').innerText()).toContain('SIGNATURE_PIN_INCORRECT');
    // What was typed is gone from the screen with the attempt.
    expect(await page.getByTestId('signature-pin').inputValue()).toBe('');
    await type(signaturePin);
    await page.getByTestId('stamp-done').waitFor();
    const output = join(office.home, 'stamped', (await page.getByTestId('output-name').innerText()).trim());
    expect(execFileSync('pdfsig', [output], { encoding: 'utf8' })).toContain('Signature is Valid');
    expect(window.complaints.splice(0)).toEqual(expect.arrayContaining([expect.stringContaining('400')]));
  });

  test('is no longer preferred, and the other one, which wants no such PIN, signs again', async () => {
    const { page } = window;
    await page.getByTestId('nav-settings').click();
    await press('vendor.so', '取消优先');
    await row('vendor.so').getByText('优先使用').waitFor({ state: 'detached' });
    await vi.waitFor(() => expect(saved().preferredDrivers).toEqual([]));
  });

  test('is disabled and enabled; with every driver of it disabled the UKey is gone', async () => {
    const { page } = window;
    await press('softhsm2', '停用');
    await row('softhsm2').getByText('已停用').waitFor();
    await page.getByTestId('token-card').waitFor();
    await press('vendor.so', '停用');
    await row('vendor.so').getByText('已停用').waitFor();
    await page.getByTestId('token-absent').waitFor();
    await press('softhsm2', '启用');
    await row('softhsm2').getByText('正常').waitFor();
    await page.getByTestId('token-card').waitFor();
  });

  test('is removed once the person has read what that means, and its file stays', async () => {
    const { page } = window;
    await press('vendor.so', '移除');
    const question = page.getByRole('dialog').filter({ hasText: '移除驱动' });
    await question.waitFor();
    expect(await axeFindings(page, '[role=dialog]')).toEqual([]);
    await question.getByRole('button', { name: '取消' }).click();
    await question.waitFor({ state: 'detached' });
    expect(await row('vendor.so').count()).toBe(1);
    await press('vendor.so', '移除');
    await page.getByRole('dialog').getByRole('button', { name: '移除' }).click();
    await row('vendor.so').waitFor({ state: 'detached' });
    await vi.waitFor(() => expect(saved().driverPaths).toEqual([]));
    expect(readFileSync(driver.candidate.path).length).toBeGreaterThan(0);
    expect(window.complaints).toEqual([]);
  });
});
