import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  countLie,
  doublingForms,
  doublingPages,
  hugePicture,
  inflatingContent,
  manyDictionaries,
  manyOperators,
} from '../fixtures/hostile-documents.ts';
import { type Office, openOffice } from '../fixtures/office.ts';
import { openPdf, openWindow, type ServedWindow } from './window.ts';

const longestMs = 10_000;
const mostBytes = 500e6;

let office: Office;
let window: ServedWindow;
let folder: string;

beforeAll(async () => {
  office = openOffice({ algorithm: 'rsa2048' });
  folder = join(office.folder, 'hostile');
  mkdirSync(folder);
  window = await openWindow({ home: office.home, env: office.env });
});
afterAll(async () => {
  await window?.close();
  office?.close();
});

/** What the processes below this one hold in memory that is theirs alone: the browser's and the program's. */
function memoryBytes(): number {
  const parents = new Map<number, number>();
  const own = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const status = readFileSync(`/proc/${name}/status`, 'latin1');
      const value = (key: string) => Number(new RegExp(`^${key}:\\s*(\\d+)`, 'm').exec(status)?.[1] ?? 0);
      parents.set(Number(name), value('PPid'));
      own.set(Number(name), value('RssAnon') * 1024);
    } catch {
      // It has ended meanwhile.
    }
  }
  const isBelow = (pid: number): boolean => {
    const parent = parents.get(pid);
    return parent !== undefined && parent > 1 && (parent === process.pid || isBelow(parent));
  };
  return [...own].reduce((sum, [pid, bytes]) => sum + (isBelow(pid) ? bytes : 0), 0);
}

/** Opens a document, waits for what it comes to, and gives the most that the memory grew by. */
async function show(name: string, content: Buffer, text: string): Promise<{ ms: number; grownBytes: number }> {
  const path = join(folder, `${name}.pdf`);
  writeFileSync(path, content);
  const before = memoryBytes();
  let peak = before;
  const watch = setInterval(() => {
    peak = Math.max(peak, memoryBytes());
  }, 50);
  try {
    const started = performance.now();
    const isOpen = await window.page.getByTestId('open-another').isVisible();
    await openPdf(window.page, path, isOpen ? 'open-another' : 'open-pdf');
    await window.page.getByText(text).first().waitFor({ timeout: longestMs });
    return { ms: performance.now() - started, grownBytes: peak - before };
  } finally {
    clearInterval(watch);
  }
}

const unsafe = '这一页无法安全显示';

test.each<[string, () => Buffer, string]>([
  ['counts a thousand million pages', countLie, 'PDF 文件已损坏'],
  ['has a page tree that doubles', doublingPages, 'PDF 文件已损坏'],
  ['has a picture of 50,000 × 50,000 points', hugePicture, unsafe],
  ['has forms that draw each other twice', doublingForms, unsafe],
  ['has a page of four million operators', manyOperators, unsafe],
  ['has 15 million dictionaries', manyDictionaries, '超出限制'],
  ['has a page that inflates to 400 MB', inflatingContent, unsafe],
])('a document that %s is told apart in time, and the window answers', async (name, make, text) => {
  const { ms, grownBytes } = await show(name, make(), text);
  expect(ms, 'milliseconds').toBeLessThan(longestMs);
  expect(grownBytes, 'bytes').toBeLessThan(mostBytes);
  await window.page.getByTestId('nav-settings').click();
  await window.page.getByTestId('nav-stamp').click();
});

test('the other pages of such a document are shown', async () => {
  const second = window.page.getByTestId('page-2');
  await second.scrollIntoViewIfNeeded();
  await second.locator('canvas').waitFor();
  expect(await second.getByText(unsafe).count()).toBe(0);
  // The three that are refused are; the browser says so of each.
  expect(window.complaints.filter((complaint) => !complaint.includes('400 (Bad Request)'))).toEqual([]);
});
