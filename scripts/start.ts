/**
 * `npm start`: builds what is not built, plugs in a trial UKey where no token is, and opens the app: Electron where its binary is
 * there or can be fetched, else the web door in a browser window of its own; without a display, the web door's address.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { token, trial } from '../src-main/contract/index.ts';
import { hasDisplay } from '../src-main/doors/desktop.ts';
import { homeFolder } from '../src-main/doors/home-folder.ts';
import { findBrowser, openBrowserWindow } from './browser-window.ts';
import { build } from './build.ts';
import { buildNative } from './build-native.ts';
import { fetchElectron, findElectron } from './electron-binary.ts';
import { runHeadless } from './headless.ts';
import { ensurePackages } from './platform-packages.ts';
import { askQianyin, program } from './qianyin.ts';
import { chineseFonts, chromium } from './requirements.ts';

const usage = `npm start [-- OPTIONS] [document.pdf]
  --headless   盖一份试用合同并查验，不打开窗口 / stamp and verify the sample contract, no window
  --web        用浏览器窗口，不用 Electron / a browser window instead of Electron
  --serve      只给出网址，不打开窗口 / print the address, open no window`;

function readOptions() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        headless: { type: 'boolean', default: false },
        web: { type: 'boolean', default: false },
        serve: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (cause) {
    console.error(`${cause instanceof Error ? cause.message : cause}\n${usage}`);
    process.exit(2);
  }
}

/** The document to open: the one asked for, else the sample contract; a trial UKey first where the machine has no token. */
function prepareDocument(asked: string | undefined): string | null {
  const tokens = z.array(token).parse(askQianyin(['tokens']));
  if (tokens.length > 0 && !tokens.some((plugged) => plugged.trial)) return asked ? resolve(asked) : null;
  const made = trial.parse(askQianyin(['trial']));
  console.log(
    `${made.created ? '没有发现 UKey，已制作试用 UKey / no token found, made a trial one' : '试用 UKey / trial token'}：` +
      `${made.token.label}，PIN ${made.pin}`,
  );
  return asked ? resolve(asked) : made.sampleDocumentPath;
}

function chooseElectron(): string | null {
  const present = findElectron();
  if (present) return present;
  console.log('正在获取 Electron，最多 3 分钟 / fetching Electron, at most 3 minutes');
  const fetched = fetchElectron();
  if ('path' in fetched) return fetched.path;
  console.log(
    `没有 Electron（${fetched.reason}），改用浏览器窗口 / no Electron here, so the web door opens in a browser window instead`,
  );
  return null;
}

function exitWith(child: ChildProcess): void {
  child.once('error', (error) => {
    console.error(error.message);
    process.exit(1);
  });
  child.once('exit', (code) => process.exit(code ?? 1));
}

function openElectron(binary: string, document: string | null): void {
  const isRoot = process.getuid?.() === 0;
  // Chromium refuses root with its sandbox on.
  const args = [resolve('.'), ...(isRoot ? ['--no-sandbox'] : []), ...(document ? [document] : [])];
  console.log(`打开 Electron 窗口 / opening the Electron window: ${binary}`);
  exitWith(spawn(binary, args, { stdio: 'inherit' }));
}

const served = z.object({ address: z.url() });

/** Runs the web door and hands over its address. */
async function serve(document: string | null): Promise<{ server: ChildProcess; address: string }> {
  const server = spawn(process.execPath, [program, 'serve', '--json', ...(document ? [document] : [])], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => server.kill(signal));
  exitWith(server);
  let text = '';
  for await (const line of createInterface({ input: server.stdout })) {
    text += line;
    if (line.trim() === '}') break;
  }
  return { server, address: served.parse(JSON.parse(text)).address };
}

async function openWeb(document: string | null, options: { window: boolean }): Promise<void> {
  const browser = options.window ? findBrowser() : undefined;
  const { server, address } = await serve(document);
  if (!browser) {
    const why = options.window ? '没有可用的浏览器 / no browser found' : '不打开窗口 / no window opened';
    console.log(
      `${why}。请在本机浏览器中打开（一次有效）/ open in a browser of this machine (works once):\n${address}`,
    );
    console.log('Ctrl-C 结束 / ends');
    return;
  }
  console.log(`浏览器窗口 / browser window: ${browser}\n${address.replace(/#.*/, '')}`);
  const window = openBrowserWindow(browser, address, join(homeFolder(), 'browser-window'));
  window.once('error', (error) => console.error(`${browser}: ${error.message}\n${address}`));
  window.once('exit', () => server.kill('SIGTERM'));
}

async function main(): Promise<void> {
  const { values, positionals } = readOptions();
  if (values.help) return console.log(usage);
  build({ ifChanged: true });
  // Without the native parts there is no trial UKey and no UKey that speaks SKF; PKCS#11 works all the same.
  buildNative();
  if (values.headless) return runHeadless();
  const document = prepareDocument(positionals[0]);
  if (values.serve || !hasDisplay()) return openWeb(document, { window: false });
  const electron = values.web ? null : chooseElectron();
  if (electron) return openElectron(electron, document);
  if (!findBrowser()) ensurePackages('浏览器窗口 / browser window', [chromium, chineseFonts]);
  return openWeb(document, { window: true });
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
