import { copyFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Office, openOffice } from '../fixtures/office.ts';
import { fixturePath } from '../fixtures/pdf/index.ts';
import { openPdf, openWindow, type ServedWindow } from './window.ts';

let office: Office;
let window: ServedWindow;

beforeAll(async () => {
  office = openOffice({ algorithm: 'rsa2048' });
  window = await openWindow({ home: office.home, env: office.env });
});

afterAll(async () => {
  await window?.close();
  office.close();
});

async function open(name: string, button: 'open-pdf' | 'open-another' = 'open-pdf'): Promise<void> {
  const path = join(office.folder, name);
  copyFileSync(fixturePath('chromium.pdf'), path);
  await openPdf(window.page, path, button);
  await window.page.locator('[data-testid=page-1] canvas').waitFor();
}

const placeOf = async () => {
  const seal = window.page.getByTestId('placed-seal-0');
  return [Number(await seal.getAttribute('data-x-mm')), Number(await seal.getAttribute('data-y-mm'))];
};

test('a seal goes to where the lease wants it, and to the next such place; a proof shows it; a template keeps it', async () => {
  const { page } = window;
  await page.getByTestId('token-card').waitFor();
  await open('租约.pdf');
  await page.getByTestId('aid-closing').click();
  const said = page.getByTestId('aid-said');
  await expect.poll(() => said.innerText()).toContain('盖章处');
  await page.getByTestId('placed-seal-0').waitFor();
  const first = await placeOf();
  await page.getByTestId('aid-closing').click();
  await expect.poll(placeOf).not.toEqual(first);
  expect(await page.getByTestId('placed-seal-1').count()).toBe(0);

  await page.getByTestId('aid-proof').click();
  await page.getByTestId('open-proof').waitFor();
  const proof = readdirSync(join(office.home, 'stamped')).find((name) => name.includes('样稿'));
  // 3: there is no signature in it.
  const verify = () => office.qianyin('verify', join(office.home, 'stamped', proof ?? ''));
  expect(verify).toThrow(expect.objectContaining({ status: 3 }));

  await page.getByTestId('aid-templates').click();
  await page.getByText('把现在的位置存为模板…').click();
  await page.getByTestId('template-name').fill('租约');
  await page.keyboard.press('Enter');
  await expect.poll(() => said.innerText()).toContain('已存为模板');
  const kept = await placeOf();

  // Nobody is asked then whether what is placed may go.
  await page.getByTestId('placed-seal-0').press('Delete');
  await open('另一份租约.pdf', 'open-another');
  await page.getByText('另一份租约.pdf', { exact: true }).first().waitFor();
  await page.locator('[data-testid=page-1] canvas').waitFor();
  await page.getByTestId('placed-seal-0').waitFor({ state: 'detached' });
  await page.getByTestId('aid-templates').click();
  await page.getByText('适合这份文件').waitFor();
  await page.getByRole('menuitem', { name: '租约' }).click();
  await page.getByTestId('placed-seal-0').waitFor();
  expect(await placeOf()).toEqual(kept);
  if (process.env.QIANYIN_SHOTS) await page.screenshot({ path: '/tmp/try/aids.png' });
});
