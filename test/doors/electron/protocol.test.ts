import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { registerScheme, serveWindow } from '../../../src-main/doors/electron/protocol.ts';
import { protocol } from './replacement.ts';

vi.mock('electron', () => import('./replacement.ts'));

const folder = mkdtempSync(join(tmpdir(), 'qianyin-scheme-'));
afterAll(() => rmSync(folder, { recursive: true }));
const window = join(folder, 'window');
mkdirSync(join(window, 'assets'), { recursive: true });
writeFileSync(join(window, 'index.html'), '<!doctype html><title>钤印</title>');
writeFileSync(join(window, 'assets', 'main.js'), 'export {};');
writeFileSync(join(window, 'assets', 'decoder.wasm'), Buffer.from('0061736d', 'hex'));
writeFileSync(join(folder, 'secret.txt'), 'PIN 123456');
symlinkSync(join(folder, 'secret.txt'), join(window, 'linked.txt'));
symlinkSync(folder, join(window, 'up'));

serveWindow(window);

async function request(url: string, init?: RequestInit): Promise<Response> {
  const handler = protocol.handlers.get('app');
  if (!handler) throw new Error('app: is not handled');
  return handler(new Request(url, init));
}

describe("with Electron's module replaced: the window's own scheme", () => {
  it('has the standing of a secure web origin, and no way around the policy', () => {
    registerScheme();
    const [schemes] = protocol.registerSchemesAsPrivileged.mock.lastCall ?? [];
    expect(schemes).toHaveLength(1);
    expect(schemes[0]).toMatchObject({ scheme: 'app', privileges: { standard: true, secure: true } });
    expect(schemes[0].privileges.bypassCSP ?? false).toBe(false);
    expect(schemes[0].privileges.corsEnabled ?? false).toBe(false);
    expect(schemes[0].privileges.allowServiceWorkers ?? false).toBe(false);
  });

  it('gives the files of the window with their types', async () => {
    const page = await request('app://qianyin/index.html');
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await page.text()).toContain('钤印');
    expect((await request('app://qianyin/assets/main.js')).headers.get('content-type')).toContain('javascript');
    expect((await request('app://qianyin/assets/decoder.wasm')).headers.get('content-type')).toBe('application/wasm');
  });

  it('sends a strict policy with whatever it answers', async () => {
    for (const url of ['app://qianyin/index.html', 'app://qianyin/assets/main.js', 'app://qianyin/nothing']) {
      const policy = (await request(url)).headers.get('content-security-policy') ?? '';
      const directives = new Map(policy.split('; ').map((text) => [text.split(' ')[0], text.split(' ').slice(1)]));
      expect(directives.get('default-src'), url).toEqual(["'none'"]);
      expect(directives.get('script-src'), url).toEqual(["'self'", "'wasm-unsafe-eval'"]);
      expect(directives.get('connect-src'), url).toEqual(["'self'"]);
      expect(directives.get('frame-ancestors'), url).toEqual(["'none'"]);
      expect(policy).not.toMatch(/'unsafe-eval'|\*|https?:/);
    }
  });

  it.each([
    'app://qianyin/../secret.txt',
    'app://qianyin/%2e%2e/secret.txt',
    'app://qianyin/..%2fsecret.txt',
    'app://qianyin/..%5csecret.txt',
    'app://qianyin/assets/..%2f..%2fsecret.txt',
    'app://qianyin/up/secret.txt',
    'app://qianyin/linked.txt',
    'app://qianyin//etc/passwd',
    'app://qianyin/%2fetc%2fpasswd',
    'app://qianyin/index.html%00.js',
    'app://qianyin/%ff',
    'app://qianyin/',
    'app://qianyin/assets',
    'app://other/index.html',
    'app://qianyin.other/index.html',
  ])('gives nothing for %s', async (url) => {
    const response = await request(url);
    expect(response.status).toBe(404);
    expect(await response.text()).toBe('not found');
  });

  it('takes nothing in', async () => {
    expect((await request('app://qianyin/index.html', { method: 'POST', body: 'x' })).status).toBe(404);
  });
});
