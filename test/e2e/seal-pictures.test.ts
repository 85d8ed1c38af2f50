import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { printPages, roundSeal } from '../fixtures/seal-pages.ts';
import { openWindow, type ServedWindow } from './window.ts';

const folder = mkdtempSync(join(tmpdir(), 'qianyin-e2e-seal-pictures-'));
const pictured = join(folder, '有图案的合同.pdf');
const plain = join(folder, '合同.pdf');
const patience = { timeout: 20_000 };
let window: ServedWindow;

beforeAll(async () => {
  const [withPicture = new Uint8Array(), page = new Uint8Array()] = await printPages([
    `<h1>采购合同</h1><div class=at>${roundSeal()}</div>`,
    '<h1>采购合同</h1>',
  ]);
  writeFileSync(pictured, withPicture);
  writeFileSync(plain, page);
  window = await openWindow({ home: join(folder, 'home') });
});
afterAll(async () => {
  await window?.close();
  rmSync(folder, { recursive: true, force: true });
});

test('a picture of a seal that nobody signed is pointed out, and shown where it is', async () => {
  const { page } = window;
  await page.getByTestId('nav-verify').click();
  const chooser = page.waitForEvent('filechooser');
  await page.getByTestId('verify-open').click();
  await (await chooser).setFiles([pictured, plain]);
  const picture = page.getByTestId('seal-picture');
  await picture.waitFor();
  await expect
    .poll(() => picture.innerText())
    .toContain('第 1 页有一个看起来像印章的图案，但它下面没有电子签章，不能当作已盖章');
  await page.getByTestId('show-seal-picture').click();
  const crop = picture.getByRole('img', { name: '第 1 页' });
  await crop.waitFor();
  // What is shown is the seal: the middle of it, where its star is, becomes red.
  await expect
    .poll(async () => {
      const { data, width, height } = PNG.sync.read(await crop.screenshot());
      const at = ((height >> 1) * width + (width >> 1)) * 4;
      return (data[at] ?? 0) - (data[at + 1] ?? 0) > 100;
    }, patience)
    .toBe(true);
  // Its box on the page leads to what is said of it.
  await page.getByTestId('box-picture-1').click();
  await expect
    .poll(() =>
      page
        .getByTestId('seal-picture')
        .first()
        .evaluate((element) => element === document.activeElement),
    )
    .toBe(true);
  await page.getByTestId('verify-file').filter({ hasText: '合同.pdf' }).last().click();
  await page.getByTestId('verification-report').waitFor();
  await expect.poll(() => page.getByTestId('seal-pictures').getAttribute('data-count'), patience).toBe('0');
  await expect.poll(() => page.getByTestId('seal-picture').count()).toBe(0);
  expect(window.complaints).toEqual([]);
});
