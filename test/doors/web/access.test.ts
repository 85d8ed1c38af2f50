import { execFile, execFileSync } from 'node:child_process';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { openWebDoor } from '../../../src-main/doors/web/index.ts';
import { ask, askRaw, errorOf, letIn, okOf, type Request, type Served, serve } from './served.ts';

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

const info = { method: 'POST', path: '/api/call/app.info', body: 'null' };

/** One request of each kind that the window makes for what is the person's. */
const everyKind: Request[] = [
  { path: '/api/events' },
  { method: 'POST', path: '/api/file?path=/etc/passwd' },
  { method: 'POST', path: '/api/file?path=' },
  { path: '/api/nothing-here' },
  { method: 'POST', path: '/api/call/app.info', body: 'null' },
  { method: 'POST', path: '/api/call/no.such', body: 'null' },
  { method: 'PUT', path: '/api/inbox?name=a.pdf', body: '%PDF-1.7' },
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

const tokenOf = (address: string) => new URL(address).hash.replace('#token=', '');
const exchange = (token: string, headers: Record<string, string> = {}, at = port) =>
  ask(at, { method: 'POST', path: '/api/session', headers: { 'x-qianyin': token, ...headers } });

describe('an address with a token', () => {
  test('lets one page in, once; no cookie comes, which every port of this machine would be sent', async () => {
    const address = served.door.mintAddress();
    expect(address).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:${port}/#token=[\\w-]{43}$`));
    const first = await exchange(tokenOf(address));
    expect(first.status).toBe(200);
    expect(first.headers['set-cookie']).toBeUndefined();
    const { secret } = z.object({ secret: z.string().length(43) }).parse(okOf(first));
    expect((await ask(port, { ...info, headers: { 'x-qianyin': secret } })).status).toBe(200);
    expect((await ask(port, { ...info, headers: { cookie: `qianyin-${port}=${secret}` } })).status).toBe(403);

    const second = await exchange(tokenOf(address));
    expect(second.status).toBe(403);
    expect(errorOf(second).code).toBe('ADDRESS_USED');
  });

  test('is not spent by somebody who guesses', async () => {
    const address = served.door.mintAddress();
    for (const guess of ['', 'x', 'A'.repeat(43), 'A'.repeat(8000)]) {
      expect((await exchange(guess)).status, guess.slice(0, 10)).toBe(403);
    }
    expect((await exchange(tokenOf(address))).status).toBe(200);
  });

  test('is not spent by a page of another name or site', async () => {
    const token = tokenOf(served.door.mintAddress());
    const refused: Record<string, string>[] = [
      { host: `rebound.example:${port}` },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
      { origin: 'http://evil.example' },
    ];
    for (const headers of refused) expect((await exchange(token, headers)).status).toBe(403);
    expect((await ask(port, { path: '/api/session', headers: { 'x-qianyin': token } })).status).toBe(405);
    expect((await exchange(token)).status).toBe(200);
  });

  test('does not work on another server', async () => {
    const second = await openWebDoor({ core: served.core, homeFolder: served.homeFolder });
    try {
      expect((await exchange(tokenOf(served.door.mintAddress()), {}, second.port)).status).toBe(403);
      const headers = { 'x-qianyin': await letIn(second) };
      expect((await ask(second.port, { ...info, headers })).status).toBe(200);
      expect((await ask(port, { ...info, headers })).status).toBe(403);
    } finally {
      await second.close();
    }
  });
});

describe('whoever is not the window', () => {
  test('gets nothing without the secret, whatever is asked', async () => {
    const forged = [
      '',
      'x',
      '1',
      'null',
      `${served.secret}x`,
      served.secret.slice(1),
      `${served.secret},${served.secret}`,
    ];
    for (const secret of forged) {
      for (const request of everyKind) {
        const { status } = await ask(port, { ...request, headers: { 'x-qianyin': secret } });
        expect(status, `${request.method ?? 'GET'} ${request.path}`).toBe(403);
      }
    }
    for (const request of everyKind) expect((await ask(port, request)).status, request.path).toBe(403);
  });

  test('gets nothing with the secret anywhere but in the header', async () => {
    const { secret } = served;
    const elsewhere = [
      { ...info, path: `${info.path}?x-qianyin=${secret}` },
      { ...info, headers: { cookie: `qianyin-${port}=${secret}; x-qianyin=${secret}` } },
      { ...info, headers: { authorization: `Bearer ${secret}` } },
      { ...info, body: JSON.stringify({ 'x-qianyin': secret }) },
    ];
    for (const request of elsewhere) expect((await ask(port, request)).status).toBe(403);
  });

  test('gets the page, which holds nothing of the person, and no cookie with it', async () => {
    for (const site of ['none', 'same-origin', 'cross-site']) {
      const headers = { 'sec-fetch-site': site, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
      const reply = await ask(port, { headers });
      expect(reply).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } });
      expect(reply.headers['set-cookie']).toBeUndefined();
    }
    const embedded = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' };
    expect((await ask(port, { headers: embedded })).status).toBe(403);
  });

  test('is refused with two Host headers, or the secret twice', async () => {
    const head = (...lines: string[]) =>
      `POST /api/call/app.info HTTP/1.1\r\n${lines.join('\r\n')}\r\nConnection: close\r\nContent-Length: 4\r\n\r\nnull`;
    const host = `Host: 127.0.0.1:${port}`;
    const ownSecret = `X-Qianyin: ${served.secret}`;
    expect(await askRaw(port, head(host, ownSecret))).toMatch(/^HTTP\/1\.1 200 /);
    for (const lines of [
      [host, 'Host: evil.example', ownSecret],
      ['Host: evil.example', host, ownSecret],
      [host, host, ownSecret],
      [host, ownSecret, ownSecret],
      [host, 'X-Qianyin: x', ownSecret],
    ]) {
      expect(await askRaw(port, head(...lines)), lines.join(' ')).toMatch(/^HTTP\/1\.1 40[03] /);
    }
  });

  test('gets nothing under another name, as DNS rebinding would have it', async () => {
    const names = ['evil.example', `evil.example:${port}`, '127.0.0.1', '127.0.0.1:1', `127.0.0.1:${port}.`];
    for (const host of [...names, `127.0.0.2:${port}`, `[::1]:${port}`, `localhost.evil.example:${port}`]) {
      for (const request of everyKind) {
        const { status } = await ask(port, { ...request, headers: { ...ours, host } });
        expect(status, `${host} ${request.path}`).toBe(403);
      }
    }
    expect((await ask(port, { ...info, headers: { ...ours, host: `localhost:${port}` } })).status).toBe(200);
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
      expect((await ask(port, { ...info, headers: { ...ours, 'sec-fetch-site': site } })).status).toBe(200);
    }
  });

  test('cannot make a form or an image do it: neither can send a header of our own', async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const update = { method: 'POST', path: '/api/call/settings.update', body: '{"operatorName":"外人"}' };
    expect((await ask(port, { ...update, headers: form })).status).toBe(403);
    expect((await ask(port, { method: 'PUT', path: '/api/inbox?name=a.pdf', body: '%PDF-1.7' })).status).toBe(403);
    expect(okOf(await served.call('settings.get'))).toMatchObject({ operatorName: '' });
  });

  test('hears nothing of the core when refused', async () => {
    const { body } = await ask(port, { method: 'POST', path: '/api/call/history.get', body: '{"seq":1}' });
    expect(body.toString('utf8')).not.toContain('INVALID_INPUT');
    expect(errorOf(await served.call('history.get', { seq: 1 })).code).toBe('INVALID_INPUT');
  });
});

describe.runIf(process.platform === 'linux' && process.getuid?.() === 0)('another user of this machine', () => {
  const user = `qianyin-${process.pid}`;
  beforeAll(() => void execFileSync('useradd', ['--no-create-home', '--shell', '/bin/bash', user]));
  afterAll(() => void execFileSync('userdel', [user]));

  const lines = (...text: string[]) => [...text, 'Connection: close', '', ''].join('\\r\\n');
  /** What comes back for bytes that a shell of somebody sends. */
  const send = (as: readonly string[], bytes: string) => {
    const script = `exec 3<>/dev/tcp/127.0.0.1/${port} && printf '${bytes}' >&3 && cat <&3`;
    const [program = 'bash', ...given] = [...as, 'bash', '-c', script];
    return new Promise<string>((done) => execFile(program, given, (_, stdout) => done(stdout)));
  };

  test('is answered nothing at all, not even with the secret', async () => {
    const host = `Host: 127.0.0.1:${port}`;
    const call = `${lines('POST /api/call/app.info HTTP/1.1', host, `X-Qianyin: ${served.secret}`, 'Content-Length: 0')}`;
    expect(await send([], call)).toMatch(/^HTTP\/1\.1 200 /);
    for (const bytes of [call, lines('GET / HTTP/1.1', host), lines('POST /api/session HTTP/1.1', host)]) {
      expect(await send(['runuser', '-u', user, '--'], bytes)).toBe('');
    }
  });
});
