/** The web door over a real core, and requests to it with every byte under the test's control. */
import { mkdtempSync, rmSync } from 'node:fs';
import {
  request as httpRequest,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
  type RequestOptions,
} from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text as readText } from 'node:stream/consumers';
import { z } from 'zod';
import { type App, createApp } from '../../../src-main/app.ts';
import { decodeWire, errorCodes } from '../../../src-main/contract/index.ts';
import { commandDesktop } from '../../../src-main/doors/desktop.ts';
import { openWebDoor, type WebDoor, type WebDoorConfig } from '../../../src-main/doors/web/index.ts';

export interface Reply {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

export interface Request {
  method?: string;
  /** Sent as it stands. */
  path?: string;
  headers?: OutgoingHttpHeaders;
  body?: string | Uint8Array;
}

/** One request over a connection of its own. */
export function ask(port: number, { method = 'GET', path = '/', headers = {}, body }: Request = {}): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const options: RequestOptions = { host: '127.0.0.1', port, method, path, headers, agent: false };
    const sent = httpRequest(options, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Sends bytes as they are and reads until the server closes. */
export async function askRaw(port: number, bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(bytes);
  return readText(socket);
}

const success = z.object({ ok: z.unknown() });
const failure = z.object({
  error: z.object({
    code: z.enum(errorCodes),
    values: z.record(z.string(), z.union([z.string(), z.number()])),
    detail: z.string().optional(),
  }),
});

export const okOf = (reply: Reply): unknown => success.parse(decodeWire(reply.body.toString('utf8'))).ok;
export const errorOf = (reply: Reply) => failure.parse(decodeWire(reply.body.toString('utf8'))).error;

/** What the page of an address shows with each request from then on: the secret that it gets for the token, once. */
export async function letIn(door: Pick<WebDoor, 'port' | 'mintAddress'>): Promise<string> {
  const token = new URL(door.mintAddress()).hash.replace('#token=', '');
  const reply = await ask(door.port, { method: 'POST', path: '/api/session', headers: { 'x-qianyin': token } });
  if (reply.status !== 200) throw new Error(`not let in: ${reply.status}`);
  return z.object({ secret: z.string() }).parse(okOf(reply)).secret;
}

/** The bytes of a file as a tab of the browser gets them: by an address that the page was given for it. */
export async function fetchFile(
  port: number,
  ours: Record<string, string>,
  path: string,
  headers: Record<string, string> = {},
): Promise<Reply> {
  const asked = { method: 'POST', path: `/api/file?path=${encodeURIComponent(path)}`, headers: ours };
  const reply = await ask(port, asked);
  if (reply.status !== 200) return reply;
  return ask(port, { path: z.object({ address: z.string() }).parse(okOf(reply)).address, headers });
}

export interface Served {
  folder: string;
  homeFolder: string;
  core: App;
  door: WebDoor;
  secret: string;
  /** What the window's own requests carry. */
  ours: Record<string, string>;
  call(method: string, input?: unknown): Promise<Reply>;
  end(): Promise<void>;
}

/** A core and its web door in a fresh data folder, with a browser let in. */
export async function serve(config: Partial<Omit<WebDoorConfig, 'core' | 'homeFolder'>> = {}): Promise<Served> {
  const folder = mkdtempSync(join(tmpdir(), 'qianyin-web-'));
  const homeFolder = join(folder, 'home');
  const core = await createApp({ homeFolder, door: 'web', desktop: commandDesktop() });
  const door = await openWebDoor({ core, homeFolder, ...config });
  const secret = await letIn(door);
  const ours = { 'x-qianyin': secret };
  return {
    folder,
    homeFolder,
    core,
    door,
    secret,
    ours,
    call: (method, input) =>
      ask(door.port, {
        method: 'POST',
        path: `/api/call/${method}`,
        headers: ours,
        body: JSON.stringify(input ?? null),
      }),
    async end() {
      await door.close();
      await core.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
