import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSealLibrary } from '../../src-main/seal/index.ts';
import { type Office, openOffice, owner } from '../fixtures/office.ts';
import { fixturePath } from '../fixtures/pdf/index.ts';
import { dragSeal, fromSealMenu, openPdf, openWindow, type ServedWindow } from './window.ts';

const branch = `${owner}滨江分公司`;
const why = '分公司没有自己的证书，用总公司的';

let office: Office;
let window: ServedWindow;
let madeId: string;

beforeAll(async () => {
  office = openOffice();
  window = await openWindow({ home: office.home, env: office.env });
  await window.page.setViewportSize({ width: 1366, height: 768 });
  await window.page.getByTestId('token-card').waitFor();
});
afterAll(async () => {
  await window?.close();
  office?.close();
});

const colourOf = (element: Element) => getComputedStyle(element).color;
const seals = () => openSealLibrary(join(office.home, 'seals')).list();

describe('a seal that names somebody else than its certificate', () => {
  test('is not made for a stranger, and for a branch only with a reason', async () => {
    const { page } = window;
    await page.getByTestId('nav-seals').click();
    await page.getByTestId('create-seal').click();
    await page.getByTestId('ring-text').fill('上海别家贸易有限公司');
    await page.getByTestId('name-refused').waitFor();
    expect(await page.getByTestId('make-seal').isDisabled()).toBe(true);
    await page.getByTestId('ring-text').fill(branch);
    await page.getByTestId('name-differs').waitFor();
    expect(await page.getByTestId('make-seal').isDisabled()).toBe(true);
    await page.getByTestId('name-reason').fill(why);
    await page.getByTestId('seal-name').fill('分公司章');
    await page.getByTestId('make-seal').click();
    await page.getByTestId('make-seal').waitFor({ state: 'detached' });
    const made = seals().find(({ name }) => name === '分公司章');
    if (made === undefined) throw new Error('the seal was not made');
    madeId = made.id;
    await expect
      .poll(() => page.getByTestId(`seal-card-${madeId}`).getByTestId('seal-naming').innerText())
      .toContain(why);
  });

  test('is shown as such in the last look, and in the record of its use', async () => {
    const { page } = window;
    await page.getByTestId('nav-stamp').click();
    await openPdf(page, fixturePath('chromium.pdf'));
    await page.locator('[data-testid=page-1] canvas').waitFor();
    await dragSeal(page, madeId, { page: 1, xMm: 100, yMm: 120, pageWidthMm: 210 });
    await page.getByTestId('stamp-button').click();
    const naming = page.getByTestId('confirm-sheet').getByTestId('seal-naming');
    await expect.poll(() => naming.innerText()).toContain(branch);
    expect(await naming.evaluate(colourOf)).not.toBe(await page.locator('body').evaluate(colourOf));
    await page.getByTestId('pin-input').fill(office.token.pin);
    await page.getByTestId('pin-input').press('Enter');
    await page.getByTestId('stamp-done').waitFor();
    await page.getByTestId('nav-history').click();
    await page.getByTestId('history-row').click();
    const recorded = page.getByTestId('history-panel').getByTestId('name-on-seal');
    await expect.poll(() => recorded.innerText()).toContain(`${branch} · ${why}`);
    // Amber, which is not the colour of plain text.
    expect(await recorded.evaluate(colourOf)).not.toBe(await page.locator('body').evaluate(colourOf));
    await page.keyboard.press('Escape');
    expect(window.complaints).toEqual([]);
  });
});

describe('a seal that was used and is removed', () => {
  test('is cancelled first; then it stands in the list of removed seals, with all of its register', async () => {
    const { page } = window;
    await page.getByTestId('nav-seals').click();
    expect(await page.getByTestId('removed-seals').count()).toBe(0);
    await page.getByTestId(`seal-details-${madeId}`).click();
    await page.getByTestId('revoke').click();
    await page.getByTestId('state-reason').fill('分公司撤销');
    await page.getByTestId('register-pin').fill(office.token.pin);
    await page.getByTestId('change-state-confirm').click();
    await page.getByTestId('change-state').waitFor({ state: 'detached' });
    await page.locator('.ant-drawer-open .ant-drawer-close').click();
    await fromSealMenu(page, madeId, 'remove');
    await page.getByTestId('remove-reason').fill('印章已销毁');
    await page.getByTestId('without-pin').waitFor();
    await page.getByTestId('remove-confirm').click();
    await page.getByTestId(`seal-card-${madeId}`).waitFor({ state: 'detached' });
    await page.getByTestId('removed-seals').click();
    const entry = page.getByTestId(`removed-${madeId}`);
    await expect
      .poll(() => entry.innerText())
      .toMatch(/分公司章[\s\S]*移除[\s\S]*印章已销毁[\s\S]*注销[\s\S]*分公司撤销/);
    expect(window.complaints).toEqual([]);
  });
});
