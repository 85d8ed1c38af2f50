import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
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
 * Opens an address in a window without the browser's bars, with a profile of its own so that nothing of the person's is touched.
 * The process ends when the window is closed.
 */
export function openBrowserWindow(browser: string, address: string, profileFolder: string): ChildProcess {
  const isRoot = process.getuid?.() === 0;
  const args = [
    `--app=${address}`,
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
  return spawn(browser, args, { stdio: 'ignore' });
}
