import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { PNG } from 'pngjs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Office, openOffice } from '../fixtures/office.ts';
import { fixturePath, onePage } from '../fixtures/pdf/index.ts';
import { openPdf, openWindow, type ServedWindow } from './window.ts';

let office: Office;
let window: ServedWindow | undefined;

beforeAll(() => {
  office = openOffice({ algorithm: 'rsa2048' });
});

afterEach(async () => {
  await window?.close();
  window = undefined;
});

afterAll(() => office.close());

async function openDocument(path: string): Promise<Page> {
  window = await openWindow({ home: office.home, env: office.env });
  const { page } = window;
  await page.getByTestId('token-card').waitFor();
  await openPdf(page, path);
  await page.locator('[data-testid=page-1] canvas').waitFor();
  return page;
}

/** The middle of the ink in a part of a page as poppler draws it, in millimetres. */
function middleOfInk(
  path: string,
  page: number,
  part: { leftMm: number; topMm: number; widthMm: number; heightMm: number },
): { xMm: number; yMm: number } {
  const pixelsPerMm = 10;
  const pixels = (millimetres: number) => String(Math.round(millimetres * pixelsPerMm));
  const { leftMm, topMm, widthMm, heightMm } = part;
  const drawn = execFileSync(
    'pdftoppm',
    ['-png', '-cropbox', '-r', '254', '-f', String(page), '-singlefile'].concat([
      '-x',
      pixels(leftMm),
      '-y',
      pixels(topMm),
      '-W',
      pixels(widthMm),
      '-H',
      pixels(heightMm),
      path,
    ]),
    { maxBuffer: 1 << 26 },
  );
  const { width, height, data } = PNG.sync.read(drawn);
  const [columns, rows]: [number[], number[]] = [[], []];
  for (let index = 0; index < width * height; index++) {
    if ((data[index * 4] ?? 255) > 128) continue;
    columns.push(index % width);
    rows.push(Math.floor(index / width));
  }
  if (rows.length === 0) throw new Error('no ink there');
  const middle = (values: number[]) =>
    (values.reduce((least, value) => Math.min(least, value), Infinity) +
      values.reduce((most, value) => Math.max(most, value), 0)) /
    2 /
    pixelsPerMm;
  return { xMm: leftMm + middle(columns), yMm: topMm + middle(rows) };
}

/** Points of the window for millimetres of a page in view. */
async function pageInWindow(page: Page, number: number, widthMm: number) {
  const box = await page.getByTestId(`page-${number}`).boundingBox();
  if (!box) throw new Error('the page is not in view');
  const pxPerMm = box.width / widthMm;
  return (xMm: number, yMm: number): [number, number] => [box.x + xMm * pxPerMm, box.y + yMm * pxPerMm];
}

/** Takes a seal out of the tray, the button held. */
async function lift(page: Page): Promise<void> {
  const card = await page.getByTestId(`seal-${office.sealId}`).boundingBox();
  if (!card) throw new Error('no seal in the tray');
  await page.mouse.move(card.x + 30, card.y + 30);
  await page.mouse.down();
  await page.mouse.move(card.x, card.y + 60, { steps: 3 });
}

async function positionOf(page: Page, index: number): Promise<{ xMm: number; yMm: number }> {
  const seal = page.getByTestId(`placed-seal-${index}`);
  await seal.waitFor();
  return { xMm: Number(await seal.getAttribute('data-x-mm')), yMm: Number(await seal.getAttribute('data-y-mm')) };
}

const textGuide = (page: Page, axis: 'x' | 'y') => page.locator(`[data-testid=guide-${axis}][data-of=text]`);
const guides = (page: Page) => page.locator('.guide');
const widthMm = 594.96 / (72 / 25.4);

describe('a clerk who drags a seal', () => {
  test('sees the line of text it is at, where it comes to stand from above and from below', async () => {
    const path = fixturePath('chromium.pdf');
    const line = middleOfInk(path, 1, { leftMm: 12, topMm: 31, widthMm: 25, heightMm: 9 });
    const page = await openDocument(path);
    const point = await pageInWindow(page, 1, widthMm);
    await lift(page);
    await page.mouse.move(...point(60, line.yMm + 20), { steps: 4 });
    await page.mouse.move(...point(60, line.yMm + 1), { steps: 4 });
    await textGuide(page, 'y').waitFor();
    await expect.poll(() => textGuide(page, 'y').getAttribute('data-exact')).toBe('true');
    await page.mouse.up();
    await expect.poll(() => guides(page).count()).toBe(0);
    const below = await positionOf(page, 0);
    expect(Math.abs(below.yMm - line.yMm)).toBeLessThan(0.4);
    expect(below.xMm).toBeCloseTo(60, 0);

    await page.mouse.move(...point(below.xMm, below.yMm));
    await page.mouse.down();
    await page.mouse.move(...point(70, below.yMm + 30), { steps: 4 });
    await page.mouse.move(...point(70, below.yMm - 1.2), { steps: 4 });
    await textGuide(page, 'y').waitFor();
    await page.mouse.up();
    expect((await positionOf(page, 0)).yMm).toBe(below.yMm);
    await expect.poll(() => guides(page).count()).toBe(0);
    expect(window?.complaints).toEqual([]);
  });

  test('keeps it from moving into line by holding Alt, also while the mouse rests', async () => {
    const path = fixturePath('chromium.pdf');
    const line = middleOfInk(path, 1, { leftMm: 12, topMm: 31, widthMm: 25, heightMm: 9 });
    const page = await openDocument(path);
    const point = await pageInWindow(page, 1, widthMm);
    await lift(page);
    await page.mouse.move(...point(60, line.yMm + 1), { steps: 8 });
    await textGuide(page, 'y').waitFor();
    await page.keyboard.down('Alt');
    await guides(page).first().waitFor({ state: 'detached' });
    await page.mouse.up();
    await page.keyboard.up('Alt');
    const free = await positionOf(page, 0);
    expect(Math.abs(free.yMm - (line.yMm + 1))).toBeLessThan(0.3);

    await page.keyboard.down('Alt');
    await page.mouse.move(...point(free.xMm, free.yMm));
    await page.mouse.down();
    await page.mouse.move(...point(104, free.yMm + 20), { steps: 8 });
    await page.mouse.up();
    await page.keyboard.up('Alt');
    expect((await positionOf(page, 0)).xMm).toBeCloseTo(104, 0);
    expect((await positionOf(page, 0)).xMm).not.toBeCloseTo(widthMm / 2, 1);
  });

  test('puts a second seal level with the first, and beside it edge to edge', async () => {
    const page = await openDocument(fixturePath('chromium.pdf'));
    const point = await pageInWindow(page, 1, widthMm);
    await page.keyboard.down('Alt');
    await lift(page);
    await page.mouse.move(...point(50, 120), { steps: 4 });
    await page.mouse.up();
    await page.keyboard.up('Alt');
    const first = await positionOf(page, 0);
    await lift(page);
    await page.mouse.move(...point(91, 121), { steps: 8 });
    await page.locator('[data-testid=guide-y][data-of=seal]').waitFor();
    await page.mouse.up();
    expect(await positionOf(page, 1)).toEqual({ xMm: Number((first.xMm + 40).toFixed(2)), yMm: first.yMm });
    // Level with the first and on the middle of the page.
    await page.mouse.move(...point(first.xMm + 40, first.yMm));
    await page.mouse.down();
    await page.mouse.move(...point(widthMm / 2 - 1.2, first.yMm - 1.1), { steps: 8 });
    await page.locator('[data-testid=guide-x][data-of=page]').waitFor();
    await page.mouse.up();
    const second = await positionOf(page, 1);
    expect(second.yMm).toBe(first.yMm);
    expect(second.xMm).toBeCloseTo(widthMm / 2, 1);
  });

  test('moves it by keyboard just as far as asked, and sees when it is in line', async () => {
    const page = await openDocument(fixturePath('chromium.pdf'));
    const point = await pageInWindow(page, 1, widthMm);
    await lift(page);
    await page.mouse.move(...point(widthMm / 2 + 1, 130), { steps: 8 });
    await page.locator('[data-testid=guide-x][data-of=page]').waitFor();
    await page.mouse.up();
    const before = await positionOf(page, 0);
    const seal = page.getByTestId('placed-seal-0');
    await seal.press('Shift+ArrowRight');
    expect((await positionOf(page, 0)).xMm).toBeCloseTo(before.xMm + 0.1, 5);
    await expect.poll(() => page.getByTestId('guide-x').getAttribute('data-exact')).toBe('false');
    await seal.press('Shift+ArrowLeft');
    await expect.poll(() => page.getByTestId('guide-x').getAttribute('data-exact')).toBe('true');
    await seal.press('ArrowLeft');
    expect((await positionOf(page, 0)).xMm).toBeCloseTo(before.xMm - 1, 5);
    await expect.poll(() => page.getByTestId('guide-x').count()).toBe(0);
    await seal.press('ArrowRight');
    await page.getByTestId('guide-x').waitFor();
    await page.getByTestId('stamp-reason').click();
    await expect.poll(() => guides(page).count()).toBe(0);
  });

  test('finds the lines of a turned and cropped page, at another zoom', async () => {
    const path = join(office.folder, 'turned.pdf');
    writeFileSync(path, onePage({ pageEntries: '/Rotate 90 /CropBox [30 100 560 800]' }));
    const line = middleOfInk(path, 1, { leftMm: 0, topMm: 0, widthMm: 246, heightMm: 186 });
    const page = await openDocument(path);
    await page.getByRole('button', { name: '缩小' }).click();
    await page.locator('[data-testid=page-1] canvas').waitFor();
    const point = await pageInWindow(page, 1, 700 / (72 / 25.4));
    await lift(page);
    await page.mouse.move(...point(line.xMm + 1, 120), { steps: 8 });
    await textGuide(page, 'x').waitFor();
    await page.mouse.up();
    expect(Math.abs((await positionOf(page, 0)).xMm - line.xMm)).toBeLessThan(0.4);
  });

  test('has it in line on a page whose text is read only when the seal comes there, though the mouse rests', async () => {
    const path = join(import.meta.dirname, '../../src-main/trial/sample-contract.pdf');
    const line = middleOfInk(path, 2, { leftMm: 24, topMm: 191, widthMm: 24, heightMm: 8 });
    const page = await openDocument(path);
    for (let count = 0; count < 3; count++) await page.getByRole('button', { name: '缩小' }).click();
    await page.locator('[data-testid=page-2] canvas').waitFor();
    const point = await pageInWindow(page, 2, widthMm);
    await lift(page);
    await page.mouse.move(...point(60, line.yMm + 1));
    await page.locator('[data-testid=guide-y][data-of=text][data-exact=true]').waitFor();
    await page.mouse.up();
    expect(Math.abs((await positionOf(page, 0)).yMm - line.yMm)).toBeLessThan(0.4);
  });
});
