import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openLedger } from '../../src-main/history/index.ts';
import { hidden, hostileText } from '../fixtures/hostile-text.ts';
import { type Office, openOffice } from '../fixtures/office.ts';
import { use } from '../history/seal-use.ts';
import { OpensslAuthority } from '../signature/openssl-authority.ts';
import { hostilePdf, hostileSigner } from '../verification/hostile-pdf.ts';
import { openWindow, type ServedWindow } from './window.ts';

const authority = new OpensslAuthority();
let office: Office;
let window: ServedWindow;
let file: string;

beforeAll(async () => {
  office = openOffice({ algorithm: 'rsa2048' });
  const people = hostileSigner(authority);
  mkdirSync(join(office.folder, 'documents'));
  file = join(office.folder, 'documents', 'a\u202efdp.\u200b\u2066合同.pdf');
  writeFileSync(file, hostilePdf(authority, people));
  office.qianyin('trust', 'add', people.issuer.certificatePath);
  const ledger = openLedger(join(office.home, 'history.sqlite'));
  const intent = use({ documentName: hostileText, reason: hostileText, operator: hostileText, sealName: hostileText });
  const [id = 0] = ledger.begin([intent]).map(({ seq }) => seq);
  ledger.settle([id], { outcome: 'completed', sha256After: 'ef'.repeat(32) });
  ledger.close();
  window = await openWindow({ home: office.home, env: office.env });
});
afterAll(async () => {
  await window?.close();
  authority.remove();
  office?.close();
});

/** Everything that the page shows or says: texts, and the attributes that browsers and screen readers read out. */
async function everyText(): Promise<string[]> {
  return window.page.evaluate(() => {
    const texts: string[] = [document.title];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      // The text of the page of the document itself, where it is selected from, is the document’s.
      const inDocument = walker.currentNode.parentElement?.closest('.textLayer, script, style') ?? null;
      if (inDocument === null) texts.push(walker.currentNode.textContent ?? '');
    }
    for (const element of document.body.querySelectorAll('*')) {
      for (const name of ['title', 'alt', 'aria-label', 'placeholder']) texts.push(element.getAttribute(name) ?? '');
    }
    return texts;
  });
}

async function expectPlain(): Promise<void> {
  const texts = await everyText();
  expect(texts.map((text) => text.replace(/[\t\n]/g, '')).filter((text) => hidden.test(text))).toEqual([]);
  expect(texts.join('')).toContain('[U+202E]');
}

test('a document that says hostile things shows nothing hidden in the window', async () => {
  const { page } = window;
  await page.getByTestId('nav-verify').click();
  const chooser = page.waitForEvent('filechooser');
  await page.getByTestId('verify-open').click();
  await (await chooser).setFiles(file);
  await page.getByTestId('verdict').first().waitFor();
  await expect.poll(async () => (await everyText()).join('')).toContain('[U+202E]fdp');
  await expectPlain();
  // What is folded up is shown as well.
  for (const header of await page.locator('.ant-collapse-header').all()) await header.click();
  await expectPlain();
}, 120_000);

test('a record that says hostile things shows nothing hidden in the window', async () => {
  const { page } = window;
  await page.getByTestId('nav-history').click();
  await page.getByTestId('history-row').first().waitFor();
  await expectPlain();
  await page.getByTestId('history-row').first().click();
  await page.locator('.ant-drawer-content, .ant-drawer-section').first().waitFor();
  await expectPlain();
}, 120_000);

test('an authority that calls itself hostile things shows nothing hidden in the window', async () => {
  const { page } = window;
  await page.keyboard.press('Escape');
  await page.getByTestId('nav-settings').click();
  await expect.poll(async () => (await everyText()).join('')).toContain('根');
  const texts = await everyText();
  expect(texts.map((text) => text.replace(/[\t\n]/g, '')).filter((text) => hidden.test(text))).toEqual([]);
  expect(window.complaints).toEqual([]);
}, 120_000);
