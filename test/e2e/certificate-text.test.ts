/** The full text of a certificate, where the window shows one. */
import { join } from 'node:path';
import type { Locator, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Office, openOffice, owner } from '../fixtures/office.ts';
import { fixturePath } from '../fixtures/pdf/index.ts';
import { openWindow, type ServedWindow } from './window.ts';

let office: Office;
let signed: string;
let window: ServedWindow;
let page: Page;

beforeAll(async () => {
  office = openOffice({ algorithm: 'rsa2048' });
  signed = join(office.folder, '合同_已盖章.pdf');
  const place = ['--seal', office.sealId, '--page', '1', '--at', '100,100'];
  office.qianyin('stamp', fixturePath('chromium.pdf'), '-o', signed, ...place);
  window = await openWindow({ home: office.home, env: office.env });
  page = window.page;
  await window.context.grantPermissions(['clipboard-read', 'clipboard-write']);
});
afterAll(async () => {
  await window?.close();
  office?.close();
});

/** Opens the full text from a place that shows a certificate, copies it, and closes it. */
async function copyFullText(place: Locator): Promise<string> {
  await place.getByTestId('certificate-text-open').click();
  const shown = page.getByTestId('certificate-text');
  await expect.poll(() => shown.innerText()).toContain(owner);
  await page.getByRole('button', { name: '复制全文' }).click();
  await page.getByRole('button', { name: '已复制' }).waitFor();
  const text = await shown.innerText();
  await page.keyboard.press('Escape');
  await shown.waitFor({ state: 'detached' });
  return text;
}

test('is read and copied beside the UKey, and beside a signature, and says what the command line says', async () => {
  const printed = office.qianyin('certs', '--text');
  const copied = () => page.evaluate(() => navigator.clipboard.readText());

  await page.getByTestId('token-card').click();
  const drawer = page.getByTestId('token-drawer');
  await drawer.locator('.ant-collapse-header').first().click();
  const beside = await copyFullText(drawer);
  expect(beside).toContain('Key Usage');
  const text = await copied();
  expect(text.replaceAll(/\s+/g, ' ')).toBe(beside.replaceAll(/\s+/g, ' '));
  expect(printed).toContain(text.trimEnd());

  await page.keyboard.press('Escape');
  await page.getByTestId('nav-verify').click();
  const chooser = page.waitForEvent('filechooser');
  await page.getByTestId('verify-open').click();
  await (await chooser).setFiles(signed);
  const card = page.getByTestId('signature-card');
  await card.getByRole('button', { name: '证书' }).click();
  await copyFullText(card);
  expect(await copied()).toBe(text);
  expect(window.complaints).toEqual([]);
});
