/** What somebody meets who has the keyboard alone: where Tab leads, whether it is seen, and what is never come to. */
import type { Locator, Page } from 'playwright';
import { z } from 'zod';
import { axeFindings } from './accessibility.ts';

const met = z.object({
  /** Of the element, among all that the walk came to. */
  id: z.number(),
  name: z.string(),
  /** It stands above the one before it, in the same part of the window and not in a column further right. */
  jumpsBack: z.boolean(),
  isMarked: z.boolean(),
  isInView: z.boolean(),
});
export type Met = z.infer<typeof met>;

/** Defined in the page once; plain JavaScript, as the page knows no other. */
const inPage = `
(() => {
  if (window.keyboardWalk) return;
  const ids = new WeakMap();
  let last = 0;
  let previous = null;
  const idOf = (element) => {
    if (!ids.has(element)) ids.set(element, ++last);
    return ids.get(element);
  };
  const nameOf = (element) => {
    const said = element.getAttribute('aria-label') ?? element.labels?.[0]?.textContent ?? element.textContent ?? '';
    const test = element.dataset.testid ?? element.closest('[data-testid]')?.dataset.testid ?? '';
    return (element.tagName.toLowerCase() + ' “' + said.trim().slice(0, 30) + '” ' + test).trim();
  };
  /** What is painted of an element and of what it is wrapped in. */
  const looks = (element) => {
    const found = [];
    const add = (one) => {
      for (const pseudo of [null, '::before', '::after']) {
        const { outlineStyle, outlineWidth, outlineColor, boxShadow, borderTopColor, backgroundColor } = getComputedStyle(one, pseudo);
        found.push([outlineStyle, outlineStyle === 'none' ? '' : outlineWidth + outlineColor, boxShadow, borderTopColor, backgroundColor].join());
      }
    };
    let at = element;
    for (let step = 0; step < 4 && at !== null && at !== document.body; step++) {
      add(at);
      if (at.nextElementSibling) add(at.nextElementSibling);
      at = at.parentElement;
    }
    // Of a list that has the focus itself, the row that it means.
    const row = document.getElementById(element.getAttribute('aria-activedescendant') ?? '');
    if (row) add(row);
    return found.join('|');
  };
  /** The smallest thing around it that is seen: of a field that antd hides, its frame. */
  const seen = (element) => {
    let at = element;
    while (at.parentElement) {
      const { width, height } = at.getBoundingClientRect();
      if (width > 4 && height > 4 && getComputedStyle(at).opacity !== '0') return at;
      at = at.parentElement;
    }
    return element;
  };
  const regions = 'nav, header, footer, aside, fieldset, form, section, article, table, li, tr, [role=group], [role=toolbar], [role=region], [role=dialog], main, .page, .sidebar';
  const isTabbable = (element) =>
    element.tabIndex >= 0 && !element.disabled && element.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true }) &&
    !element.closest('[inert]') && element.getAttribute('aria-hidden') !== 'true' && !element.hasAttribute('data-focus-guard') &&
    !(element.type === 'file' && element.hidden);
  /** Of radio buttons of one name Tab comes to one. */
  const isOneOfRadios = (element, all) =>
    element.type === 'radio' && element.name !== '' && !element.checked && all.some((one) => one.type === 'radio' && one.name === element.name && one.checked);
  window.keyboardWalk = {
    async now() {
      // What shows the focus may be drawn a moment later.
      const drawn = () => new Promise((done) => setTimeout(done));
      const element = document.activeElement;
      if (element === null || element === document.body) {
        previous = null;
        return null;
      }
      await drawn();
      const focused = looks(element);
      element.blur();
      await drawn();
      const isMarked = looks(element) !== focused;
      element.focus({ preventScroll: true });
      const shown = seen(element);
      const { left, top, right, bottom } = shown.getBoundingClientRect();
      const x = Math.min(Math.max((left + right) / 2, 0), innerWidth - 1);
      const y = Math.min(Math.max((top + bottom) / 2, 0), innerHeight - 1);
      const over = document.elementFromPoint(x, y);
      const isInView = bottom > 0 && top < innerHeight && right > 0 && left < innerWidth && over !== null &&
        (shown.contains(over) || over.contains(shown) || over.closest('label')?.contains(element) === true);
      const region = element.closest(regions);
      const before = previous?.isConnected && previous.closest(regions) === region ? seen(previous).getBoundingClientRect() : null;
      const jumpsBack = before !== null && bottom <= before.top && left < before.right;
      previous = element;
      return { id: idOf(element), name: nameOf(element), jumpsBack, isMarked, isInView };
    },
    /** All that Tab has to come to below an element. */
    expected(root) {
      const all = [...document.querySelectorAll(root + ' :is(a[href], button, input, select, textarea, summary, [tabindex], [contenteditable=true])')].filter(isTabbable);
      return all.filter((one) => !isOneOfRadios(one, all)).map((one) => ({ id: idOf(one), name: nameOf(one) }));
    },
  };
})()`;

/** How far a walk may go; a page on which Tab never comes around has a trap, or is far too long. */
const mostSteps = 250;

/** Presses Tab from the beginning of the page until it comes around. */
export async function walkByTab(page: Page): Promise<Met[]> {
  await page.evaluate(inPage);
  await page.evaluate(() => {
    // From the beginning of the page, wherever one was.
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute('tabindex');
    getSelection()?.removeAllRanges();
  });
  return await walkOn(page);
}

/** Presses Tab from where the focus is until it comes around. */
export async function walkOn(page: Page): Promise<Met[]> {
  await page.evaluate(inPage);
  const walked: Met[] = [];
  let isPastTheEnd = false;
  for (let step = 0; step < mostSteps; step++) {
    await page.keyboard.press('Tab');
    const at: unknown = await page.evaluate('window.keyboardWalk.now()');
    // The browser's own buttons are between the end and the beginning.
    if (at === null) {
      if (isPastTheEnd) break;
      isPastTheEnd = true;
      continue;
    }
    const here = met.parse(at);
    if (walked.some(({ id }) => id === here.id)) break;
    walked.push(here);
  }
  return walked;
}

/** What is wrong with a walk: what it never came to below `root`, where the focus is not seen, and where the order jumps back. */
export async function faultsOfWalk(page: Page, walked: readonly Met[], root = 'body'): Promise<string[]> {
  const all = z
    .array(z.object({ id: z.number(), name: z.string() }))
    .parse(await page.evaluate(`window.keyboardWalk.expected(${JSON.stringify(root)})`));
  const known = new Set(walked.map(({ id }) => id));
  const faults = all.filter(({ id }) => !known.has(id)).map(({ name }) => `never reached: ${name}`);
  const meant = new Set(all.map(({ id }) => id));
  for (const { id, name, jumpsBack, isMarked, isInView } of walked) {
    if (!meant.has(id)) faults.push(`leads out: ${name}`);
    // Around to the beginning.
    if (jumpsBack && id !== all[0]?.id) faults.push(`jumps back: ${name}`);
    if (!isMarked) faults.push(`focus is not seen: ${name}`);
    if (!isInView) faults.push(`out of view or covered: ${name}`);
  }
  return faults;
}

/** Below it the dialog or drawer that shows an element of the test. */
const dialogWith = (testId: string) => `[role=dialog]:has([data-testid="${testId}"])`;

/**
 * Opens a dialog by the keyboard alone, goes through it, and leaves it by Escape. Gives what is wrong on the way: with axe in both themes,
 * with where Tab leads, and where the focus is afterwards.
 * @param opener has the focus and is pressed; a menu leads on by the name of an entry
 */
export async function faultsOfDialog(
  page: Page,
  { opener, entry, testId }: { opener: Locator; entry?: string; testId: string },
): Promise<string[]> {
  await opener.focus();
  await page.keyboard.press('Enter');
  if (entry !== undefined) {
    const item = page.getByRole('menuitem').filter({ has: page.getByTestId(entry) });
    await item.waitFor();
    await page.locator('[role=menuitem]:focus').waitFor();
    // The menu goes around, and follows the keys some frames later.
    const isThere = () => item.evaluate((element) => element === document.activeElement);
    for (let step = 0; step < 30 && !(await isThere()); step++) {
      await page.keyboard.press('ArrowDown');
      await page.evaluate(() => new Promise((done) => setTimeout(done, 60)));
    }
    await page.keyboard.press('Enter');
  }
  const within = dialogWith(testId);
  const dialog = page.locator(within).last();
  await dialog.waitFor();
  const isInside = () => dialog.evaluate((element) => element.contains(document.activeElement));
  const faults = await axeFindings(page, within);
  if (!(await isInside())) faults.push('the focus is not in it');
  faults.push(...(await faultsOfWalk(page, await walkOn(page), within)));
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  const isBack = await opener.evaluate((element) => element === document.activeElement);
  if (!isBack) faults.push('the focus is not back where it was');
  return faults.map((fault) => `${testId}: ${fault}`);
}
