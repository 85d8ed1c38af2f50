import type { ServerResponse } from 'node:http';
import { AppError, type ErrorCode, encodeWire } from '../../contract/index.ts';

/** A request that is answered with a bare HTTP status: it is not one of ours, or not well-formed. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;

  constructor(status: number, reason: string) {
    super(reason);
    this.status = status;
  }
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  const body = Buffer.from(encodeWire(value));
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'content-length': body.length });
  response.end(body);
}

function sendText(response: ServerResponse, status: number, text: string): void {
  const body = Buffer.from(`${text}\n`);
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'content-length': body.length });
  response.end(body);
}

/** Where it is not the input that is at fault. */
const statuses: Partial<Record<ErrorCode, number>> = { INTERNAL: 500, ADDRESS_USED: 403 };

/** Answers a request that failed; one whose answer has begun is cut off. */
export function sendFailure(response: ServerResponse, thrown: unknown): void {
  if (response.destroyed) return;
  if (response.headersSent) {
    response.destroy();
    return;
  }
  if (thrown instanceof Refusal) {
    // What is left of the request's body is not read, so the connection cannot be used again.
    response.setHeader('connection', 'close');
    sendText(response, thrown.status, thrown.message);
    return;
  }
  const error = AppError.from(thrown);
  if (error.code === 'ADDRESS_USED') response.setHeader('connection', 'close');
  sendJson(response, statuses[error.code] ?? 400, { error: error.toShape() });
}
