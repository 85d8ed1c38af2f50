import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Language } from '../../../src-main/contract/index.ts';
import { openMainWindow } from '../../../src-main/doors/electron/window.ts';
import { app, BrowserWindow, dialog, Menu, nativeTheme, preventable, screen } from './replacement.ts';

vi.mock('electron', () => import('./replacement.ts'));

let homeFolder: string;
let language: Language = 'zh-CN';
const failures: unknown[] = [];

beforeEach(() => {
  homeFolder = mkdtempSync(join(tmpdir(), 'qianyin-window-'));
  language = 'zh-CN';
  failures.length = 0;
  screen.displays = [{ workArea: { x: 0, y: 0, width: 1920, height: 1040 } }];
});
afterEach(() => rmSync(homeFolder, { recursive: true }));

function open() {
  const { setUnsaved } = openMainWindow({
    homeFolder,
    language: async () => language,
    onFailure: (thrown) => failures.push(thrown),
  });
  const window = BrowserWindow.opened.at(-1);
  if (!window) throw new Error('no window was opened');
  return { window, setUnsaved };
}

/** Opens the window again, as the next start does. */
const reopen = () => open().window;

describe("with Electron's module replaced: the window", () => {
  it('keeps its page in a sandbox without Node', () => {
    const { webPreferences } = open().window.options;
    expect(webPreferences).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      navigateOnDragDrop: false,
    });
    expect(basename(webPreferences?.preload ?? '')).toBe('preload.cjs');
    for (const name of ['enableBlinkFeatures', 'additionalArguments', 'session', 'partition', 'javascript']) {
      expect(webPreferences, name).not.toHaveProperty(name);
    }
  });

  it('has developer tools only where it is developed', () => {
    expect(open().window.options.webPreferences?.devTools).toBe(true);
    app.isPackaged = true;
    expect(open().window.options.webPreferences?.devTools).toBe(false);
    app.isPackaged = false;
  });

  it('loads the built page from its own scheme, and shows when it is painted', () => {
    const { window } = open();
    expect(window.loadURL).toHaveBeenCalledExactlyOnceWith('app://qianyin/index.html');
    expect(window.options.show).toBe(false);
    expect(window.show).not.toHaveBeenCalled();
    window.emit('ready-to-show');
    expect(window.show).toHaveBeenCalledOnce();
  });

  it('opens on the ground of the chosen appearance', () => {
    const light = open().window.options.backgroundColor;
    nativeTheme.shouldUseDarkColors = true;
    expect(open().window.options.backgroundColor).not.toBe(light);
    nativeTheme.shouldUseDarkColors = false;
  });

  it("keeps the page's own title out of the title bar", () => {
    const event = preventable();
    open().window.emit('page-title-updated', event, '钤印');
    expect(event.defaultPrevented).toBe(true);
  });

  it('offers to load a page again whose process has ended', async () => {
    const { window } = open();
    window.webContents.emit('render-process-gone', {}, { reason: 'crashed' });
    await vi.waitFor(() => expect(window.webContents.reload).toHaveBeenCalledOnce());
    dialog.showMessageBox.mockResolvedValueOnce({ response: 1, checkboxChecked: false });
    window.webContents.emit('render-process-gone', {}, { reason: 'oom' });
    await vi.waitFor(() => expect(window.isDestroyed()).toBe(true));
  });
});

describe("with Electron's module replaced: where the window stands", () => {
  it('is remembered from one start to the next', () => {
    const { window } = open();
    window.bounds = { x: 120, y: 80, width: 1100, height: 700 };
    window.close();
    expect(reopen().options).toMatchObject({ x: 120, y: 80, width: 1100, height: 700 });
  });

  it('is remembered with its size before it was maximised', () => {
    const { window } = open();
    window.bounds = { x: 120, y: 80, width: 1100, height: 700 };
    window.maximize();
    window.close();
    const next = reopen();
    expect(next.options).toMatchObject({ width: 1100, height: 700 });
    expect(next.isMaximized()).toBe(true);
  });

  it('is on a second screen while that is plugged in, and at its usual place after', () => {
    const second = { workArea: { x: -1920, y: 0, width: 1920, height: 1080 } };
    screen.displays.push(second);
    const { window } = open();
    window.bounds = { x: -1800, y: 100, width: 1000, height: 700 };
    window.close();
    expect(reopen().options).toMatchObject({ x: -1800, y: 100 });
    screen.displays.pop();
    const { options } = reopen();
    expect(options).toMatchObject({ width: 1360, height: 880 });
    expect(options).not.toHaveProperty('x');
  });

  it.each([
    ['its title bar is above the screen', { x: 100, y: -60, width: 1000, height: 700 }],
    ['its title bar is below the screen', { x: 100, y: 1030, width: 1000, height: 700 }],
    ['only a sliver of it is on the screen', { x: 1900, y: 100, width: 1000, height: 700 }],
    ['it is smaller than a window', { x: 100, y: 100, width: 3, height: 2 }],
  ])('is its usual place when %s', (_, bounds) => {
    writeFileSync(join(homeFolder, 'window.json'), JSON.stringify({ ...bounds, maximized: false }));
    expect(reopen().options).not.toHaveProperty('x');
  });

  it.each(['', '{', '[]', '{"x":1e400}', '{"x":"1","y":2,"width":900,"height":700,"maximized":false}'])(
    'is its usual place when what was remembered is damaged: %s',
    (text) => {
      writeFileSync(join(homeFolder, 'window.json'), text);
      expect(reopen().options).not.toHaveProperty('x');
    },
  );

  it('keeps no window from closing when it cannot be remembered', () => {
    const { window } = open();
    rmSync(homeFolder, { recursive: true });
    writeFileSync(homeFolder, 'a file where the folder was');
    window.close();
    expect(window.isDestroyed()).toBe(true);
  });
});

describe("with Electron's module replaced: closing the window", () => {
  it('asks nothing when every seal is stamped', () => {
    const { window, setUnsaved } = open();
    setUnsaved(true);
    setUnsaved(false);
    window.close();
    expect(window.isDestroyed()).toBe(true);
    expect(dialog.showMessageBox).not.toHaveBeenCalled();
  });

  it('asks, in the language of the moment, when seals are placed but not stamped', async () => {
    const { window, setUnsaved } = open();
    setUnsaved(true);
    window.close();
    await vi.waitFor(() => expect(dialog.showMessageBox).toHaveBeenCalledOnce());
    expect(dialog.showMessageBox.mock.lastCall?.[1]).toMatchObject({
      message: '尚有印章没有盖，要关闭窗口吗？',
      buttons: ['继续盖章', '关闭'],
      defaultId: 0,
      cancelId: 0,
    });
    expect(window.isDestroyed()).toBe(false);
    language = 'en';
    window.close();
    await vi.waitFor(() => expect(dialog.showMessageBox).toHaveBeenCalledTimes(2));
    expect(dialog.showMessageBox.mock.lastCall?.[1]).toMatchObject({ buttons: ['Keep working', 'Close'] });
  });

  it('closes when the person says so', async () => {
    const { window, setUnsaved } = open();
    setUnsaved(true);
    dialog.showMessageBox.mockResolvedValueOnce({ response: 1, checkboxChecked: false });
    window.close();
    await vi.waitFor(() => expect(window.isDestroyed()).toBe(true));
    expect(dialog.showMessageBox).toHaveBeenCalledOnce();
  });

  it('asks once, however often the person closes meanwhile', async () => {
    const { window, setUnsaved } = open();
    setUnsaved(true);
    let answer: (given: { response: number; checkboxChecked: boolean }) => void = () => undefined;
    dialog.showMessageBox.mockReturnValueOnce(new Promise((resolve) => (answer = resolve)));
    window.close();
    window.close();
    await vi.waitFor(() => expect(dialog.showMessageBox).toHaveBeenCalled());
    window.close();
    answer({ response: 1, checkboxChecked: false });
    await vi.waitFor(() => expect(window.isDestroyed()).toBe(true));
    expect(dialog.showMessageBox).toHaveBeenCalledOnce();
  });
});

describe("with Electron's module replaced: a right click", () => {
  const editFlags = { canCut: true, canCopy: true, canPaste: true, canSelectAll: true };
  const rightClick = async (params: object) => {
    Menu.popups.length = 0;
    open().window.webContents.emit('context-menu', {}, { isEditable: false, selectionText: '', editFlags, ...params });
    await Promise.resolve();
    await Promise.resolve();
    return Menu.popups.map((items) => items.map(({ label }) => label).filter(Boolean));
  };

  it('in a field offers to edit it', async () => {
    expect(await rightClick({ isEditable: true })).toEqual([['剪切', '复制', '粘贴', '全选']]);
    language = 'en';
    expect(await rightClick({ isEditable: true })).toEqual([['Cut', 'Copy', 'Paste', 'Select All']]);
  });

  it('in a PIN field offers to paste, not to copy', async () => {
    await rightClick({ isEditable: true, editFlags: { ...editFlags, canCut: false, canCopy: false } });
    const enabled = Menu.popups[0]?.filter((item) => item.enabled).map(({ role }) => role);
    expect(enabled).toEqual(['paste', 'selectAll']);
  });

  it('on selected text offers to copy it, elsewhere nothing', async () => {
    expect(await rightClick({ selectionText: 'A1B2 C3D4' })).toEqual([['复制']]);
    expect(await rightClick({})).toEqual([]);
  });
});
