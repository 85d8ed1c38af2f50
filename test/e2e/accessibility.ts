/** Whether a page can be used by everybody, as far as a program can tell. */
import axe from 'axe-core';
import type { Page } from 'playwright';
import { z } from 'zod';

const violations = z.array(z.object({ id: z.string(), nodes: z.array(z.object({ html: z.string() })) }));

/** What depends on the theme; all else is the same in both. */
const ofColors = ['color-contrast', 'link-in-text-block'];

/**
 * What axe finds, in light and in dark.
 * @param within a part of the page, such as a dialog: what is below one is not looked through again
 */
export async function axeFindings(page: Page, within = 'html'): Promise<string[]> {
  const found: string[] = [];
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(axe.source);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.locator(`html[data-theme="${colorScheme}"]`).waitFor();
    const rules = colorScheme === 'dark' ? `, runOnly: ${JSON.stringify(ofColors)}` : '';
    const answer: unknown = await page.evaluate(
      `axe.run(${JSON.stringify(within)}, { resultTypes: ["violations"]${rules} }).then((run) => run.violations)`,
    );
    for (const { id, nodes } of violations.parse(answer))
      for (const { html } of nodes.slice(0, 3)) found.push(`${colorScheme} ${id}: ${html.slice(0, 200)}`);
  }
  await page.emulateMedia({ colorScheme: 'light' });
  return found;
}

const small = z.array(z.string());

/** The buttons in view that are lower or narrower than 28 pixels. */
export async function smallTargets(page: Page): Promise<string[]> {
  return small.parse(
    await page.evaluate(() =>
      [...document.querySelectorAll('button, [role=button], [role=tab], [role=switch], [role=menuitem], summary')]
        // A bar of a chart is as wide as its day; its filter is a field as well.
        .filter(
          (target) => target.checkVisibility({ visibilityProperty: true }) && !target.matches('.time-bar, [inert] *'),
        )
        .filter((target) => {
          const { width, height } = target.getBoundingClientRect();
          return width > 1 && (width < 28 || height < 28);
        })
        .map((target) => target.outerHTML.slice(0, 200)),
    ),
  );
}

/** The headings of the first rank that are in view. */
export async function firstHeadings(page: Page): Promise<string[]> {
  return small.parse(
    await page.evaluate(() =>
      [...document.querySelectorAll('h1')]
        .filter((heading) => heading.checkVisibility({ visibilityProperty: true }) && !heading.matches('[inert] *'))
        .map((heading) => heading.textContent),
    ),
  );
}
