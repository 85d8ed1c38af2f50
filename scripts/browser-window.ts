import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findProgram } from './platform-packages.ts';

const programs = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'microsoft-edge',
  'chrome',
  'msedge',
];

const installedPaths = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ...['ProgramFiles', 'ProgramFiles(x86)', 'LOCALAPPDATA'].flatMap((variable) => {
    const folder = process.env[variable];
    if (folder === undefined) return [];
    return [
      join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'),
      join(folder, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
    ];
  }),
];

/** A browser that can show one page as a window of its own; undefined where there is none. */
export function findBrowser(): string | undefined {
  return (
    programs.map(findProgram).find((path) => path !== undefined) ?? installedPaths.find((path) => existsSync(path))
  );
}

/**
 * A page in a private folder that leads to the address. Every user of the machine reads the command line of a browser:
 * there stands only where this page is, and nobody else can open it.
 */
function writeLeadingPage(address: string, folder: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `open-${process.pid}.html`);
  rmSync(path, { force: true });
  const script = `location.replace(${JSON.stringify(address).replaceAll('<', '\\u003c')})`;
  writeFileSync(path, `<!doctype html><meta charset="utf-8"><title>钤印</title><script>${script}</script>\n`, {
    flag: 'wx',
    mode: 0o600,
  });
  return path;
}

/**
 * Opens an address in a window without the browser's bars, with a profile of its own so that nothing of the person's is
 * touched. The process ends when the window is closed.
 * @param profileFolder for the browser's profile, private to the person
 */
export function openBrowserWindow(browser: string, address: string, profileFolder: string): ChildProcess {
  const isRoot = process.getuid?.() === 0;
  const page = writeLeadingPage(address, profileFolder);
  const args = [
    `--app=${pathToFileURL(page)}`,
    `--user-data-dir=${profileFolder}`,
    '--window-size=1360,880',
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-features=Translate',
    '--disable-sync',
    '--disable-background-networking',
    '--disable-component-update',
    // Chromium's own sandbox does not work for root; --test-type hides its warning about that.
    ...(isRoot ? ['--no-sandbox', '--test-type'] : []),
  ];
  const window = spawn(browser, args, { stdio: 'ignore' });
  const removePage = () => rmSync(page, { force: true });
  window.once('exit', removePage);
  process.once('exit', removePage);
  return window;
}
