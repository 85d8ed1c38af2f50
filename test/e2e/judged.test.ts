/** What a trained clerk has to do for a contract of a known kind: counted in the window, as the browser sees it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { contractOfFivePages } from '../fixtures/contract-pages.ts';
import { type Office, openOffice } from '../fixtures/office.ts';
import { dropFiles, openWindow, type ServedWindow } from './window.ts';

let office: Office;
let window: ServedWindow;
const paths: string[] = [];

beforeAll(async () => {
  office = openOffice({ algorithm: 'rsa2048' });
  const contract = await contractOfFivePages();
  for (const name of ['样本', '甲', '乙', '丙', '丁']) {
    const path = join(office.folder, `${name}.pdf`);
    writeFileSync(path, Buffer.concat([contract, Buffer.from(`% ${name}\n`)]));
    paths.push(path);
  }
  const [sample = ''] = paths;
  // 公章 on the last page, and across the edges of all of them.
  const places = ['--seal', office.sealId, '--page', 'last', '--at', '150,200', '--paging'];
  office.qianyin('templates', 'save', '采购合同', '--document', sample, ...places);
  window = await openWindow({ home: office.home, env: office.env });
  await window.page.getByTestId('token-card').waitFor();
});

afterAll(async () => {
  await window?.close();
  office?.close();
});

const counts = z.object({ clicks: z.number(), drags: z.number(), keys: z.number() });

/** Counts what the person does from now on: clicks, movements with the button held, keys without those that only go with others. */
const countFromNow = (page: Page) =>
  page.evaluate(() => {
    const count = { clicks: 0, drags: 0, keys: 0 };
    Object.assign(globalThis, { count });
    addEventListener('pointerdown', () => void count.clicks++, true);
    addEventListener('pointermove', ({ buttons }) => void (buttons > 0 && count.drags++), true);
    addEventListener('keydown', ({ key }) => void (['Control', 'Shift', 'Alt'].includes(key) || count.keys++), true);
  });
const countsSince = async (page: Page) => {
  const seen = counts.parse(await page.evaluate(() => Reflect.get(globalThis, 'count')));
  await page.evaluate(() => Object.assign(Reflect.get(globalThis, 'count'), { clicks: 0, drags: 0, keys: 0 }));
  return seen;
};
const focused = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute('data-testid') ?? '');

test('four clicks and the PIN for the first contract of a known kind, two keys for each further one, and no dragging', async () => {
  const { page } = window;
  await dropFiles(page, paths.slice(1));
  await page.locator('[data-testid=page-1] canvas').waitFor();
  await countFromNow(page);

  await page.getByTestId('aid-templates').click();
  await page.getByRole('menuitem', { name: '采购合同' }).click();
  await page.getByTestId('placed-seal-1').first().waitFor();
  await page.getByTestId('stamp-button').click();
  await expect.poll(() => focused(page)).toBe('pin-input');
  await page.keyboard.type(office.token.pin);
  await expect.poll(() => page.getByTestId('confirm-stamp').isEnabled()).toBe(true);
  await page.getByTestId('confirm-stamp').click();
  await page.getByTestId('login-line').waitFor();
  const first = await countsSince(page);
  expect(first.clicks).toBeLessThanOrEqual(4);
  expect([first.drags, first.keys]).toEqual([0, office.token.pin.length]);

  for (const at of ['2 / 4', '3 / 4', '4 / 4']) {
    await expect.poll(() => page.getByTestId('queue-position').innerText()).toBe(at);
    await expect.poll(() => focused(page)).toBe('accept-remembered');
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => focused(page)).toBe('confirm-stamp');
    await page.keyboard.press('Enter');
    await page.getByTestId('confirm-sheet').waitFor({ state: 'detached' });
    expect(await countsSince(page)).toEqual({ clicks: 0, drags: 0, keys: 2 });
  }
  await page.getByTestId('stamp-done').waitFor();
  const rows = z
    .array(z.object({ outcome: z.string(), impressionCount: z.number() }))
    .parse(JSON.parse(office.qianyin('history', 'list', '--json')));
  // 公章 and five slices: one use each.
  expect(rows.map(({ outcome, impressionCount }) => [outcome, impressionCount])).toEqual(
    Array(4).fill(['completed', 6]),
  );
  expect(window.complaints).toEqual([]);
});
