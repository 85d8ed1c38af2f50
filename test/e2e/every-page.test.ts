/** What holds on every page of the window: everybody can use it, on a small screen too, and however fast one goes about. */
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { sealDesign, seal as sealShape, standardSealDesign } from '../../src-main/contract/index.ts';
import { openSealLibrary } from '../../src-main/seal/index.ts';
import { type Office, openOffice, owner } from '../fixtures/office.ts';
import { fixturePath } from '../fixtures/pdf/index.ts';
import { axeFindings, firstHeadings, smallTargets } from './accessibility.ts';
import { faultsOfDialog, faultsOfWalk, walkByTab } from './keyboard.ts';
import { fromSealMenu, openPdf, openWindow, type ServedWindow } from './window.ts';

vi.setConfig({ testTimeout: 180_000 });

const pages = ['stamp', 'batch', 'verify', 'seals', 'history', 'settings'] as const;
/** Dialogs and drawers. */
const onTop = '[role=dialog]';
const otherUnit = '上海示例贸易有限公司';

let office: Office;
let window: ServedWindow;
let page: Page;
/** What a reader of the screen was told. */
const said: string[] = [];

/** Twenty-nine more seals of two units, some out of use. */
async function addSeals(): Promise<void> {
  const library = openSealLibrary(join(office.home, 'seals'));
  const first = sealShape.parse(library.get(office.sealId));
  for (let index = 1; index < 30; index++) {
    const kind = (['contract', 'finance', 'legal-representative'] as const)[index % 3] ?? 'contract';
    const ownerName = index % 2 === 0 ? owner : otherUnit;
    const made = await library.create({
      ...{ name: `${kind}${index}`, kind, trial: false, binding: { ...first.binding, ownerName } },
      design: sealDesign.parse(standardSealDesign(kind, { organization: ownerName, person: '张三丰' })),
    });
    const state = index === 7 ? 'suspended' : index === 8 ? 'revoked' : null;
    if (state === null) continue;
    library.changeState(made.id, { state, at: new Date().toISOString(), by: '王芳', reason: '盘点', withPin: false });
  }
}

beforeAll(async () => {
  office = openOffice();
  window = await openWindow({ home: office.home, env: office.env });
  page = window.page;
  await page.exposeFunction('hear', (text: string) => said.push(text));
  await page.getByTestId('announced').evaluate((place) => {
    new MutationObserver(() => Reflect.get(globalThis, 'hear')(place.textContent)).observe(place, {
      childList: true,
      characterData: true,
      subtree: true,
    });
  });
  await page.setViewportSize({ width: 1366, height: 768 });
  await page.getByTestId('token-card').waitFor();
}, 120_000);
afterAll(async () => {
  await window?.close();
  office?.close();
});

/** Nothing to find fault with: axe in both themes, one heading of the first rank, targets that can be hit. */
/** @param within what is on top, where what is below was gone through before */
async function expectUsable(within?: string): Promise<void> {
  expect(await axeFindings(page, within)).toEqual([]);
  expect(await smallTargets(page)).toEqual([]);
}
async function expectUsablePage(): Promise<void> {
  await expectUsable();
  expect(await firstHeadings(page)).toHaveLength(1);
}
/** Tab leads through all of it, in the order in which it is seen, and is seen itself. */
async function expectWalk(): Promise<void> {
  expect(await faultsOfWalk(page, await walkByTab(page))).toEqual([]);
  // As it is met when one comes to it.
  await page.evaluate(() => {
    for (const one of document.querySelectorAll('*')) if (one.scrollTop > 0) one.scrollTop = 0;
  });
}
async function closeOverlay(testId: string): Promise<void> {
  await page.keyboard.press('Escape');
  await page.getByTestId(testId).waitFor({ state: 'detached' });
}

describe('the first day', () => {
  test('shows the way to the first contract below where one is opened, and goes when it is told to', async () => {
    const steps = page.getByTestId('first-steps');
    await steps.waitFor();
    await expect.poll(() => steps.getByTestId('first-steps-token').innerText()).toContain(owner);
    expect(await steps.getByTestId('usual-official').getAttribute('data-present')).not.toBeNull();
    await expectUsablePage();
    await steps.getByTestId('usual-finance').click();
    await expect.poll(() => page.getByTestId('seal-name').inputValue()).toBe('财务专用章');
    await expect.poll(() => page.getByTestId('ring-text').inputValue()).toBe(owner);
    await expectUsable();
    await page.getByTestId('make-seal').click();
    await page.getByTestId('make-seal').waitFor({ state: 'detached' });
    await expect.poll(() => steps.getByTestId('usual-finance').getAttribute('data-present')).not.toBeNull();

    await steps.getByTestId('first-steps-hide').click();
    await steps.waitFor({ state: 'detached' });
    await page.getByTestId('nav-settings').click();
    await page.getByTestId('show-first-steps').click();
    await page.getByTestId('nav-stamp').click();
    await steps.getByTestId('open-sample').click();
    await page.locator('[data-testid=page-1] canvas').waitFor();
    expect(await page.getByTestId('document-name').innerText()).toContain('采购合同');
    expect(window.complaints).toEqual([]);
  });
});

describe('thirty seals', () => {
  test('that a script adds appear by themselves, by unit, and are found by a word or a filter', async () => {
    await page.getByTestId('nav-seals').click();
    await addSeals();
    await expect.poll(() => page.getByTestId('seal-count').innerText(), { timeout: 15_000 }).toBe('31 枚');
    await expect.poll(() => page.getByTestId('seal-group').count()).toBe(2);
    await page.getByTestId('seal-search').fill('上海 finance');
    await expect.poll(() => page.getByTestId('seal-count').innerText()).toBe('31 枚中的 5 枚');
    await page.getByTestId('seal-filter-clear').click();
    await page.getByTestId('seal-filter-standing').click();
    await page.locator('.ant-select-dropdown:visible').getByText('已冻结').click();
    await expect.poll(() => page.getByTestId('seal-count').innerText()).toBe('31 枚中的 1 枚');
    await page.getByTestId('seal-group').getByText('已冻结：盘点').waitFor();
    await page.getByTestId('seal-filter-clear').click();
    await expectUsablePage();
  });

  test('tell in their drawer what happened to them', async () => {
    await page.getByTestId(`seal-details-${office.sealId}`).click();
    const drawer = page.getByTestId('seal-drawer');
    await expect.poll(() => drawer.getByTestId('seal-uses').innerText()).toBe('没有用过');
    await drawer.getByTestId('suspend').click();
    await page.getByTestId('state-reason').fill('保管人休假');
    await expectUsable(onTop);
    await page.getByTestId('change-state-confirm').click();
    await expect
      .poll(() => drawer.getByTestId('seal-life').innerText())
      .toMatch(/^冻结印章[\s\S]*王芳[\s\S]*未验证 PIN 码[\s\S]*保管人休假[\s\S]*画印章/);
    // On record, not only in the seal's own register.
    await expect.poll(() => drawer.getByTestId('seal-life').innerText()).not.toContain('没有此事件');
    await expectUsable(onTop);
    await drawer.getByTestId('resume').click();
    await page.getByTestId('state-reason').fill('返岗');
    await page.getByTestId('change-state-confirm').click();
    await drawer.getByTestId('suspend').waitFor();
    await drawer.getByTestId('make-standard').click();
    await page.getByTestId('make-standard-sheet').waitFor();
    await expectUsable(onTop);
    await closeOverlay('make-standard-sheet');
    await closeOverlay('seal-drawer');
    await page.getByTestId(`seal-menu-${office.sealId}`).click();
    await page.getByTestId(`remove-seal-${office.sealId}`).waitFor();
    await expectUsable('[role=menu]');
    await page.keyboard.press('Escape');
    await fromSealMenu(page, office.sealId, 'remove');
    await page.getByTestId('remove-reason').waitFor();
    await expectUsable(onTop);
    await closeOverlay('remove-reason');
    expect(window.complaints).toEqual([]);
  });
});

describe('everybody can use', () => {
  test.each(pages)('page %s', async (name) => {
    await page.getByTestId(`nav-${name}`).click();
    await page.locator(`[data-testid=page-of-${name}] h1`).first().waitFor();
    await expectUsablePage();
    await expectWalk();
  });

  test('the sheets of a token', async () => {
    await page.getByTestId('token-card').click();
    await page.getByTestId('token-drawer').waitFor();
    await expectUsable(onTop);
    // What it signs with, by the names of certificates.
    expect(await page.getByTestId('token-drawer').innerText()).not.toContain('CKM_');
    await page.getByTestId('change-pin-open').click();
    await page.getByTestId('change-pin').waitFor();
    await expectUsable(onTop);
    await closeOverlay('change-pin');
    await closeOverlay('token-drawer');
    await page.getByTestId('nav-seals').click();
    await page.getByTestId('import-seal').click();
    await page.getByTestId('import-confirm').waitFor();
    await expectUsable(onTop);
    await closeOverlay('import-confirm');
  });

  test('a contract from its opening to its verdict', async () => {
    await page.getByTestId('nav-stamp').click();
    await openPdf(page, fixturePath('chromium.pdf'), 'open-another');
    await page.getByText('chromium.pdf', { exact: true }).waitFor();
    await page.locator('[data-testid=page-1] canvas').waitFor();
    await page.getByTestId(`seal-${office.sealId}`).focus();
    await page.keyboard.press('Enter');
    await page.getByTestId('placed-seal-0').waitFor();
    await expectUsablePage();
    await expectWalk();
    await page.getByTestId('stamp-button').click();
    await page.getByTestId('confirm-sheet').waitFor();
    await expectUsable(onTop);
    await page.getByTestId('pin-input').fill(office.token.pin);
    await page.getByTestId('pin-input').press('Enter');
    await page.getByTestId('stamp-done').waitFor();
    await expectUsablePage();
    // A browser shows no folders.
    expect(await page.getByTestId('reveal-output').count()).toBe(0);
    expect(said).toEqual(expect.arrayContaining(['签名', expect.stringMatching(/^已盖章 chromium_已盖章.*\.pdf$/)]));
    await page.getByTestId('done-verify').click();
    await page.getByTestId('verification-report').waitFor();
    expect(said.at(-1)).toMatch(/^chromium_已盖章.*\.pdf 无法确认$/);
    await expectUsablePage();
    await expectWalk();
    await page.getByTestId('nav-history').click();
    await page.getByTestId('history-row').first().click();
    await page.getByTestId('history-panel').waitFor();
    await expectUsable(onTop);
    await page.keyboard.press('Escape');
    expect(window.complaints).toEqual([]);
  });
});

describe('by the keyboard alone', () => {
  const opener = (testId: string) => ({ opener: page.getByTestId(testId).first() });
  const onPage = {
    seals: () => [
      { ...opener('create-seal'), testId: 'make-seal' },
      { ...opener('import-seal'), testId: 'import-confirm' },
      { ...opener(`seal-details-${office.sealId}`), testId: 'seal-drawer' },
      { ...opener(`seal-menu-${office.sealId}`), entry: `suspend-seal-${office.sealId}`, testId: 'change-state' },
      { ...opener(`seal-menu-${office.sealId}`), entry: `remove-seal-${office.sealId}`, testId: 'remove-reason' },
      { ...opener('token-card'), testId: 'token-drawer' },
    ],
    verify: () => [{ ...opener('open-guide'), testId: 'guide' }],
    history: () => [
      { ...opener('history-list'), testId: 'history-panel' },
      { ...opener('export-open'), testId: 'export-dialog' },
      { ...opener('reconcile-open'), testId: 'reconcile-dialog' },
      { ...opener('check-open'), testId: 'check-dialog' },
      ...(['handover', 'inspection'] as const).map((name) => ({
        ...opener('register-menu'),
        entry: `${name}-open`,
        testId: name,
      })),
      ...(['package', 'backup', 'archive', 'restore'] as const).map((name) => ({
        ...opener('keep-menu'),
        entry: `${name}-open`,
        testId: `${name}-dialog`,
      })),
    ],
  };
  test.each(['seals', 'verify', 'history'] as const)('the dialogs of page %s', async (name) => {
    await page.getByTestId(`nav-${name}`).click();
    await page.locator(`[data-testid=page-of-${name}] h1`).first().waitFor();
    const faults: string[] = [];
    for (const dialog of onPage[name]()) faults.push(...(await faultsOfDialog(page, dialog)));
    expect(faults).toEqual([]);
  });

  test('a dialog over a drawer goes first, and what was entered is not lost by a slip', async () => {
    await page.getByTestId('nav-seals').click();
    await page.getByTestId(`seal-details-${office.sealId}`).click();
    const drawer = page.getByTestId('seal-drawer');
    await drawer.getByTestId('change-rules').click();
    const form = page.getByTestId('rules-form');
    await form.getByTestId('rule-checks-amount').click();
    await page.keyboard.press('Escape');
    await page.getByTestId('discard-entries').waitFor();
    // Not meant: one more Escape, and all is as it was.
    await page.keyboard.press('Escape');
    await page.getByTestId('discard-entries').waitFor({ state: 'detached' });
    expect(await form.getByTestId('rule-checks-amount').isChecked()).toBe(true);
    await page.keyboard.press('Escape');
    await page.getByTestId('discard-entries').press('Enter');
    await form.waitFor({ state: 'detached' });
    await drawer.waitFor();
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'detached' });
    expect(window.complaints).toEqual([]);
  });

  test('the first stop leads past the navigation', async () => {
    await page.getByTestId('nav-verify').click();
    await walkByTab(page);
    await page.getByTestId('skip-link').press('Enter');
    await page.keyboard.press('Tab');
    const isOnPage = await page.evaluate(
      () => document.activeElement?.closest('[data-testid=page-of-verify]') !== null,
    );
    expect(isOnPage).toBe(true);
  });
});

test('the uses of a seal are found from its drawer', async () => {
  await page.getByTestId('nav-seals').click();
  await page.getByTestId(`seal-details-${office.sealId}`).click();
  await page.getByTestId('show-uses').click();
  await page.locator('[data-testid=page-of-history]:not([inert])').waitFor();
  await expect.poll(() => page.getByTestId('history-total').innerText()).toMatch(/1 条/);
  expect(await page.getByTestId('clear-filters').isVisible()).toBe(true);
  await page.getByTestId('clear-filters').click();
});

/** What makes the window scroll sideways, where it does. */
const tooWide = () =>
  page.evaluate(() =>
    document.documentElement.scrollWidth <= innerWidth
      ? []
      : [...document.querySelectorAll('body *')]
          .filter((one) => one.getBoundingClientRect().right > innerWidth && one.checkVisibility())
          .map((one) => one.outerHTML.slice(0, 120))
          .slice(-3),
  );

/** The primary buttons of the page, and whether all of each is in view with nothing over it. */
const primaryButtons = () =>
  page.evaluate(() =>
    [...document.querySelectorAll('.ant-btn-primary')]
      .filter((button) => button.checkVisibility({ visibilityProperty: true }) && !button.matches('[inert] *'))
      .map((button) => {
        const { left, right, top, bottom } = button.getBoundingClientRect();
        const over = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
        const isWhole = left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight;
        return { text: button.textContent, isInView: isWhole && (over === button || button.contains(over)) };
      }),
  );

test('on a narrow screen the panel folds away, and the button for stamping stays', async () => {
  await page.setViewportSize({ width: 683, height: 384 });
  await page.getByTestId('nav-stamp').click();
  await openPdf(page, fixturePath('chromium.pdf'), 'open-another');
  const button = page.getByTestId('stamp-button');
  await button.waitFor();
  const widthOf = async (place: string) => (await page.locator(place).boundingBox())?.width ?? 0;
  const beside = await widthOf('.workspace-middle');
  await page.getByTestId('fold-panel').click();
  await page.getByTestId('stamp-reason').waitFor({ state: 'hidden' });
  expect(await widthOf('.workspace-middle')).toBeGreaterThan(beside + 200);
  const box = await button.boundingBox();
  expect((box?.y ?? 384) + (box?.height ?? 0)).toBeLessThanOrEqual(384);
  await page.getByTestId('fold-panel').click();
  await page.getByTestId('stamp-reason').waitFor();
  await page.setViewportSize({ width: 1366, height: 768 });
});

describe.each([
  [683, 384],
  [1093, 614],
])('on a screen of %i × %i', (width, height) => {
  test('the primary button of every page is in view', async () => {
    await page.setViewportSize({ width, height });
    const wanting: string[] = [];
    for (const name of pages) {
      await page.getByTestId(`nav-${name}`).click();
      await page.locator(`[data-testid=page-of-${name}] h1`).first().waitFor();
      // As one who comes to the page: what was read there before has moved it.
      await page.locator(`[data-testid=page-of-${name}] .page-scroll`).evaluateAll((all) => {
        for (const one of all) one.scrollTop = 0;
      });
      for (const { text, isInView } of await primaryButtons()) if (!isInView) wanting.push(`${name}: ${text}`);
      for (const one of await tooWide()) wanting.push(`${name} is wider than the window: ${one}`);
    }
    expect(wanting).toEqual([]);
    await page.getByTestId('nav-seals').click();
    await page.getByTestId('create-seal').click();
    await expect
      .poll(async () => (await primaryButtons()).findLast(({ text }) => text === '画印章')?.isInView)
      .toBe(true);
    await closeOverlay('make-seal');
    await page.setViewportSize({ width: 1366, height: 768 });
  });
});

test('going from page to page as fast as one can click leaves nothing uncaught', async () => {
  for (let round = 0; round < 5; round++) {
    for (const name of pages.toReversed()) {
      // Not waiting for anything that the page has begun.
      await page.getByTestId(`nav-${name}`).dispatchEvent('click');
    }
    await page.getByTestId('nav-seals').dispatchEvent('click');
    await page.getByTestId(`seal-details-${office.sealId}`).dispatchEvent('click');
    await page.getByTestId('nav-history').dispatchEvent('click');
    await page.keyboard.press('Escape');
  }
  await page.getByTestId('seal-drawer').waitFor({ state: 'detached' });
  await page.reload();
  await page.getByTestId('token-card').waitFor();
  expect(window.complaints).toEqual([]);
});

test('a window whose language nobody chose speaks that of its system', async () => {
  const context = await window.browser.newContext({ locale: 'en-US', reducedMotion: 'reduce' });
  const english = await context.newPage();
  const kept = await page.evaluate(() => Object.entries(sessionStorage));
  await english.addInitScript((entries) => {
    for (const [key, value] of entries) sessionStorage.setItem(key, value);
  }, kept);
  await context.addCookies(await window.context.cookies());
  await english.goto(new URL('/', window.address).href);
  await expect.poll(() => english.getByTestId('nav-seals').innerText()).toBe('Seals');
  // What the core writes is in that language too.
  await expect.poll(() => office.qianyin('seals', 'removed')).toContain('There are no seals');
  await context.close();
});
