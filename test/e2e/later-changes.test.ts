import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Office, openOffice } from '../fixtures/office.ts';
import { onePage, stream, update } from '../fixtures/pdf/index.ts';
import { openWindow, type ServedWindow } from './window.ts';

let office: Office;
let window: ServedWindow;
let signed: string;
let changed: string;

beforeAll(async () => {
  office = openOffice({ algorithm: 'rsa2048' });
  const { folder, home, env, sealId, qianyin } = office;
  const contract = join(folder, '合同.pdf');
  writeFileSync(contract, onePage());
  signed = join(folder, '合同_已盖章.pdf');
  qianyin('stamp', contract, '-o', signed, '--seal', sealId, '--page', '1', '--at', '100,100');
  changed = join(folder, '改过的合同.pdf');
  writeFileSync(changed, update(readFileSync(signed), { 4: stream('BT /F 24 Tf 72 700 Td (Forged) Tj ET') }));
  window = await openWindow({ home, env });
});
afterAll(async () => {
  await window?.close();
  office.close();
});

test('a changed contract shows what was changed, before and after, and is saved as it was stamped', async () => {
  const { page } = window;
  await page.getByTestId('nav-verify').click();
  const chooser = page.waitForEvent('filechooser');
  await page.getByTestId('verify-open').click();
  await (await chooser).setFiles(changed);
  await page.getByTestId('later').click();
  const changes = page.getByTestId('changes');
  expect(await changes.locator('li').allTextContents()).toEqual([
    '第 1 页：改动了页面内容（签章人没有允许这样改动）。',
  ]);
  await page.getByTestId('show-signed').click();
  await changes.locator('figure').nth(1).waitFor();
  expect(await changes.locator('figcaption').allTextContents()).toEqual(['盖章时 · 第 1 页', '现在 · 第 1 页']);
  await page.getByTestId('save-signed').waitFor();
  const download = page.waitForEvent('download');
  await page.getByTestId('save-signed').click();
  const saved = join(office.folder, 'saved.pdf');
  await (await download).saveAs(saved);
  expect(readFileSync(saved).equals(readFileSync(signed))).toBe(true);
  expect(window.complaints).toEqual([]);
});
