import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  AppError,
  type Core,
  decodeParts,
  decodeWire,
  encodeParts,
  type MethodInput,
  type MethodName,
  methods,
} from '../../contract/index.ts';
import { Refusal, sendJson } from './refusal.ts';
import { readBody } from './request-body.ts';

/** How the window sends a call: see `encodeParts`. */
const partsType = 'application/vnd.qianyin.parts';
/** Answers with megabytes among other things: as text they would hold up the window. */
const inParts: ReadonlySet<MethodName> = new Set<MethodName>(['documents.picture', 'documents.readingCopy']);
const maxCallBytes = 64 * 2 ** 20;

const isMethodName = (name: string): name is MethodName => Object.hasOwn(methods, name);

async function readInput(request: IncomingMessage, idleMs: number): Promise<unknown> {
  const parts: Buffer[] = [];
  for await (const part of readBody(request, { maxBytes: maxCallBytes, idleMs })) parts.push(part);
  const body = Buffer.concat(parts);
  try {
    if (body.length === 0) return undefined;
    return request.headers['content-type'] === partsType ? decodeParts(body) : decodeWire(body.toString('utf8'));
  } catch (cause) {
    throw new AppError('INVALID_INPUT', { detail: 'JSON' }, { cause });
  } finally {
    // There may be a PIN in it.
    for (const bytes of [body, ...parts]) bytes.fill(0);
  }
}

/** `POST /api/call/<method>`: carries one call to the core and its answer back; bytes go as they are. */
export async function answerCall(
  core: Core,
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
  idleMs: number,
): Promise<void> {
  if (!isMethodName(name)) throw new Refusal(404, 'no such method');
  const input = await readInput(request, idleMs);
  // The core checks the input against the method's schema.
  const output: unknown = await core.call(name, input as MethodInput<MethodName>);
  if (output instanceof Uint8Array) {
    response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': output.length });
    response.end(output);
    return;
  }
  if (!inParts.has(name)) {
    sendJson(response, 200, { ok: output });
    return;
  }
  const parts = encodeParts({ ok: output });
  response.writeHead(200, { 'content-type': partsType, 'content-length': parts.length });
  response.end(parts);
}
