import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { leasePlaces, printLease } from '../fixtures/lease.ts';
import { type Office, openOffice, owner } from '../fixtures/office.ts';
import { fixturePath } from '../fixtures/pdf/index.ts';
import { dragSeal, openPdf, openWindow, type ServedWindow } from './window.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

let office: Office;
let window: ServedWindow | undefined;
let lease: string;

beforeAll(async () => {
  office = openOffice({ algorithm: 'rsa2048' });
  lease = join(office.folder, 'lease.pdf');
  writeFileSync(lease, await printLease(owner));
});
afterEach(async () => {
  await window?.close();
  window = undefined;
});
afterAll(() => office.close());

/** Screenshots go where somebody wants to look at them. */
async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env.QIANYIN_SCREENSHOTS;
  if (folder) await page.screenshot({ path: join(folder, `preflight-${name}.png`) });
}

async function lastLook(path: string, place: { page: number; xMm: number; yMm: number }): Promise<Page> {
  window = await openWindow({ home: office.home, env: office.env });
  const { page } = window;
  await page.getByTestId('token-card').waitFor();
  await openPdf(page, path);
  await page.locator(`[data-testid=page-1] canvas`).waitFor();
  await dragSeal(page, office.sealId, { ...place, pageWidthMm: 210 });
  await page.getByTestId('stamp-button').click();
  await page.getByTestId('confirm-sheet').waitFor();
  return page;
}

const summary = async (page: Page) => (await page.getByTestId('preflight-summary').innerText()).trim();

describe('the 预检 in the last look', () => {
  test('shows what, where and what to do; the place can be enlarged', async () => {
    const page = await lastLook(lease, { page: 2, ...leasePlaces.amount });
    const covered = page.getByTestId('finding-seal-over-text').first();
    await covered.waitFor();
    expect(await covered.innerText()).toMatch(/注意[\s\S]*压住了“￥24,900.00”[\s\S]*请把印章移开一些/);
    expect(await summary(page)).toMatch(/^\d+ 项中，注意 4$/);
    await covered.getByTestId('finding-place').locator('canvas').waitFor();
    await shoot(page, 'warnings');
    await covered.getByTestId('finding-place').click();
    await page.getByTestId('finding-enlarged').locator('canvas').waitFor();
    await shoot(page, 'enlarged');
    await page.keyboard.press('Escape');
    await page.getByTestId('finding-enlarged').waitFor({ state: 'detached' });
    // Warnings leave the seal to the person.
    await page.getByTestId('pin-input').fill(office.token.pin);
    await expect.poll(() => page.getByTestId('confirm-stamp').isEnabled()).toBe(true);
    expect(window?.complaints).toEqual([]);
  });

  test('is quiet when nothing is found, and no higher with four findings than with none', async () => {
    const page = await lastLook(fixturePath('libreoffice.pdf'), { page: 1, xMm: 150, yMm: 250 });
    await expect.poll(() => summary(page)).toMatch(/^预检通过，\d+ 项$/);
    await shoot(page, 'quiet');
    expect((await page.getByTestId('preflight').boundingBox())?.height).toBe(168);
  });

  test('what a keeper ticked stops the stamp: in words and with a shape, and the button says why', async () => {
    office.qianyin('settings', '--no-stops');
    window = await openWindow({ home: office.home, env: office.env });
    const settings = window.page;
    await settings.getByTestId('nav-settings').click();
    await settings.getByTestId('stops').getByText('压住金额、证号或姓名').click();
    await settings.getByTestId('stops').scrollIntoViewIfNeeded();
    await shoot(settings, 'settings');
    await expect.poll(() => office.qianyin('settings', '--json')).toContain('"seal-over-text"');
    await window.close();

    const page = await lastLook(lease, { page: 2, ...leasePlaces.amount });
    const covered = page.getByTestId('finding-seal-over-text').first();
    await covered.waitFor();
    expect(await covered.innerText()).toContain('停止');
    expect(await covered.locator('svg').count()).toBeGreaterThan(0);
    await page.getByTestId('pin-input').fill(office.token.pin);
    expect(await page.getByTestId('stop-reason').innerText()).toContain('预检有 2 项设为停止，不能盖章');
    expect(await page.getByTestId('confirm-stamp').isDisabled()).toBe(true);
    await page.setViewportSize({ width: 1366, height: 768 });
    await shoot(page, 'stopped');
    await page.getByTestId('pin-input').press('Enter');
    expect(existsSync(join(office.folder, 'lease_已盖章.pdf'))).toBe(false);
    expect(readdirSync(office.folder)).toEqual(['lease.pdf']);
    office.qianyin('settings', '--no-stops');
  });
});
