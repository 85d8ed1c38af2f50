import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Seal, verificationReport } from '../../src-main/contract/index.ts';
import { openSealLibrary } from '../../src-main/seal/index.ts';
import { fixturePath } from '../fixtures/pdf/index.ts';
import { makeSoftHsmToken, type SoftHsmToken } from '../fixtures/softhsm.ts';
import { scanned } from '../seal/scan.ts';
import { anotherPage, dragSeal, fromSealMenu, openPdf, openWindow, program, type ServedWindow } from './window.ts';

const owner = '杭州示例科技有限公司';
const pxPerMm = 96 / 25.4;

let folder: string;
let home: string;
let token: SoftHsmToken;
let env: Record<string, string>;
let window: ServedWindow;
let page: Page;

function qianyin(...args: string[]): string {
  return execFileSync(process.execPath, [program, ...args], {
    env: { ...process.env, QIANYIN_HOME: home, ...env },
    encoding: 'utf8',
  });
}

/** What the program has put on the disk. */
const seals = (): Seal[] => openSealLibrary(join(home, 'seals')).list();

function sealNamed(name: string): Seal {
  const found = seals().find((candidate) => candidate.name === name);
  if (!found) throw new Error(`there is no seal named ${name}`);
  return found;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'qianyin-e2e-seals-'));
  home = join(folder, 'home');
  token = makeSoftHsmToken({
    folder: join(folder, 'token'),
    label: '办公室UKey',
    pin: '135790',
    keys: [{ algorithm: 'rsa2048', subject: `/C=CN/O=${owner}/CN=${owner}` }],
  });
  env = token.env;
  window = await openWindow({ home, env });
  page = window.page;
  await page.getByTestId('token-card').waitFor();
  await page.getByTestId('nav-seals').click();
});

afterAll(async () => {
  await window?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function choose(field: 'seal-kind' | 'seal-shape', word: string): Promise<void> {
  await page.getByTestId(field).click();
  await page.locator('.ant-select-dropdown:visible').getByText(word, { exact: true }).click();
}

const preview = () => page.getByTestId('seal-preview').locator('img');

/** The preview's size on screen in millimetres, when it shows the seal that the form describes now. */
async function expectPreviewOf(widthMm: number, heightMm: number): Promise<void> {
  await page.getByTestId('seal-preview').getByText(`${widthMm} × ${heightMm} mm`).waitFor();
  const box = await preview().boundingBox();
  expect((box?.width ?? 0) / pxPerMm).toBeCloseTo(widthMm, 0);
  expect((box?.height ?? 0) / pxPerMm).toBeCloseTo(heightMm, 0);
}

async function make(): Promise<void> {
  await page.getByTestId('make-seal').click();
  await page.getByTestId('make-seal').waitFor({ state: 'detached' });
}

interface Kind {
  word: string;
  shape?: string;
  texts: Record<string, string>;
  name?: string;
  size: [widthMm: number, heightMm: number];
}

const kinds: Kind[] = [
  { word: '公章', texts: { 'ring-text': owner, 'seal-code': '3301081234567' }, size: [40, 40] },
  { word: '合同专用章', texts: { 'ring-text': owner }, size: [40, 40] },
  { word: '财务专用章', texts: { 'ring-text': owner }, size: [38, 38] },
  { word: '财务专用章', shape: '方形', texts: { 'ring-text': owner }, name: '财务方章', size: [25, 25] },
  { word: '发票专用章', texts: { 'ring-text': owner, 'tax-number': '91330100799655058b' }, size: [40, 30] },
  { word: '法定代表人名章', texts: { 'person-name': '张三丰' }, size: [20, 20] },
  { word: '审验章', texts: { 'ring-text': owner, 'middle-text': '2026年11月25日' }, size: [45, 25] },
  { word: '其他', shape: '椭圆形', texts: { 'ring-text': owner }, name: '业务章', size: [45, 30] },
];

describe('the seals of a company, at the window', () => {
  for (const { word, shape, texts, name = word, size } of kinds) {
    test(`are made: ${name}, in its standard shape and size, shown at true size while one types`, async () => {
      await page.getByTestId('create-seal').click();
      if (word !== '公章') await choose('seal-kind', word);
      if (shape) await choose('seal-shape', shape);
      for (const [field, text] of Object.entries(texts)) await page.getByTestId(field).fill(text);
      await expectPreviewOf(...size);
      await expect.poll(() => page.getByTestId('size-warning').count()).toBe(0);
      if (name !== word) await page.getByTestId('seal-name').fill(name);
      await make();
      const made = sealNamed(name);
      expect(made).toMatchObject({ widthMm: size[0], heightMm: size[1], artworkKind: 'vector', trial: false });
      const card = page.getByTestId(`seal-card-${made.id}`);
      await expect
        .poll(() => card.innerText())
        .toMatch(new RegExp(`${name}[\\s\\S]*${word}[\\s\\S]*${size[0]} × ${size[1]} mm`));
      await card.getByTestId(`seal-details-${made.id}`).click();
      const picture = page.getByTestId('seal-drawer').locator('.seal-paper img');
      await picture.waitFor();
      const box = await picture.boundingBox();
      expect((box?.width ?? 0) / pxPerMm).toBeCloseTo(size[0], 0);
      expect((box?.height ?? 0) / pxPerMm).toBeCloseTo(size[1], 0);
      await page.keyboard.press('Escape');
      await page.getByTestId('seal-drawer').waitFor({ state: 'detached' });
    });
  }

  test('come with words of caution: a mistyped tax number, an unusual size, a character that cannot be drawn', async () => {
    await page.getByTestId('create-seal').click();
    await choose('seal-kind', '发票专用章');
    await page.getByTestId('tax-number').fill('91330100799655058A');
    await expect.poll(() => page.getByTestId('tax-warning').innerText()).toContain('校验位不正确');
    await page.getByTestId('tax-number').fill('91330100799655058B');
    await page.getByTestId('tax-warning').waitFor({ state: 'detached' });
    await page.getByTestId('seal-width').fill('42');
    await expect.poll(() => page.getByTestId('size-warning').innerText()).toContain('40 × 30 mm');
    await page.getByTestId('seal-width').fill('60');
    await page.getByTestId('seal-height').fill('25');
    await page.getByTestId('ring-text').fill(owner);
    await page.getByText('按这个尺寸画不出印章').waitFor();
    await page.getByTestId('seal-width').fill('40');
    await page.getByTestId('seal-height').fill('30');
    await expectPreviewOf(40, 30);
    expect(window.complaints).toEqual([]);

    await page.getByTestId('ring-text').fill('某😀公司');
    const error = page.getByTestId('seal-preview').getByTestId('error-panel');
    await error.waitFor();
    await expect.poll(() => page.getByTestId('make-seal').isDisabled()).toBe(true);
    expect(await page.getByTestId('error-panel').count()).toBe(1);
    await expect.poll(() => error.innerText()).toMatch(/😀[\s\S]*SEAL_TEXT_UNSUPPORTED/);
    // What the browser itself logs of the refused drawing.
    expect(window.complaints.splice(0)).toEqual([expect.stringContaining('400')]);
    await page.getByTestId('ring-text').fill(owner);
    await expectPreviewOf(40, 30);
    await expect.poll(() => error.count()).toBe(0);
    await expect.poll(() => page.getByTestId('make-seal').isEnabled()).toBe(true);
    expect(await page.getByTestId('hard-to-read').count()).toBe(0);
    await page
      .getByTestId('ring-text')
      .fill(`${owner}新疆维吾尔自治区塔什库尔干塔吉克自治县帕米尔高原研究与推广服务合作社`);
    await expect.poll(() => page.getByTestId('hard-to-read').innerText()).toMatch(/最窄的字只有 [01]\.\d+ mm 宽/);
    // A slip of the hand beside the dialog.
    await page.mouse.click(4, 4);
    await page.mouse.click(1356, 876);
    expect(await page.getByTestId('ring-text').inputValue()).toContain('帕米尔');
    // On the usual screen of an office at 125 %, the button is in view however long the form.
    await page.setViewportSize({ width: 1093, height: 614 });
    const button = await page.getByTestId('make-seal').boundingBox();
    expect((button?.y ?? 614) + (button?.height ?? 0)).toBeLessThanOrEqual(614);
    await page.setViewportSize({ width: 1360, height: 880 });
    await page.keyboard.press('Escape');
    await page.getByTestId('discard-entries').click();
    await page.getByTestId('make-seal').waitFor({ state: 'detached' });
  });

  test('may be a scanned impression, taken off its paper and set to its true size', async () => {
    const path = join(folder, '扫描.png');
    writeFileSync(path, scanned({ paper: [247, 243, 233], ink: [200, 30, 36], shade: 0.3, noise: 4, print: false }));
    await page.getByTestId('import-seal').click();
    await page.getByTestId('seal-picture').setInputFiles(path);
    await page.getByText('图片已有透明背景').waitFor();
    await page.getByTestId('seal-name').fill('扫描公章');
    await page.getByTestId('name-compared').check();
    await page.getByTestId('import-confirm').click();
    await page.getByTestId('import-confirm').waitFor({ state: 'detached' });
    const made = sealNamed('扫描公章');
    expect(made).toMatchObject({ artworkKind: 'image', widthMm: 40, kind: 'official' });
    expect(made.heightMm).toBeCloseTo(40, 0);
    const { data, width } = PNG.sync.read(readFileSync(join(home, 'seals', made.id, 'artwork.png')));
    const opacityAt = (x: number, y: number) => data[(y * width + x) * 4 + 3];
    expect(opacityAt(0, 0)).toBe(0);
    expect(opacityAt(Math.round(width / 2), Math.round(width / 2))).toBeGreaterThan(200);
  });

  test('stand in the tray, each as it was made, and the oval one is stamped in its true size', async () => {
    const document = join(folder, '发票.pdf');
    cpSync(fixturePath('chromium.pdf'), document);
    await page.getByTestId('nav-stamp').click();
    await openPdf(page, document);
    await page.locator('[data-testid=page-1] canvas').waitFor();
    for (const { id, name } of seals()) {
      const entry = page.getByTestId(`seal-${id}`);
      await entry.waitFor();
      await expect.poll(() => entry.innerText()).toContain(name);
      await entry.locator('img').waitFor();
      expect(
        await entry.locator('img').evaluate((image) => image instanceof HTMLImageElement && image.naturalWidth > 0),
      ).toBe(true);
    }
    await dragSeal(page, sealNamed('发票专用章').id, { page: 1, xMm: 100, yMm: 120, pageWidthMm: 210 });
    await page.getByTestId('placed-seal-0').waitFor();
    await page.getByTestId('stamp-button').click();
    await page.getByTestId('pin-input').fill(token.pin);
    await page.getByTestId('pin-input').press('Enter');
    await page.getByTestId('stamp-done').waitFor();
    const output = join(home, 'stamped', (await page.getByTestId('output-name').innerText()).trim());
    expect(execFileSync('pdfsig', [output], { encoding: 'utf8' })).toContain('Signature is Valid');
    const verified = qianyin('verify', '--json', '--trust', token.caCertificatePath, output);
    const [signature] = verificationReport.parse(JSON.parse(verified)).signatures;
    expect(signature?.widget?.widthMm).toBeCloseTo(40, 1);
    expect(signature?.widget?.heightMm).toBeCloseTo(30, 1);
  });

  test('are read anew by a window whose connection was down, since nobody told it meanwhile', async () => {
    const { id } = sealNamed('业务章');
    await page.getByTestId('nav-seals').click();
    const standing = (of: Page, state: string) => of.locator(`[data-testid=seal-card-${id}][data-register=${state}]`);
    const change = async (action: 'suspend' | 'resume') => {
      await fromSealMenu(page, id, action);
      await page.getByTestId('state-reason').fill('盘点');
      await page.getByTestId('change-state-confirm').click();
      await standing(page, action === 'suspend' ? 'suspended' : 'active').waitFor();
    };
    const other = await anotherPage(window);
    await other.route('**/api/events', (route) => route.abort());
    await other.goto(new URL('/', window.address).href);
    await other.getByTestId('nav-seals').click();
    await other.getByTestId('connection-lost').waitFor();
    await standing(other, 'active').waitFor();
    await page.bringToFront();
    await change('suspend');
    expect(await standing(other, 'active').count()).toBe(1);
    await other.unroute('**/api/events');
    await other.getByTestId('connection-lost').waitFor({ state: 'detached' });
    await standing(other, 'suspended').waitFor();
    // The word for it lies across the impression, which is grey: not the colour alone says so.
    await other.getByTestId(`seal-card-${id}`).getByText('已冻结', { exact: true }).waitFor();
    await other.close();
    await change('resume');
  });

  test('are removed one by one, after it is said what is lost', async () => {
    await page.getByTestId('nav-seals').click();
    const { id } = sealNamed('审验章');
    await fromSealMenu(page, id, 'remove');
    const question = page.getByRole('dialog').filter({ hasText: '移除' });
    await question.waitFor();
    await expect
      .poll(() => question.innerText())
      .toMatch(/移除“审验章”？[\s\S]*印章图样[\s\S]*绑定[\s\S]*不能恢复[\s\S]*用印记录不受影响/);
    await question.getByRole('button', { name: '取消' }).click();
    await question.waitFor({ state: 'detached' });
    expect(sealNamed('审验章').id).toBe(id);
    const other = await anotherPage(window);
    await other.goto(new URL('/', window.address).href);
    await other.getByTestId('nav-seals').click();
    await other.getByTestId(`seal-card-${id}`).waitFor();
    await page.bringToFront();
    await fromSealMenu(page, id, 'remove');
    await page.getByRole('dialog').getByRole('button', { name: '移除' }).click();
    await page.getByTestId(`seal-card-${id}`).waitFor({ state: 'detached' });
    // Another window hears of it.
    await other.getByTestId(`seal-card-${id}`).waitFor({ state: 'detached' });
    await other.close();
    expect(seals().map((left) => left.id)).not.toContain(id);
    expect(seals()).toHaveLength(kinds.length);
    expect(window.complaints).toEqual([]);
  });
});
