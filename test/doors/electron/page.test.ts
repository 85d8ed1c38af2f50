import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { dropFiles } from '../../e2e/window.ts';
import { fixturePath } from '../../fixtures/pdf/index.ts';
import { type ChromiumPage, openChromiumPage } from './chromium-page.ts';
import { type Desk, prepareDesk, stampAtWindow } from './clerk.ts';
import * as replaced from './replacement.ts';

vi.mock('electron', () => import('./replacement.ts'));

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

let folder: string;
let desk: Desk;
let window: ChromiumPage;

const opened = () => {
  const last = replaced.BrowserWindow.opened.at(-1);
  if (!last) throw new Error('no window is open');
  return last;
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'qianyin-page-'));
  desk = prepareDesk(folder);
  process.env.QIANYIN_HOME = desk.homeFolder;
  Object.assign(process.env, desk.token.env);
  await import('../../../src-main/doors/electron/main.ts');
  await vi.waitFor(() => expect(replaced.BrowserWindow.opened).toHaveLength(1), 20_000);
  await import('../../../src-main/doors/electron/preload.ts');
  window = await openChromiumPage();
});
afterAll(async () => {
  await window?.browser.close();
  replaced.BrowserWindow.opened.at(-1)?.close();
  await vi.waitFor(() => expect(replaced.app.ended).toBe(true), 10_000);
  delete process.env.QIANYIN_HOME;
  delete process.env.SOFTHSM2_CONF;
  rmSync(folder, { recursive: true, force: true });
});

describe("with Electron's process replaced by Node and Chromium: a clerk at the desktop window", () => {
  it('opens a contract by the dialog, stamps it, verifies it and finds it in the record', async () => {
    const { page } = window;
    const output = await stampAtWindow(page, desk, async (path) => {
      replaced.dialog.showOpenDialog.mockResolvedValueOnce({ canceled: false, filePaths: [path] });
    });
    const titles = opened().setTitle.mock.calls.map(([title]) => title);
    expect(titles.some((title) => title.startsWith('采购合同.pdf'))).toBe(true);
    expect(opened().setDocumentEdited.mock.calls).toContainEqual([true]);
    expect(opened().setDocumentEdited).toHaveBeenLastCalledWith(false);

    await page.getByTestId('nav-stamp').click();
    await page.getByTestId('open-output').click();
    await vi.waitFor(() => expect(replaced.shell.openPath).toHaveBeenCalledExactlyOnceWith(output));
    await page.getByTestId('reveal-output').click();
    await vi.waitFor(() => expect(replaced.shell.showItemInFolder).toHaveBeenCalledExactlyOnceWith(output));
    expect(window.complaints).toEqual([]);
  });

  it('opens what a second start asks for', async () => {
    replaced.app.emit('second-instance', {}, ['qianyin', join(folder, '没有的.pdf')], folder);
    const { page } = window;
    const error = page.getByTestId('page-of-stamp').getByTestId('error-panel');
    await error.waitFor();
    expect(await error.textContent()).toContain('FILE_NOT_FOUND');
    replaced.app.emit('second-instance', {}, ['qianyin', desk.documentPath], folder);
    await page.locator('[data-testid=page-1] canvas').waitFor();
  });

  it('drops a folder: on the page for verification all in it is verified where it is, on the page for stamping its files come one after the other', async () => {
    const archive = join(folder, '档案');
    mkdirSync(join(archive, '2026'), { recursive: true });
    for (const name of ['a.pdf', '2026/b.pdf']) cpSync(fixturePath('groff.pdf'), join(archive, name));
    writeFileSync(join(archive, '说明.txt'), 'files');
    const paths = new Map([
      ['a.pdf', join(archive, 'a.pdf')],
      ['b.pdf', join(archive, '2026', 'b.pdf')],
    ]);
    replaced.webUtils.getPathForFile.mockImplementation((file) => paths.get(file.name) ?? join(folder, file.name));
    const { page } = window;
    await page.getByTestId('nav-verify').click();
    await page.getByTestId('verify-open').first().waitFor();
    await dropFiles(page, [archive]);
    const results = page.getByTestId('folder-results');
    await results.waitFor();
    expect(await results.getByTestId('folder-row').allInnerTexts()).toEqual([
      expect.stringContaining('a.pdf'),
      expect.stringContaining('2026/b.pdf'),
    ]);
    expect(await results.textContent()).toContain('略过 1 个其他文件');

    await page.getByTestId('nav-stamp').click();
    await dropFiles(page, [archive]);
    await page.getByTestId('queue-bar').waitFor();
    await page.locator('[data-testid=page-1] canvas').waitFor();
    expect(window.complaints).toEqual([]);
  });
});
