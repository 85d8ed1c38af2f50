/** The real window for tests: `qianyin serve` from the build, in Debian's Chromium. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright';
import { afterAll } from 'vitest';
import { z } from 'zod';

export const program = fileURLToPath(new URL('../../dist/main/qianyin.js', import.meta.url));

const served = z.object({ address: z.url() });

export interface ServedWindow {
  page: Page;
  context: BrowserContext;
  browser: Browser;
  address: string;
  server: ChildProcess;
  /** What the page complained of: nothing, in a good window. */
  complaints: string[];
  close(): Promise<void>;
}

async function readAddress(server: ChildProcess): Promise<string> {
  let text = '';
  for await (const chunk of server.stdout ?? []) {
    text += String(chunk);
    if (text.trimEnd().endsWith('}')) return served.parse(JSON.parse(text)).address;
  }
  throw new Error(`qianyin serve ended: ${text}`);
}

let launched: Promise<Browser> | null = null;

/** One browser for all windows of a file: starting one takes longer than most of what is looked at in it. */
function sharedBrowser(): Promise<Browser> {
  launched ??= chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
  return launched;
}
afterAll(async () => (await launched)?.close());

/** Who stamps is asked once for each data folder: here she has answered. */
function nameOperator(home: string, operator: string): void {
  const path = join(home, 'settings.json');
  const settings: object = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
  mkdirSync(home, { recursive: true, mode: 0o700 });
  writeFileSync(path, JSON.stringify({ operatorName: operator, ...settings }), { mode: 0o600 });
}

/**
 * Serves a data folder and opens its window.
 * @param operator whose name goes on record; null: nobody has said so yet
 * @param env added to the server's environment, e.g. where a token is
 */
export async function openWindow(options: {
  home: string;
  document?: string | string[];
  operator?: string | null;
  env?: Record<string, string>;
  deviceScaleFactor?: number;
}): Promise<ServedWindow> {
  const { home, document, env = {}, operator = '王芳', deviceScaleFactor = 1 } = options;
  if (operator !== null) nameOperator(home, operator);
  const server = spawn(process.execPath, [program, 'serve', '--json', ...[document ?? []].flat()], {
    env: { ...process.env, QIANYIN_HOME: home, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const address = await readAddress(server);
  const browser = await sharedBrowser();
  const context = await browser.newContext({
    viewport: { width: 1360, height: 880 },
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    // A click in the first frame of a dialog that is still growing misses its button; nobody is as fast as these tests.
    reducedMotion: 'reduce',
    acceptDownloads: true,
    deviceScaleFactor,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  await page.goto(address);
  return {
    page,
    context,
    browser,
    address,
    server,
    complaints,
    async close() {
      await context.close();
      if (server.exitCode !== null) return;
      const ended = once(server, 'exit');
      server.kill('SIGTERM');
      await ended;
    },
  };
}

/** Brings a PDF into the window as a clerk does with the button and the file dialog. */
export async function openPdf(
  page: Page,
  path: string,
  button: 'open-pdf' | 'open-another' = 'open-pdf',
): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByTestId(button).click();
  await (await chooser).setFiles(path);
}

/** Drags a seal from the tray to a point of a page, given in millimetres from its top-left corner as displayed; Alt is held, so that it stays just there. */
export async function dragSeal(
  page: Page,
  sealId: string,
  to: { page: number; xMm: number; yMm: number; pageWidthMm: number },
): Promise<void> {
  const target = page.getByTestId(`page-${to.page}`);
  await target.scrollIntoViewIfNeeded();
  const box = await target.boundingBox();
  const from = await page.getByTestId(`seal-${sealId}`).boundingBox();
  if (!box || !from) throw new Error('nothing to drag');
  const pxPerMm = box.width / to.pageWidthMm;
  await page.mouse.move(from.x + 30, from.y + 30);
  await page.mouse.down();
  await page.mouse.move(from.x, from.y + 60, { steps: 3 });
  await page.keyboard.down('Alt');
  await page.mouse.move(box.x + to.xMm * pxPerMm, box.y + to.yMm * pxPerMm, { steps: 8 });
  await page.mouse.up();
  await page.keyboard.up('Alt');
}

/** Chooses what to do with a seal from the menu of its row on page 印章. */
export async function fromSealMenu(
  page: Page,
  sealId: string,
  action: 'suspend' | 'resume' | 'revoke' | 'remove',
): Promise<void> {
  await page.getByTestId(`seal-menu-${sealId}`).click();
  await page.getByTestId(`${action}-seal-${sealId}`).click();
}

/** Drops files and folders of this machine on the middle of the window, as from the system's file browser. */
export async function dropFiles(page: Page, paths: string[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const { width, height } = page.viewportSize() ?? { width: 800, height: 600 };
  const place = { x: width / 2, y: height / 2, data: { items: [], files: paths, dragOperationsMask: 1 } };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, ...place });
  }
  await session.detach();
}

/** Another page of the same session, not yet gone to its address: the secret of a session is each page's own. */
export async function anotherPage({ page, context }: Pick<ServedWindow, 'page' | 'context'>): Promise<Page> {
  const kept = await page.evaluate(() => Object.entries(sessionStorage));
  const other = await context.newPage();
  await other.addInitScript((entries) => {
    for (const [key, value] of entries) sessionStorage.setItem(key, value);
  }, kept);
  return other;
}
