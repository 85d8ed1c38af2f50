/** The browser's window of `npm start`: what its command line tells, and that the page it is led to gets in. */
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowserWindow } from '../../../scripts/browser-window.ts';
import { eventually } from '../../token/drivers.ts';
import { type Served, serve } from './served.ts';

let served: Served;
let folder: string;
beforeAll(async () => {
  served = await serve();
  folder = mkdtempSync(join(tmpdir(), 'qianyin-browser-'));
});
afterAll(async () => {
  await served.end();
  rmSync(folder, { recursive: true, force: true });
});

test('a browser is not told the secret where every user reads it, and its window is let in', async () => {
  const told = join(folder, 'told');
  const standIn = join(folder, 'browser');
  writeFileSync(
    standIn,
    `#!/bin/sh\nprintf '%s\\n' "$@" > '${told}.part'; mv '${told}.part' '${told}'; exec sleep 300\n`,
  );
  chmodSync(standIn, 0o755);
  const address = served.door.mintAddress();
  const profile = join(folder, 'profile');
  const window = openBrowserWindow(standIn, address, profile);
  await eventually('the browser runs', () => existsSync(told));

  const args = readFileSync(told, 'utf8');
  expect(args).not.toContain(new URL(address).hash.replace('#token=', ''));
  const page = /--app=(file:\S+)/.exec(args)?.[1] ?? '';
  expect(statSync(new URL(page)).mode & 0o777).toBe(0o600);
  expect(statSync(profile).mode & 0o777).toBe(0o700);

  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  });
  try {
    const tab = await browser.newPage({ locale: 'zh-CN' });
    await tab.goto(page);
    await tab.getByText('打开文件').first().waitFor();
    expect(tab.url()).toBe(`http://127.0.0.1:${served.door.port}/`);
    expect(await tab.context().cookies()).toEqual([]);
    expect(await tab.getByTestId('connection-lost').count()).toBe(0);
    await tab.reload();
    await tab.getByText('打开文件').first().waitFor();
    expect(await tab.getByTestId('connection-lost').count()).toBe(0);
    // The address has been used: who has seen it is told so.
    const other = await browser.newPage({ locale: 'zh-CN' });
    await other.goto(address);
    await other.getByText('这个地址已失效').waitFor();
  } finally {
    await browser.close();
    window.kill();
    if (window.exitCode === null && window.signalCode === null) await once(window, 'exit');
  }
  expect(existsSync(new URL(page))).toBe(false);
});
