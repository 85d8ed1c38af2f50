/**
 * The built window in a real Chromium in place of Electron's: its files and their policy come from the door's own scheme handler,
 * its bridge is the door's preload. Electron's module is replaced in this process.
 */
import { type Browser, chromium, type Page } from 'playwright';
import { type Bridge, decodeWire, type EventName, encodeWire, events } from '../../../src-main/contract/index.ts';
import { mainWorld, protocol } from './replacement.ts';

/** A secure context, as the scheme is: `localhost` and names below it. */
const origin = 'http://qianyin.localhost';

/** Runs in the page: joins `window.qianyin` to this process, as Electron's context bridge does. */
function joinBridge(marker: string): void {
  type Ask = (name: string, given: string) => Promise<string>;
  const world = window as unknown as Record<string, unknown>;
  const encode = (value: unknown) =>
    JSON.stringify(value ?? null, (_, part: unknown) =>
      part instanceof Uint8Array
        ? { [marker]: btoa(Array.from(part, (byte) => String.fromCharCode(byte)).join('')) }
        : part,
    );
  const decode = (text: string): { ok?: unknown; error?: unknown } =>
    JSON.parse(text, (_, part) =>
      part?.[marker] === undefined ? part : Uint8Array.from(atob(part[marker]), (character) => character.charCodeAt(0)),
    );
  const ask =
    (name: string) =>
    async (...given: unknown[]) => {
      const reply = decode(await (world.askDoor as Ask)(name, encode(given)));
      if (reply.error !== undefined) return Promise.reject(reply.error);
      return reply.ok;
    };
  const listeners = new Map<string, Set<(payload: unknown) => void>>();
  world.hearDoor = (name: string, text: string) => {
    for (const listener of listeners.get(name) ?? []) listener(decode(text).ok);
  };
  world.qianyin = {
    door: 'electron',
    ...Object.fromEntries(
      ['call', 'pickFiles', 'saveFile', 'choosePlace', 'openFile', 'setTitle'].map((name) => [name, ask(name)]),
    ),
    admitFile: (file: File) => ask('admitFile')({ name: file.name }),
    subscribe(name: string, listener: (payload: unknown) => void) {
      const listening = listeners.get(name) ?? new Set();
      listeners.set(name, listening.add(listener));
      return () => listening.delete(listener);
    },
  };
}

async function serve(page: Page): Promise<void> {
  await page.context().route(`${origin}/**`, async (route) => {
    const handler = protocol.handlers.get('app');
    if (!handler) throw new Error('app: is not handled');
    const response = await handler(new Request(route.request().url().replace(origin, 'app://qianyin')));
    const body = Buffer.from(await response.arrayBuffer());
    await route.fulfill({ status: response.status, headers: Object.fromEntries(response.headers), body });
  });
}

export interface ChromiumPage {
  page: Page;
  browser: Browser;
  /** What the page complained of, its policy included: nothing, in a good window. */
  complaints: string[];
}

/** Opens the page over the bridge that the preload has exposed. */
export async function openChromiumPage(): Promise<ChromiumPage> {
  const bridge = mainWorld.get('qianyin') as Bridge;
  const asked = bridge as unknown as Record<string, (...given: unknown[]) => Promise<unknown>>;
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--no-first-run',
    ],
  });
  const page = await browser.newPage({
    viewport: { width: 1360, height: 880 },
    locale: 'zh-CN',
    reducedMotion: 'reduce',
  });
  page.setDefaultTimeout(120_000);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  await serve(page);
  await page.exposeFunction('askDoor', async (name: string, given: string) => {
    try {
      return encodeWire({ ok: await asked[name]?.(...(decodeWire(given) as unknown[])) });
    } catch (error) {
      return encodeWire({ error });
    }
  });
  const marker = Object.keys(JSON.parse(encodeWire(new Uint8Array())))[0] ?? '';
  await page.addInitScript(joinBridge, marker);
  for (const name of Object.keys(events) as EventName[]) {
    bridge.subscribe(name, (payload) => {
      const tell = ([event, text]: [string, string]) =>
        (window as unknown as { hearDoor(event: string, text: string): void }).hearDoor(event, text);
      page.evaluate(tell, [name, encodeWire({ ok: payload })] as [string, string]).catch(() => undefined);
    });
  }
  await page.goto(`${origin}/index.html`);
  return { page, browser, complaints };
}
