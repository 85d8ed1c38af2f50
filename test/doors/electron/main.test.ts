import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Bridge } from '../../../src-main/contract/index.ts';
import { fixturePath } from '../../fixtures/pdf/index.ts';
import { softHsmModulePath } from '../../fixtures/softhsm.ts';
import { prepareDesk } from './clerk.ts';
import * as replaced from './replacement.ts';

vi.mock('electron', () => import('./replacement.ts'));

vi.setConfig({ testTimeout: 180_000 });

const folder = mkdtempSync(join(tmpdir(), 'qianyin-desktop-'));
const desk = prepareDesk(folder);
const { homeFolder } = desk;
const given = fixturePath('cairo.pdf');
const argv = process.argv;
let bridge: Bridge;

const opened = () => {
  const window = replaced.BrowserWindow.opened.at(-1);
  if (!window) throw new Error('no window is open');
  return window;
};

beforeAll(async () => {
  process.env.QIANYIN_HOME = homeFolder;
  Object.assign(process.env, desk.token.env);
  process.argv = ['electron', '.', given];
  await import('../../../src-main/doors/electron/main.ts');
  await vi.waitFor(() => expect(replaced.BrowserWindow.opened).toHaveLength(1), 20_000);
  await import('../../../src-main/doors/electron/preload.ts');
  bridge = replaced.mainWorld.get('qianyin') as Bridge;
});
afterAll(() => {
  process.argv = argv;
  delete process.env.QIANYIN_HOME;
  delete process.env.SOFTHSM2_CONF;
  rmSync(folder, { recursive: true });
});

describe("with Electron's module replaced: the desktop program over the real core", () => {
  it('starts sandboxed, alone in its data folder, with its scheme and its window', () => {
    expect(replaced.app.getPath('userData')).toBe(join(homeFolder, 'electron'));
    expect(existsSync(join(homeFolder, 'electron'))).toBe(true);
    expect([...replaced.protocol.handlers.keys()]).toEqual(['app']);
    expect(opened().options.webPreferences).toMatchObject({ sandbox: true, contextIsolation: true });
    expect(opened().webContents.windowOpenHandler?.({ url: 'https://example.invalid/' })).toEqual({ action: 'deny' });
  });

  it('opens the PDF of its command line, whatever is asked for before the page is there', async () => {
    expect(await bridge.call('app.info', null)).toMatchObject({
      door: 'electron',
      homeFolder,
      initialDocumentPaths: [given],
    });
  });

  it('opens in its one window what a second start asks for, and comes to the front', () => {
    const heard: string[] = [];
    const stop = bridge.subscribe('documents.requested', ({ paths }) => heard.push(...paths));
    opened().minimized = true;
    replaced.app.emit('second-instance', {}, ['electron', '.', '补充协议.pdf'], '/home/clerk');
    expect(heard).toEqual(['/home/clerk/补充协议.pdf']);
    expect(opened().restore).toHaveBeenCalledOnce();
    expect(opened().focus).toHaveBeenCalledOnce();
    replaced.app.emit('second-instance', {}, ['electron', '.'], '/home/clerk');
    expect(opened().focus).toHaveBeenCalledTimes(2);
    const openFile = replaced.preventable();
    replaced.app.emit('open-file', openFile, '/Users/clerk/合同.pdf');
    expect(openFile.defaultPrevented).toBe(true);
    expect(heard).toEqual(['/home/clerk/补充协议.pdf', '/Users/clerk/合同.pdf']);
    expect(replaced.BrowserWindow.opened).toHaveLength(1);
    stop();
  });

  it('stamps with a real token through the bridge, and verifies', async () => {
    const steps: string[] = [];
    const stop = bridge.subscribe('stamp.progress', ({ step }) => steps.push(step));
    const token = await vi.waitFor(async () => {
      const [found] = await bridge.call('tokens.list', null);
      expect(found).toMatchObject({ serial: desk.token.serial });
      return found;
    }, 120_000);
    const stamped = await bridge.call('stamp.run', {
      runId: 'run-1',
      path: desk.documentPath,
      placements: [{ sealId: desk.sealId, placing: { rule: 'here', page: 1, xMm: 150, yMm: 230 } }],
      pins: { [token?.id ?? '']: desk.token.pin },
    });
    stop();
    expect(stamped.report.signatures).toMatchObject([{ coversWholeFile: true }]);
    expect(new Set(steps)).toEqual(new Set(['prepare', 'sign', 'verify', 'save']));
    expect(execFileSync('pdfsig', [stamped.outputPath], { encoding: 'utf8' })).toContain('Signature is Valid');
    const { rows } = await bridge.call('history.list', {});
    expect(rows).toHaveLength(1);
  });

  it('keeps the PIN of a queue until the page is loaded anew, the screen locked or the machine put to sleep', async () => {
    const ended: string[] = [];
    const stop = bridge.subscribe('stamp.loginEnded', ({ reason }) => ended.push(reason));
    const [token] = await bridge.call('tokens.list', null);
    const begin = async (runId: string) => {
      const { login } = await bridge.call('stamp.run', {
        runId,
        path: desk.documentPath,
        outputPath: join(folder, `${runId}.pdf`),
        placements: [{ sealId: desk.sealId, placing: { rule: 'here', page: 1, xMm: 150, yMm: 230 } }],
        pins: { [token?.id ?? '']: desk.token.pin },
        loginFor: [given],
      });
      expect(login?.filesLeft).toBe(1);
    };
    await begin('queue-1');
    opened().webContents.emit('did-start-navigation', { isMainFrame: true, isSameDocument: true });
    expect(ended).toEqual([]);
    opened().webContents.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false });
    await begin('queue-2');
    replaced.powerMonitor.emit('lock-screen');
    await begin('queue-3');
    replaced.powerMonitor.emit('suspend');
    expect(ended).toEqual(['window', 'window', 'window']);
    stop();
  });

  it('shows finished PDFs and their folders by the system, and runs nothing', async () => {
    await bridge.openFile(given);
    expect(replaced.shell.openPath).toHaveBeenCalledExactlyOnceWith(given);
    await bridge.call('desktop.reveal', { path: given });
    expect(replaced.shell.showItemInFolder).toHaveBeenCalledExactlyOnceWith(given);
    await expect(bridge.openFile(join(process.cwd(), 'package.json'))).rejects.toMatchObject({
      code: 'DESKTOP_UNAVAILABLE',
    });
    await expect(bridge.openFile('/nowhere.pdf')).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    replaced.shell.openPath.mockResolvedValueOnce('no application is registered');
    await expect(bridge.openFile(given)).rejects.toMatchObject({
      code: 'DESKTOP_UNAVAILABLE',
      detail: 'no application is registered',
    });
  });

  it('loads no driver on the word of the page: the system asks, and shows whose file it is', async () => {
    const path = softHsmModulePath;
    const add = () => bridge.call('drivers.add', { path });
    await expect(add()).rejects.toMatchObject({ code: 'CANCELLED' });
    const question = replaced.dialog.showMessageBox.mock.lastCall?.[1];
    expect(question).toMatchObject({ buttons: ['不载入', '载入'], defaultId: 0, cancelId: 0 });
    expect(question).toMatchObject({ detail: expect.stringMatching(/路径：\/.*\n所有者：root\n/) });
    expect((await bridge.call('settings.get', null)).driverPaths).toEqual([]);
    replaced.dialog.showMessageBox.mockResolvedValueOnce({ response: 1, checkboxChecked: false });
    await add();
    expect((await bridge.call('settings.get', null)).driverPaths).toEqual([path]);
    replaced.dialog.showMessageBox.mockClear();
  });

  it('has no menu outside macOS, and follows the chosen appearance', async () => {
    await bridge.call('settings.update', { theme: 'dark' });
    opened().emit('focus');
    await vi.waitFor(() => expect(replaced.nativeTheme.themeSource).toBe('dark'));
    await vi.waitFor(() => expect(replaced.Menu.setApplicationMenu).toHaveBeenCalled());
    if (process.platform !== 'darwin') expect(replaced.Menu.setApplicationMenu).toHaveBeenLastCalledWith(null);
  });

  it('asks before closing in the language that was chosen meanwhile', async () => {
    await bridge.call('settings.update', { language: 'en' });
    bridge.setTitle('contract.pdf', true);
    opened().close();
    await vi.waitFor(() => expect(replaced.dialog.showMessageBox).toHaveBeenCalledOnce());
    expect(replaced.dialog.showMessageBox.mock.lastCall?.[1]).toMatchObject({ buttons: ['Keep working', 'Close'] });
    expect(opened().isDestroyed()).toBe(false);
    bridge.setTitle('contract.pdf', false);
  });

  it('ends with its window, after its drivers and its records are closed', async () => {
    opened().close();
    expect(replaced.app.ended).toBe(false);
    await vi.waitFor(() => expect(replaced.app.ended).toBe(true), 10_000);
    expect(existsSync(join(homeFolder, 'history.sqlite-wal'))).toBe(false);
    expect(replaced.dialog.showErrorBox).not.toHaveBeenCalled();
  });
});
