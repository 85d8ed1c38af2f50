import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openWebDoor } from '../../../src-main/doors/web/index.ts';
import { ask, errorOf, letIn, okOf, type Request, type Served, serve } from './served.ts';

let served: Served;
let port: number;
let ours: Record<string, string>;

beforeAll(async () => {
  served = await serve();
  port = served.door.port;
  ours = served.ours;
});
afterAll(() => served.end());

/** What is met at an address of this machine: `open`, or the system's word for why not. */
function knock(host: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    socket.once('connect', () => {
      socket.destroy();
      resolve('open');
    });
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  });
}

const otherAddresses = () =>
  Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ address }) => address !== '127.0.0.1')
    .map(({ address, scopeid }) => (scopeid ? `${address}%${scopeid}` : address));

/** One request of each kind that the window makes. */
const everyKind: Request[] = [
  { path: '/' },
  { path: '/index.html' },
  { path: '/nothing-here' },
  { path: '/api/events' },
  { path: '/api/file?path=/etc/passwd' },
  { method: 'POST', path: '/api/call/app.info', body: 'null' },
  { method: 'POST', path: '/api/call/no.such', body: 'null' },
  { method: 'PUT', path: '/api/inbox?name=a.pdf', body: '%PDF-1.7' },
  { method: 'HEAD', path: '/' },
  { method: 'OPTIONS', path: '/api/call/app.info' },
  { method: 'DELETE', path: '/api/inbox' },
];

describe('where the window is served', () => {
  test('can be reached on 127.0.0.1 and at no other address of this machine', async () => {
    expect(await knock('127.0.0.1')).toBe('open');
    const others = [...otherAddresses(), '127.0.0.2', '::1'];
    const found = await Promise.all(others.map(async (address) => [address, await knock(address)]));
    expect(found.filter(([, answer]) => answer === 'open')).toEqual([]);
  });

  test('is a free port of its own for each server', async () => {
    const second = await openWebDoor({ core: served.core, homeFolder: served.homeFolder });
    try {
      expect(second.port).not.toBe(port);
      expect(Math.min(second.port, port)).toBeGreaterThan(1023);
    } finally {
      await second.close();
    }
  });

  test('is refused where another program has the port already', async () => {
    await expect(openWebDoor({ core: served.core, homeFolder: served.homeFolder, port })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
  });
});

describe('an address with a token', () => {
  const pathOf = (address: string) => address.slice(address.indexOf('/?'));

  test('lets one browser in, once, with a cookie that scripts and other sites never get', async () => {
    const address = served.door.mintAddress();
    expect(address).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:${port}/\\?token=[\\w-]{43}$`));
    const first = await ask(port, { path: pathOf(address) });
    expect(first).toMatchObject({ status: 303, headers: { location: '/' } });
    const [cookie = '', ...attributes] = first.headers['set-cookie']?.[0]?.split('; ') ?? [];
    expect(attributes.toSorted()).toEqual(['HttpOnly', 'Path=/', 'SameSite=Strict']);
    expect((await ask(port, { path: '/', headers: { cookie } })).status).toBe(200);

    const second = await ask(port, { path: pathOf(address) });
    expect(second.status).toBe(403);
    expect(second.headers['set-cookie']).toBeUndefined();
    expect(second.body.toString('utf8')).toContain('此地址已失效');
  });

  test('still leads its own browser to the window when it is loaded again', async () => {
    const address = served.door.mintAddress();
    const first = await ask(port, { path: pathOf(address) });
    const cookie = first.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
    expect(await ask(port, { path: pathOf(address), headers: { cookie } })).toMatchObject({
      status: 303,
      headers: { location: '/' },
    });
  });

  test('is not spent by somebody who guesses', async () => {
    const address = served.door.mintAddress();
    for (const guess of ['', 'x', '%00', 'A'.repeat(43), 'A'.repeat(8000)]) {
      expect((await ask(port, { path: `/?token=${guess}` })).status, guess.slice(0, 10)).toBe(403);
    }
    expect((await ask(port, { path: pathOf(address) })).status).toBe(303);
  });

  test('is not spent by a page of another name or site', async () => {
    const address = served.door.mintAddress();
    const refused = [
      { host: `rebound.example:${port}` },
      { 'sec-fetch-site': 'cross-site' },
      { origin: 'http://evil.example' },
    ];
    for (const headers of refused) expect((await ask(port, { path: pathOf(address), headers })).status).toBe(403);
    expect((await ask(port, { method: 'POST', path: pathOf(address) })).status).toBe(405);
    expect((await ask(port, { path: pathOf(address) })).status).toBe(303);
  });

  test('does not work on another server', async () => {
    const second = await openWebDoor({ core: served.core, homeFolder: served.homeFolder });
    try {
      expect((await ask(second.port, { path: pathOf(served.door.mintAddress()) })).status).toBe(403);
      const cookie = await letIn(second);
      expect((await ask(second.port, { headers: { cookie } })).status).toBe(200);
      expect((await ask(port, { headers: { cookie } })).status).toBe(403);
      const renamed = cookie.replace(String(second.port), String(port));
      expect((await ask(port, { headers: { cookie: renamed } })).status).toBe(403);
    } finally {
      await second.close();
    }
  });
});

describe('whoever is not the window', () => {
  test('gets nothing without the cookie, whatever is asked', async () => {
    for (const request of everyKind) {
      const { status } = await ask(port, { ...request, headers: { 'x-qianyin': '1' } });
      expect(status, `${request.method ?? 'GET'} ${request.path}`).toBe(403);
    }
    const forged = [`qianyin-${port}=`, `qianyin-${port}=x`, `qianyin-${port}`, '=', `${served.cookie}x`, ';;'];
    for (const cookie of forged) expect((await ask(port, { headers: { cookie } })).status, cookie).toBe(403);
  });

  test('finds the cookie accepted among those of other programs', async () => {
    expect((await ask(port, { headers: { cookie: `a=1; ${served.cookie};b=2` } })).status).toBe(200);
  });

  test('gets nothing under another name, as DNS rebinding would have it', async () => {
    const names = ['evil.example', `evil.example:${port}`, '127.0.0.1', '127.0.0.1:1', `127.0.0.1:${port}.`];
    for (const host of [...names, `127.0.0.2:${port}`, `[::1]:${port}`, `localhost.evil.example:${port}`]) {
      for (const request of everyKind) {
        const { status } = await ask(port, { ...request, headers: { ...ours, host } });
        expect(status, `${host} ${request.path}`).toBe(403);
      }
    }
    expect((await ask(port, { headers: { ...ours, host: `localhost:${port}` } })).status).toBe(200);
  });

  test('gets nothing from a page of another origin', async () => {
    const origins = ['http://evil.example', 'null', `https://127.0.0.1:${port}`, 'http://127.0.0.1:1', 'file://', ''];
    for (const origin of [...origins, `http://localhost:${port}`]) {
      for (const request of everyKind) {
        const { status } = await ask(port, { ...request, headers: { ...ours, origin } });
        expect(status, `${origin} ${request.path}`).toBe(403);
      }
    }
    const origin = `http://127.0.0.1:${port}`;
    const own = await ask(port, { method: 'POST', path: '/api/call/app.info', headers: { ...ours, origin } });
    expect(okOf(own)).toMatchObject({ door: 'web' });
  });

  test('gets nothing when the browser says that another site asks', async () => {
    for (const site of ['cross-site', 'same-site', 'nonsense']) {
      for (const request of everyKind) {
        const { status } = await ask(port, { ...request, headers: { ...ours, 'sec-fetch-site': site } });
        expect(status, `${site} ${request.path}`).toBe(403);
      }
    }
    for (const site of ['same-origin', 'none']) {
      expect((await ask(port, { headers: { ...ours, 'sec-fetch-site': site } })).status).toBe(200);
    }
  });

  test('cannot make a form or an image do it: calls and uploads need a header of our own', async () => {
    const { cookie } = served;
    const update = { method: 'POST', path: '/api/call/settings.update', body: '{"operatorName":"外人"}' };
    for (const header of [{}, { 'x-qianyin': '' }, { 'x-qianyin': 'true' }]) {
      const form = { 'content-type': 'application/x-www-form-urlencoded' };
      expect((await ask(port, { ...update, headers: { cookie, ...form, ...header } })).status).toBe(403);
      const upload = { method: 'PUT', path: '/api/inbox?name=a.pdf', body: '%PDF-1.7' };
      expect((await ask(port, { ...upload, headers: { cookie, ...header } })).status).toBe(403);
    }
    expect(okOf(await served.call('settings.get'))).toMatchObject({ operatorName: '' });
  });

  test('hears nothing of the core when refused', async () => {
    const { body } = await ask(port, { method: 'POST', path: '/api/call/history.get', body: '{"seq":1}' });
    expect(body.toString('utf8')).not.toContain('INVALID_INPUT');
    expect(errorOf(await served.call('history.get', { seq: 1 })).code).toBe('INVALID_INPUT');
  });
});
