import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text as readText } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  appInfo,
  decodeWire,
  encodeParts,
  encodeWire,
  methods,
  openedDocument,
} from '../../../src-main/contract/index.ts';
import { fixturePath, readFixture } from '../../fixtures/pdf/index.ts';
import { ask, askRaw, errorOf, okOf, type Served, serve } from './served.ts';

const bodyIdleMs = 300;
let served: Served;
let port: number;
let ours: Record<string, string>;

beforeAll(async () => {
  served = await serve({ bodyIdleMs });
  port = served.door.port;
  ours = served.ours;
});
afterAll(() => served.end());

const post = (path: string, body: string | Uint8Array) => ask(port, { method: 'POST', path, headers: ours, body });

describe('a call over HTTP', () => {
  test('brings back what the core says, in the shape of the contract', async () => {
    const reply = await served.call('app.info');
    expect(reply.status).toBe(200);
    expect(reply.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(appInfo.parse(okOf(reply))).toMatchObject({ door: 'web', homeFolder: served.homeFolder });
  });

  test('needs no body where the method needs no input', async () => {
    expect(okOf(await post('/api/call/settings.get', ''))).toMatchObject({ language: 'zh-CN' });
  });

  test('carries Chinese text both ways', async () => {
    const operatorName = '欧阳\u{2a6a5}🖋';
    expect(okOf(await served.call('settings.update', { operatorName }))).toMatchObject({ operatorName });
    expect(okOf(await served.call('settings.get'))).toMatchObject({ operatorName });
  });

  test('carries bytes as they are to the window', async () => {
    const path = fixturePath('chromium.pdf');
    const original = readFixture('chromium.pdf');
    const opened = openedDocument.parse(okOf(await served.call('documents.open', { path })));
    const range = { documentId: opened.documentId, offsetBytes: 5, lengthBytes: 20_000 };
    const reply = await served.call('documents.read', range);
    expect(reply.headers['content-type']).toBe('application/octet-stream');
    expect(reply.body.equals(original.subarray(5, 20_005))).toBe(true);
    const past = await served.call('documents.read', { ...range, offsetBytes: original.length + 10 });
    expect(past).toMatchObject({ status: 200, headers: { 'content-length': '0' } });
  });

  test('carries bytes from the window', async () => {
    const reply = await post(
      '/api/call/trust.add',
      encodeWire({ certificates: new TextEncoder().encode('no certificate') }),
    );
    expect(errorOf(reply).code).toBe('CERTIFICATE_UNREADABLE');
  });

  test('ends in an error of the contract, with the values of its sentence', async () => {
    const missing = join(served.folder, '没有.pdf');
    const reply = await served.call('documents.open', { path: missing });
    expect(reply.status).toBe(400);
    expect(errorOf(reply)).toMatchObject({ code: 'FILE_NOT_FOUND', values: { path: missing } });
    writeFileSync(missing, 'hello');
    expect(errorOf(await served.call('documents.open', { path: missing })).code).toBe('PDF_NOT_PDF');
  });
});

describe('a call as the window sends it', () => {
  const headers = () => ({ ...ours, 'content-type': 'application/vnd.qianyin.parts' });

  test('carries its bytes behind the JSON', async () => {
    const body = encodeParts({ certificates: new TextEncoder().encode('no certificate') });
    const reply = await ask(port, { method: 'POST', path: '/api/call/trust.add', headers: headers(), body });
    expect(errorOf(reply).code).toBe('CERTIFICATE_UNREADABLE');
  });

  test('is refused when its lengths do not fit', async () => {
    const body = encodeParts({ certificates: new Uint8Array(9) }).subarray(0, -1);
    const reply = await ask(port, { method: 'POST', path: '/api/call/trust.add', headers: headers(), body });
    expect(errorOf(reply)).toMatchObject({ code: 'INVALID_INPUT', values: { detail: 'JSON' } });
  });
});

test('a PIN is wiped when the call is over, however it ended', async () => {
  const pins = ['1234', '5678', '9012'].map((text) => new TextEncoder().encode(text));
  const [oldPin = pins[0], newPin, pin] = pins;
  if (!oldPin || !newPin || !pin) throw new Error('no PINs');
  await expect(served.core.call('tokens.changePin', { tokenId: 'none', oldPin, newPin })).rejects.toThrow();
  const stamp = {
    runId: 'r',
    path: '/none.pdf',
    placements: [{ sealId: 'x', placing: { rule: 'here' as const, page: 1, xMm: 1, yMm: 1 } }],
    pins: { a: pin },
  };
  await expect(served.core.call('stamp.run', stamp)).rejects.toThrow();
  expect(pins.map((bytes) => [...bytes])).toEqual(Array(3).fill([0, 0, 0, 0]));
});

describe('input that is not right', () => {
  const malformed = {
    'half an object': '{"seq":',
    'no JSON at all': 'seq=1',
    'two values': '{} {}',
    'bytes that are no base64': '{"certificates":{"$bytes":"§§§"}}',
    'bytes that are no text': Buffer.from([0xff, 0xfe, 0x00, 0x80]),
  };
  for (const [name, body] of Object.entries(malformed)) {
    test(`is refused with INVALID_INPUT: ${name}`, async () => {
      const reply = await post('/api/call/trust.add', body);
      expect(reply.status).toBe(400);
      expect(errorOf(reply).code).toBe('INVALID_INPUT');
    });
  }

  const refused: [string, unknown, RegExp][] = [
    ['documents.open', {}, /^path/],
    ['documents.open', { path: '' }, /^path/],
    ['documents.open', { path: 7 }, /^path/],
    ['documents.open', [], /expected object/],
    ['documents.open', 'a.pdf', /expected object/],
    ['documents.read', { documentId: 'x', offsetBytes: -1, lengthBytes: 1 }, /^offsetBytes/],
    ['documents.read', { documentId: 'x', offsetBytes: 0.5, lengthBytes: 1 }, /^offsetBytes/],
    ['documents.read', { documentId: 'x', offsetBytes: 0, lengthBytes: 2 ** 40 }, /^lengthBytes/],
    ['settings.update', { language: 'fr' }, /^language/],
    ['settings.update', { operatorName: '长'.repeat(81) }, /^operatorName/],
    ['trust.add', { certificates: [1, 2, 3] }, /^certificates/],
    ['history.list', { limit: 10_001 }, /^limit/],
    ['history.list', { filter: { from: 'yesterday' } }, /^filter\.from/],
    ['history.export', { format: 'exe' }, /^format/],
    ['stamp.run', { runId: 'r', path: 'a.pdf', placements: [] }, /^placements/],
    [
      'stamp.run',
      { runId: 'r', path: 'a.pdf', placements: [{ sealId: 's', placing: { rule: 'here', page: 0, xMm: 1, yMm: 1 } }] },
      /\.page/,
    ],
    [
      'stamp.run',
      {
        runId: 'r',
        path: 'a.pdf',
        placements: [{ sealId: 's', placing: { rule: 'here', page: 1, xMm: 'x', yMm: 1 } }],
      },
      /\.xMm/,
    ],
  ];
  for (const [method, input, where] of refused) {
    test(`is refused and the place is named: ${method} ${JSON.stringify(input).slice(0, 90)}`, async () => {
      const reply = await served.call(method, input);
      expect(reply.status).toBe(400);
      const { code, values } = errorOf(reply);
      expect(code).toBe('INVALID_INPUT');
      expect(values.detail).toMatch(where);
    });
  }

  test('cannot reach the prototype of anything', async () => {
    const update = await post('/api/call/settings.update', '{"__proto__":{"polluted":1},"constructor":{"x":1}}');
    expect(okOf(update)).not.toHaveProperty('polluted');
    expect(Object.prototype).not.toHaveProperty('polluted');
    for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty', '', 'app.info/', 'app']) {
      const { status } = await post(`/api/call/${name}`, 'null');
      expect(status, name).toBe(404);
    }
  });

  test('that never ends is cut off at 64 MiB, said in the reply', async () => {
    const announced = await ask(port, {
      method: 'POST',
      path: '/api/call/trust.add',
      headers: { ...ours, 'content-length': 64 * 2 ** 20 + 1 },
      body: 'x',
    });
    expect(announced.status).toBe(413);
    const { status } = await post('/api/call/trust.add', Buffer.alloc(64 * 2 ** 20 + 1, 0x20));
    expect(status).toBe(413);
  });

  test('that stalls is given up', async () => {
    const socket = connect(port, '127.0.0.1');
    const head = [`Host: 127.0.0.1:${port}`, `X-Qianyin: ${served.secret}`, 'Content-Length: 100'];
    const startedMs = performance.now();
    socket.write(`POST /api/call/app.info HTTP/1.1\r\n${head.join('\r\n')}\r\n\r\n{"half`);
    expect(await readText(socket)).toMatch(/^HTTP\/1\.1 408 /);
    expect(performance.now() - startedMs).toBeGreaterThan(bodyIdleMs - 20);
  });
});

describe('requests that the window never makes', () => {
  test('use no other method than the one each address has', async () => {
    const allowed = {
      '/': 'GET',
      '/index.html': 'GET',
      '/api/call/app.info': 'POST',
      '/api/events': 'GET',
      '/api/inbox?name=a.pdf': 'PUT',
      '/api/file?path=x': 'POST',
      '/api/file/x': 'GET',
      '/api/session': 'POST',
    };
    for (const [path, only] of Object.entries(allowed)) {
      for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND']) {
        if (method === only) continue;
        const reply = await ask(port, { method, path, headers: ours });
        expect(reply.status, `${method} ${path}`).toBe(405);
        expect(reply.headers.allow).toBe(only);
      }
    }
  });

  test('walk out of the folder of the window in no way', async () => {
    const escapes = [
      '/../package.json',
      '/../../../../../../etc/passwd',
      '/assets/../../main/cli.js',
      '/..%2f..%2fpackage.json',
      '/%2e%2e/%2e%2e/package.json',
      '/..%5c..%5cpackage.json',
      '/....//....//package.json',
      '/%252e%252e/package.json',
      '/index.html%00.js',
      '/index.html/',
      '/assets',
      '/assets/',
      '/INDEX.HTML',
      '/C:/Windows/win.ini',
      '/.',
      '/~root',
    ];
    for (const path of escapes) {
      const reply = await ask(port, { path, headers: ours });
      expect([path, reply.status]).toEqual([path, path === '/.' ? 200 : 404]);
      expect(reply.body.toString('latin1')).not.toMatch(/root:|"name": "qianyin"/);
    }
  });

  test('are refused when their address is malformed', async () => {
    for (const path of [
      '//evil.example/',
      '/\\evil.example',
      'http://evil.example/',
      '*',
      '/%',
      '/%ff%fe',
      '/%c0%ae',
    ]) {
      const { status } = await ask(port, { path, headers: ours });
      expect([path, status]).toEqual([path, 400]);
    }
  });

  test('open no tunnel and no other protocol', async () => {
    const head = `Host: 127.0.0.1:${port}\r\nX-Qianyin: ${served.secret}\r\n`;
    const upgrade =
      'Connection: Upgrade, close\r\nUpgrade: websocket\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n';
    expect(await askRaw(port, `GET / HTTP/1.1\r\n${head}${upgrade}\r\n`)).toMatch(/^HTTP\/1\.1 200 /);
    expect(await askRaw(port, `CONNECT evil.example:443 HTTP/1.1\r\n${head}\r\n`)).not.toMatch(/ 200 /);
    expect(await askRaw(port, `GET / HTTP/1.1\r\n\r\n`)).toMatch(/^HTTP\/1\.1 400 /);
    expect(await askRaw(port, `GET / HTTP/1.0\r\nX-Qianyin: ${served.secret}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 403 /);
    expect(await askRaw(port, `GET / HTTP/1.1\r\n${head}X-Long: ${'x'.repeat(20_000)}\r\n\r\n`)).toMatch(/ 431 /);
    expect(await askRaw(port, 'hello\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
  });
});

describe('every reply', () => {
  test('forbids framing, sniffing, caching, referrers, and everything to run but our own files', async () => {
    const replies = {
      window: await ask(port, { headers: ours }),
      call: await served.call('app.info'),
      'failed call': await served.call('history.get', { seq: 1 }),
      'unknown method': await served.call('no.such'),
      'no secret': await ask(port, { method: 'POST', path: '/api/call/app.info' }),
      'wrong host': await ask(port, { headers: { host: 'evil.example' } }),
      'wrong method': await ask(port, { method: 'DELETE', headers: ours }),
      'let in': await ask(port, {
        method: 'POST',
        path: '/api/session',
        headers: { 'x-qianyin': new URL(served.door.mintAddress()).hash.replace('#token=', '') },
      }),
      'not found': await ask(port, { path: '/none', headers: ours }),
      malformed: await ask(port, { path: '/%', headers: ours }),
      upload: await ask(port, { method: 'PUT', path: '/api/inbox?name=a.pdf', headers: ours, body: '%PDF-1.7' }),
      'no file': await ask(port, { path: '/api/file?path=/etc/passwd', headers: ours }),
    };
    for (const [name, { headers }] of Object.entries(replies)) {
      expect({ name, ...headers }).toMatchObject({
        name,
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-store',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
      });
      expect(headers).not.toHaveProperty('x-powered-by');
      expect(Object.keys(headers).filter((header) => header.startsWith('access-control'))).toEqual([]);
      const policy = Object.fromEntries(
        (headers['content-security-policy']?.toString() ?? '').split('; ').map((rule) => {
          const [directive = '', ...values] = rule.split(' ');
          return [directive, values];
        }),
      );
      expect(policy['default-src']).toEqual(["'none'"]);
      expect(policy['script-src']).toEqual(["'self'", "'wasm-unsafe-eval'"]);
      for (const directive of ['frame-ancestors', 'base-uri', 'form-action']) {
        expect(policy[directive], `${name} ${directive}`).toEqual(["'none'"]);
      }
      expect(policy['connect-src']).toEqual(["'self'"]);
    }
  });

  test('names the type of each file of the window, so that nothing is guessed', async () => {
    const page = (await ask(port, { headers: ours })).body.toString('utf8');
    const script = /src="\.(\/[^"]+\.js)"/.exec(page)?.[1] ?? '';
    const styles = /href="\.(\/[^"]+\.css)"/.exec(page)?.[1] ?? '';
    expect((await ask(port, { path: script, headers: ours })).headers['content-type']).toMatch(/^text\/javascript/);
    expect((await ask(port, { path: styles, headers: ours })).headers['content-type']).toMatch(/^text\/css/);
    // The window's own page may hold no script that the policy forbids.
    expect(page).not.toMatch(/<script(?![^>]*\bsrc=)|\son\w+=|javascript:/);
  });
});

test('every method of the contract can be called by its name and none answers 404', async () => {
  // An input that no schema takes: nothing is done, but the method is known.
  const harmless = 12;
  for (const method of Object.keys(methods)) {
    const reply = await served.call(method, harmless);
    expect([method, errorOf(reply).code]).toEqual([method, 'INVALID_INPUT']);
  }
  expect(decodeWire((await served.call('app.info', {})).body.toString())).toHaveProperty('ok');
});
