import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { App } from '../../app.ts';
import {
  AppError,
  decodeWire,
  type EventName,
  encodeWire,
  events,
  type MethodName,
  methods,
} from '../../contract/index.ts';
import { createAccess } from './access.ts';
import { cleanInbox, receiveFile, sendFile, staticFile } from './files.ts';
import { isOwnRequest, setSecurityHeaders } from './headers.ts';

export interface WebDoor {
  readonly port: number;
  /** An address that opens a window once. */
  mintAddress(): string;
  /** How many windows listen for events now. */
  windowCount(): number;
  close(): Promise<void>;
}

export interface WebDoorConfig {
  app: App;
  homeFolder: string;
  /** The built renderer. */
  rendererFolder: string;
  /** 0 or absent: a free one. */
  port?: number;
  onWindowsChanged?: (count: number) => void;
}

const largestCallBytes = 64 << 20;
const heartbeatMs = 15_000;
const loopback = '127.0.0.1';

/** A request that is answered with a bare status: it is none of ours, so it learns nothing. */
class Refusal extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`refused with ${status}`);
    this.status = status;
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request) {
    length += (part as Buffer).length;
    if (length > largestCallBytes) throw new Refusal(413);
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts).toString('utf8');
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8' });
  response.end(encodeWire(value));
}

/** Serves the renderer and the core to browsers of this machine. Listens on 127.0.0.1 only. */
export async function openWebDoor(config: WebDoorConfig): Promise<WebDoor> {
  const { app, rendererFolder } = config;
  const inboxFolder = join(config.homeFolder, 'inbox');
  cleanInbox(inboxFolder);
  const uploads = new Set<string>();
  const windows = new Set<ServerResponse>();
  let port = 0;
  let access = createAccess('qianyin');

  async function call(request: IncomingMessage, response: ServerResponse, method: string): Promise<void> {
    if (!Object.hasOwn(methods, method)) throw new Refusal(404);
    const body = await readBody(request);
    let input: unknown;
    try {
      input = decodeWire(body === '' ? 'null' : body);
    } catch (cause) {
      throw new AppError('INVALID_INPUT', { detail: 'JSON' }, { cause });
    }
    const output: unknown = await app.call(method as MethodName, input as never);
    if (output instanceof Uint8Array) {
      response.writeHead(200, { 'Content-Type': 'application/octet-stream', 'Content-Length': output.length });
      response.end(output);
    } else sendJson(response, 200, { ok: output });
  }

  function listen(request: IncomingMessage, response: ServerResponse): void {
    response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8' });
    response.write(': open\n\n');
    windows.add(response);
    config.onWindowsChanged?.(windows.size);
    const stop = (Object.keys(events) as EventName[]).map((event) =>
      app.subscribe(event, (payload) => response.write(`data: ${encodeWire({ event, payload })}\n\n`)),
    );
    const heartbeat = setInterval(() => response.write(': \n\n'), heartbeatMs);
    request.on('close', () => {
      clearInterval(heartbeat);
      for (const end of stop) end();
      windows.delete(response);
      config.onWindowsChanged?.(windows.size);
    });
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    setSecurityHeaders(response);
    if (!isOwnRequest(request, port)) throw new Refusal(403);
    const url = URL.parse(request.url ?? '', `http://${loopback}:${port}`);
    if (!url) throw new Refusal(400);
    const { method } = request;
    const token = url.searchParams.get('token');
    if (method === 'GET' && url.pathname === '/' && token !== null) {
      const cookie = access.redeem(token);
      // A used address is followed again by reloading: the cookie that it bought still opens the window.
      if (cookie === null && !access.hasCookie(request)) throw new Refusal(403);
      if (cookie !== null) response.setHeader('Set-Cookie', cookie);
      response.writeHead(303, { Location: '/' });
      response.end();
      return;
    }
    if (!access.hasCookie(request)) throw new Refusal(403);
    if (url.pathname.startsWith('/api/')) return answerApi(request, response, url);
    if (method !== 'GET' && method !== 'HEAD') throw new Refusal(405);
    let name: string;
    try {
      name = decodeURIComponent(url.pathname);
    } catch {
      throw new Refusal(400);
    }
    const file = staticFile(rendererFolder, name);
    if (!file) throw new Refusal(404);
    return sendFile(request, response, file);
  }

  async function answerApi(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const { method } = request;
    // A form or an image elsewhere cannot set a header of its own.
    if ((method === 'POST' || method === 'PUT') && request.headers['x-qianyin'] !== '1') throw new Refusal(403);
    const called = /^\/api\/call\/([A-Za-z.]+)$/.exec(url.pathname)?.[1];
    if (called !== undefined) {
      if (method !== 'POST') throw new Refusal(405);
      return call(request, response, called);
    }
    switch (url.pathname) {
      case '/api/events':
        if (method !== 'GET') throw new Refusal(405);
        return listen(request, response);
      case '/api/inbox': {
        if (method !== 'PUT') throw new Refusal(405);
        const picked = await receiveFile(request, inboxFolder, url.searchParams.get('name') ?? '');
        uploads.add(picked.path);
        return sendJson(response, 200, { ok: picked });
      }
      case '/api/file': {
        if (method !== 'GET' && method !== 'HEAD') throw new Refusal(405);
        const path = url.searchParams.get('path') ?? '';
        if (!uploads.has(path) && !app.mayServe(path)) throw new Refusal(404);
        response.setHeader('Content-Disposition', 'inline');
        return sendFile(request, response, { path, mediaType: 'application/pdf' });
      }
      default:
        throw new Refusal(404);
    }
  }

  function refuse(response: ServerResponse, thrown: unknown): void {
    if (response.headersSent) {
      response.destroy();
      return;
    }
    if (thrown instanceof Refusal) {
      response.writeHead(thrown.status, { 'Content-Type': 'text/plain; charset=utf-8', Connection: 'close' });
      response.end();
      return;
    }
    const error = AppError.from(thrown);
    sendJson(response, error.code === 'INTERNAL' ? 500 : 400, { error: error.toShape() });
  }

  const server: Server = createServer((request, response) => {
    answer(request, response).catch((thrown: unknown) => refuse(response, thrown));
  });
  // Uploads of large files take their time; headers do not.
  server.headersTimeout = 10_000;
  server.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(config.port ?? 0, loopback, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  port = address.port;
  // Cookies know no ports: each server needs a name of its own.
  access = createAccess(`qianyin-${port}`);

  return {
    port,
    mintAddress: () => `http://${loopback}:${port}/?token=${access.mintToken()}`,
    windowCount: () => windows.size,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
