import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Office, openOffice } from '../fixtures/office.ts';
import { onePage } from '../fixtures/pdf/index.ts';
import { dragSeal, openPdf, openWindow, type ServedWindow } from './window.ts';

let office: Office;
let window: ServedWindow;
let desk: string;
let damaged: string;

/** A program that stamped here and was killed when it had come to a step. */
async function killedAt(step: string, name: string): Promise<void> {
  const program = join(import.meta.dirname, '..', 'stamping', 'killed-desk.ts');
  await once(spawn(process.execPath, [program, office.home, join(desk, name), step, ''], { stdio: 'inherit' }), 'exit');
}

beforeAll(async () => {
  office = openOffice();
  desk = join(office.folder, 'desk');
  mkdirSync(desk);
  damaged = join(office.folder, '损坏的合同.pdf');
  writeFileSync(damaged, Buffer.concat([Buffer.from('\r\n'), onePage()]));
  await killedAt('in its place', '租赁合同_已盖章.pdf');
  await killedAt('on record', '采购合同_已盖章.pdf');
  window = await openWindow({ home: office.home, env: office.env });
  await window.page.setViewportSize({ width: 1366, height: 768 });
});
afterAll(async () => {
  await window?.close();
  office?.close();
});

describe('a start after the program was killed', () => {
  test('says what became of each file, until the person closes it; the record says the same', async () => {
    const { page } = window;
    const banner = page.getByTestId('recovered');
    await banner.waitFor();
    expect(await banner.innerText()).toMatch(/租赁合同_已盖章\.pdf[\s\S]*采购合同_已盖章\.pdf/);
    await banner.getByTestId('recovered-history').click();
    const outcomes = page.getByTestId('history-row');
    await outcomes.first().waitFor();
    const shown = await outcomes.evaluateAll((rows) => rows.map((row) => row.getAttribute('data-outcome')));
    expect(shown.toSorted()).toEqual(['completed', 'completed', 'interrupted', 'interrupted']);
    await banner.getByRole('button', { name: '关闭' }).click();
    await banner.waitFor({ state: 'detached' });
    expect(window.complaints).toEqual([]);
  });
});

describe('记录 › 修复', () => {
  test('is empty at first, and says what leaves a record there', async () => {
    const { page } = window;
    await page.getByTestId('nav-history').click();
    await page.getByText('修复', { exact: true }).click();
    await page.getByText('还没有修复记录').waitFor();
    expect(await page.getByTestId('export-open').count()).toBe(0);
  });

  test('shows the copy that the window made, what was damaged, and what was stamped then came from it', async () => {
    const { page } = window;
    await page.getByTestId('nav-stamp').click();
    await openPdf(page, damaged);
    await page.getByTestId('repair-copy').click();
    await page.locator('[data-testid=page-1] canvas').waitFor();
    await dragSeal(page, office.sealId, { page: 1, xMm: 100, yMm: 120, pageWidthMm: 210 });
    await page.getByTestId('stamp-button').click();
    await page.getByTestId('pin-input').fill(office.token.pin);
    await page.getByTestId('pin-input').press('Enter');
    await page.getByTestId('stamp-done').waitFor();

    await page.getByTestId('nav-history').click();
    const row = page.getByTestId('repair-row');
    await row.waitFor();
    expect(await row.innerText()).toMatch(/损坏的合同\.pdf[\s\S]*损坏的合同_修复\.pdf/);
    await row.press('Enter');
    const panel = page.getByTestId('repair-panel');
    await panel.waitFor();
    await expect.poll(() => panel.innerText()).toMatch(/损坏之处[\s\S]*原文件摘要[\s\S]*修复副本[\s\S]*副本摘要/);
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'hidden' });

    await page.getByText('用印', { exact: true }).click();
    await page.getByTestId('history-row').filter({ hasText: '损坏的合同_修复.pdf' }).click();
    const use = page.getByTestId('history-panel');
    await expect.poll(() => use.innerText()).toMatch(/由损坏的文件修复而来\s+\S*损坏的合同\.pdf/);
    await page.keyboard.press('Escape');
    expect(window.complaints).toEqual([]);
  });

  test('has its words in English as well', async () => {
    const { page } = window;
    await page.getByTestId('nav-settings').click();
    await page.getByText('English', { exact: true }).click();
    await page.getByTestId('nav-history').click();
    await page.getByText('Repairs', { exact: true }).click();
    await page.getByTestId('repair-row').click();
    await expect
      .poll(() => page.getByTestId('repair-panel').innerText())
      .toMatch(/What was damaged[\s\S]*Repaired copy/);
    expect(window.complaints).toEqual([]);
  });
});
