import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron, type ElectronApplication } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findElectron } from '../../scripts/electron-binary.ts';
import { type Desk, prepareDesk, stampAtWindow } from '../doors/electron/clerk.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const binary = findElectron();

if (binary === null) {
  console.warn(
    [
      '╔══════════════════════════════════════════════════════════════════════╗',
      '║  SKIPPED: the clerk’s flow in real Electron. No Electron binary here. ║',
      '║  npx install-electron, or ELECTRON_OVERRIDE_DIST_PATH, brings one.    ║',
      '╚══════════════════════════════════════════════════════════════════════╝',
    ].join('\n'),
  );
}

const skipped = binary === null ? ' (SKIPPED: no Electron binary)' : '';

describe.skipIf(binary === null)(`a clerk at the real Electron window${skipped}`, () => {
  let folder: string;
  let desk: Desk;
  let application: ElectronApplication | undefined;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'qianyin-electron-'));
    desk = prepareDesk(folder);
  });
  afterEach(async () => {
    await application?.close();
    application = undefined;
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function start(...documents: string[]): Promise<ElectronApplication> {
    const isRoot = process.getuid?.() === 0;
    application = await _electron.launch({
      executablePath: binary ?? '',
      // Chromium refuses root with its sandbox on.
      // The window speaks the language of its system, and the clerk Chinese.
      args: [root, '--lang=zh-CN', ...(isRoot ? ['--no-sandbox'] : []), ...documents],
      env: { ...process.env, QIANYIN_HOME: desk.homeFolder, ...desk.token.env },
    });
    return application;
  }

  it('opens a contract by the dialog, stamps it, verifies it and finds it in the record', async () => {
    const electron = await start();
    const page = await electron.firstWindow();
    await stampAtWindow(page, desk, (path) =>
      electron.evaluate(({ dialog }, chosen) => {
        dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [chosen] });
      }, path),
    );
  });

  it('opens the PDF of its command line', async () => {
    const page = await (await start(desk.documentPath)).firstWindow();
    await page.locator('[data-testid=page-1] canvas').waitFor();
  });

  it('gives the page no Node, no other window, no other page and no network', async () => {
    const page = await (await start()).firstWindow();
    await page.getByTestId('nav-stamp').waitFor();
    const reach = await page.evaluate(async () => ({
      node: [typeof Reflect.get(window, 'require'), typeof Reflect.get(window, 'process')],
      bridge: Object.keys(Reflect.get(window, 'qianyin')).sort(),
      opened: window.open('https://example.invalid/') === null,
      network: await fetch('https://example.invalid/').then(
        () => true,
        () => false,
      ),
      file: await fetch('file:///etc/passwd').then(
        () => true,
        () => false,
      ),
      notifications: await Notification.requestPermission(),
    }));
    expect(reach).toEqual({
      node: ['undefined', 'undefined'],
      bridge: [
        'admitFile',
        'call',
        'choosePlace',
        'door',
        'openFile',
        'pickFiles',
        'saveFile',
        'setTitle',
        'subscribe',
      ],
      opened: true,
      network: false,
      file: false,
      notifications: 'denied',
    });
    await page.evaluate(() => {
      location.href = 'https://example.invalid/';
    });
    expect(page.url()).toBe('app://qianyin/index.html');
  });

  it('has one window, and leaves a second start to it', async () => {
    const first = await start();
    const page = await first.firstWindow();
    await page.getByTestId('nav-stamp').waitFor();
    const second = await _electron
      .launch({
        executablePath: binary ?? '',
        args: [root, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), desk.documentPath],
        env: { ...process.env, QIANYIN_HOME: desk.homeFolder, ...desk.token.env },
      })
      .catch(() => null);
    await second?.close().catch(() => undefined);
    await page.locator('[data-testid=page-1] canvas').waitFor();
    expect(first.windows()).toHaveLength(1);
  });
});
