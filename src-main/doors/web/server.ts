import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { findRendererFolder, listFiles } from '../renderer-files.ts';
import { answerCall } from './calls.ts';
import { streamEvents } from './event-stream.ts';
import { createFileTickets, type FileTickets } from './file-tickets.ts';
import { createGate, type Gate } from './gate.ts';
import { setSecurityHeaders } from './headers.ts';
import { type Inbox, openInbox } from './inbox.ts';
import { isOfAnotherUser } from './peer.ts';
import { Refusal, sendFailure, sendJson } from './refusal.ts';
import type { ServedCore } from './served-core.ts';
import { sendServedFile } from './served-file.ts';
import { sendStaticFile } from './static-files.ts';

export interface WebDoorConfig {
  core: ServedCore;
  /** Holds the inbox. */
  homeFolder: string;
  /** 0 or absent: any free port. */
  port?: number;
  /** Default: the built window. */
  rendererFolder?: string;
  /** The largest file that a page may bring. Default 2 GiB. */
  maxInboxBytes?: number;
  /** How long a request's body may pause. Default 30 s. */
  bodyIdleMs?: number;
}

/** A running web door. */
export interface WebDoor {
  readonly port: number;
  /** A fresh address that lets one page in, once. What stands after `#` is sent to no server. */
  mintAddress(): string;
  /** Ends every connection and removes what browsers brought. */
  close(): Promise<void>;
}

interface Parts {
  core: ServedCore;
  gate: Gate;
  inbox: Inbox;
  tickets: FileTickets;
  files: ReadonlyMap<string, string>;
  bodyIdleMs: number;
}

function readAddress(request: IncomingMessage): URL {
  const address = request.url ?? '';
  // Anything but a path, or a second slash that would name a host, is not from our pages.
  if (!/^\/(?![/\\])/.test(address)) throw new Refusal(400, 'malformed address');
  try {
    const url = new URL(`http://127.0.0.1${address}`);
    decodeURIComponent(url.pathname);
    return url;
  } catch {
    throw new Refusal(400, 'malformed address');
  }
}

function requireMethod(request: IncomingMessage, response: ServerResponse, ...allowed: string[]): void {
  if (allowed.includes(request.method ?? '')) return;
  response.setHeader('allow', allowed.join(', '));
  throw new Refusal(405, 'method not allowed');
}

/** Where the page asks for anything of the person's: the secret is shown first, whatever the address. */
async function answerPage(
  parts: Parts,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { core, gate, inbox, tickets, bodyIdleMs } = parts;
  const window = gate.checkSession(request);
  const { searchParams } = readAddress(request);
  if (path.startsWith('/api/call/')) {
    requireMethod(request, response, 'POST');
    return answerCall(core, window, path.slice('/api/call/'.length), request, response, bodyIdleMs);
  }
  if (path === '/api/events') {
    requireMethod(request, response, 'GET');
    // A page that is closed or loaded anew lets go of this.
    response.once('close', () => core.endLogins(window));
    return streamEvents(core, response);
  }
  if (path === '/api/inbox') {
    requireMethod(request, response, 'PUT');
    return sendJson(response, 200, { ok: await inbox.admit(searchParams.get('name') ?? '', request, bodyIdleMs) });
  }
  if (path === '/api/file') {
    requireMethod(request, response, 'POST');
    const file = searchParams.get('path') ?? '';
    if (!core.mayServe(file)) throw new Refusal(404, 'not found');
    return sendJson(response, 200, { ok: { address: `/api/file/${tickets.mint(file)}` } });
  }
  throw new Refusal(404, 'not found');
}

async function answer(parts: Parts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { core, gate, tickets, files } = parts;
  setSecurityHeaders(response);
  const path = decodeURIComponent(readAddress(request).pathname);
  if (!path.startsWith('/api/')) {
    gate.checkSourceOfPage(request);
    requireMethod(request, response, 'GET');
    return sendStaticFile(files, path, response);
  }
  gate.checkSource(request);
  if (path === '/api/session') {
    requireMethod(request, response, 'POST');
    return sendJson(response, 200, { ok: { secret: gate.exchange(request) } });
  }
  if (path.startsWith('/api/file/')) {
    requireMethod(request, response, 'GET');
    const file = tickets.find(path.slice('/api/file/'.length)) ?? '';
    return sendServedFile(core.mayServe, file, request, response);
  }
  return answerPage(parts, path, request, response);
}

/** Serves the window and the core to browsers of this machine, over loopback only. Rejects when the port is taken or the inbox cannot be made. */
export async function openWebDoor(config: WebDoorConfig): Promise<WebDoor> {
  const files = listFiles(config.rendererFolder ?? findRendererFolder());
  const inbox = openInbox(config.homeFolder, config.maxInboxBytes ?? 2 * 2 ** 30);
  const server = createServer({ headersTimeout: 10_000, requestTimeout: 0, maxHeaderSize: 16_384 });
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    server.listen(config.port ?? 0, '127.0.0.1', done);
  });
  const { port } = server.address() as AddressInfo;
  const gate = createGate(port);
  const { core, bodyIdleMs = 30_000 } = config;
  const parts: Parts = { core, gate, inbox, tickets: createFileTickets(), files, bodyIdleMs };
  server.on('connection', (socket) => {
    if (isOfAnotherUser(socket)) socket.destroy();
  });
  server.on('request', (request, response) => {
    answer(parts, request, response).catch((thrown: unknown) => sendFailure(response, thrown));
  });
  return {
    port,
    mintAddress: () => `http://127.0.0.1:${port}/#token=${gate.mintToken()}`,
    async close() {
      const closed = new Promise<void>((done) => server.close(() => done()));
      server.closeAllConnections();
      await closed;
      inbox.clear();
    },
  };
}
