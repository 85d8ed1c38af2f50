import { createServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { openNetwork } from '../../src-main/network/index.ts';
import { bodyOf, LoopbackServer } from './loopback-server.ts';

const servers: LoopbackServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

async function serve(...args: Parameters<typeof LoopbackServer.start>): Promise<LoopbackServer> {
  const server = await LoopbackServer.start(...args);
  servers.push(server);
  return server;
}

const network = openNetwork({ isAllowed: () => true });
const impatient = openNetwork({ isAllowed: () => true, timeoutMs: 300 });
const failure = (code: string, values: Record<string, unknown> = {}) =>
  expect.objectContaining({ code, values: expect.objectContaining(values) });
const hostOf = ({ origin }: LoopbackServer) => new URL(origin).host;

describe('the way to the network', () => {
  it('is closed unless the person allows it: nothing is sent', async () => {
    let requests = 0;
    const server = await serve((_, response) => {
      requests += 1;
      response.end();
    });
    let allowed = false;
    const guarded = openNetwork({ isAllowed: () => allowed });
    const host = hostOf(server);
    await expect(guarded.fetchCrl(server.origin)).rejects.toEqual(failure('NETWORK_OFF', { host }));
    await expect(guarded.requestOcsp(server.origin, Uint8Array.of(1))).rejects.toEqual(failure('NETWORK_OFF'));
    expect(requests).toBe(0);
    allowed = true;
    await guarded.fetchCrl(server.origin);
    expect(requests).toBe(1);
  });

  it('carries a question out and the answer back, each named as its standard says', async () => {
    const seen: (string | undefined)[] = [];
    const server = await serve(async (request, response) => {
      const { method, url, headers } = request;
      seen.push(method, url, headers['content-type'], headers.accept, headers.cookie);
      response.end(await bodyOf(request));
    });
    const bytes = new Uint8Array(3000).map((_, index) => index % 256);
    expect(await network.requestTimestamp(`${server.origin}/tsa?x=1`, bytes)).toEqual(bytes);
    expect(seen).toEqual(['POST', '/tsa?x=1', 'application/timestamp-query', 'application/timestamp-reply', undefined]);
    seen.length = 0;
    expect(await network.requestOcsp(server.origin, bytes)).toEqual(bytes);
    expect(seen.slice(0, 4)).toEqual(['POST', '/', 'application/ocsp-request', 'application/ocsp-response']);
    seen.length = 0;
    await network.fetchCertificates(`${server.origin}/ca.cer`);
    expect(seen.slice(0, 3)).toEqual(['GET', '/ca.cer', undefined]);
  });

  it.each(['ftp://example.cn/a.crl', 'file:///etc/passwd', 'http://name:word@127.0.0.1/', 'crl', ''])(
    'does not lead to %s',
    async (url) => {
      await expect(network.fetchCrl(url)).rejects.toEqual(failure('INVALID_INPUT', { detail: url }));
    },
  );
});

describe('a service that gives no answer is named with its cause', () => {
  it('when nobody listens', async () => {
    const server = await LoopbackServer.start(() => {});
    await server.stop();
    await expect(network.fetchCrl(server.origin)).rejects.toEqual(failure('NETWORK_REFUSED', { host: hostOf(server) }));
  });

  it('when its name does not exist', async () => {
    const host = 'crl.invalid';
    await expect(network.fetchCrl(`http://${host}/`)).rejects.toEqual(failure('NETWORK_UNREACHABLE', { host }));
  });

  it('when it does not speak the language of the web', async () => {
    const server = createServer((socket) => socket.end('220 ready\r\n'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = address === null || typeof address === 'string' ? 0 : address.port;
    await expect(network.fetchCrl(`http://127.0.0.1:${port}/`)).rejects.toEqual(failure('NETWORK_UNREACHABLE'));
    await expect(network.fetchCrl(`https://127.0.0.1:${port}/`)).rejects.toEqual(failure('NETWORK_UNREACHABLE'));
    server.close();
  });

  it('when it never answers', async () => {
    const server = await serve(() => {});
    const begun = performance.now();
    await expect(impatient.fetchCrl(server.origin)).rejects.toEqual(
      failure('NETWORK_TIMEOUT', { host: hostOf(server), seconds: 0.3 }),
    );
    expect(performance.now() - begun).toBeLessThan(5000);
  });

  it('when it begins and never ends', async () => {
    const server = await serve((_, response) => {
      response.write('begun');
    });
    await expect(impatient.fetchCrl(server.origin)).rejects.toEqual(failure('NETWORK_TIMEOUT'));
  });

  it('when it breaks off', async () => {
    const server = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('begun', () => response.destroy());
    });
    await expect(network.fetchCrl(server.origin)).rejects.toMatchObject({
      code: expect.stringMatching(/^NETWORK_(UNREACHABLE|REFUSED)$/),
    });
  });

  it.each([204, 401, 404, 500, 503])('when it answers with status %i', async (status) => {
    const server = await serve((_, response) => {
      response.writeHead(status);
      response.end();
    });
    await expect(network.fetchCrl(server.origin)).rejects.toEqual(failure('NETWORK_STATUS', { status }));
  });

  it('when the person has had enough', async () => {
    const server = await serve(() => abort.abort());
    const abort = new AbortController();
    await expect(network.fetchCrl(server.origin, abort.signal)).rejects.toEqual(failure('CANCELLED'));
  });
});

describe('an answer that is too large', () => {
  it('is not received to its end', async () => {
    let closed = false;
    const server = await serve((_, response) => {
      response.on('close', () => {
        closed = true;
      });
      const write = (): void => {
        if (!response.destroyed) response.write(new Uint8Array(65536), write);
      };
      write();
    });
    await expect(network.requestOcsp(server.origin, Uint8Array.of(1))).rejects.toEqual(failure('NETWORK_TOO_LARGE'));
    await expect.poll(() => closed).toBe(true);
  });

  it('does not grow out of a small one', async () => {
    const server = await serve((_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' });
      response.end(gzipSync(new Uint8Array(4 * 1024 * 1024)));
    });
    await expect(network.requestTimestamp(server.origin, Uint8Array.of(1))).rejects.toEqual(
      failure('NETWORK_TOO_LARGE'),
    );
  });
});

describe('a redirect', () => {
  it('is followed three times and not a fourth', async () => {
    const server = await serve((request, response) => {
      const left = Number(request.url?.slice(1));
      if (left === 0) return response.end('list');
      response.writeHead(302, { location: `/${left - 1}` });
      return response.end();
    });
    expect(Buffer.from(await network.fetchCrl(`${server.origin}/3`)).toString()).toBe('list');
    await expect(network.fetchCrl(`${server.origin}/4`)).rejects.toEqual(failure('NETWORK_REDIRECT'));
  });

  it.each(['https://127.0.0.1:1/', 'file:///etc/passwd', 'data:,list'])('is not followed to %s', async (location) => {
    const server = await serve((_, response) => {
      response.writeHead(302, { location });
      response.end();
    });
    await expect(network.fetchCrl(server.origin)).rejects.toEqual(failure('NETWORK_REDIRECT'));
  });

  it('keeps a question what it is, or is not followed', async () => {
    const seen: string[] = [];
    const server = await serve(async (request, response) => {
      const body = Buffer.from(await bodyOf(request)).toString();
      seen.push(`${request.method} ${request.url} ${body}`);
      const status = Number(request.url?.slice(1));
      if (status === 0) return response.end('answer');
      response.writeHead(status, { location: '/0' });
      return response.end();
    });
    const question = Buffer.from('question');
    expect(Buffer.from(await network.requestOcsp(`${server.origin}/307`, question)).toString()).toBe('answer');
    expect(seen).toEqual(['POST /307 question', 'POST /0 question']);
    await expect(network.requestOcsp(`${server.origin}/302`, question)).rejects.toEqual(
      failure('NETWORK_STATUS', { status: 302 }),
    );
  });
});
