import axe from 'axe-core';
import type { Page } from 'playwright';
import { z } from 'zod';

const violations = z.array(z.object({ id: z.string(), nodes: z.array(z.object({ html: z.string() })) }));

/** What axe finds on the page as it is, in light and in dark. */
export async function axeFindings(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.locator(`html[data-theme="${colorScheme}"]`).waitFor();
    await page.evaluate(axe.source);
    const answer: unknown = await page.evaluate(
      'axe.run(document, { resultTypes: ["violations"] }).then((run) => run.violations)',
    );
    for (const { id, nodes } of violations.parse(answer))
      for (const { html } of nodes.slice(0, 3)) found.push(`${colorScheme} ${id}: ${html.slice(0, 200)}`);
  }
  await page.emulateMedia({ colorScheme: 'light' });
  return found;
}
