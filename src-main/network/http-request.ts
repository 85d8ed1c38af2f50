import { AppError } from '../contract/index.ts';

/** One request to a service of the public key infrastructure, and what is accepted as its answer. */
export interface HttpRequest {
  /** http or https. */
  readonly url: string;
  /** POST when there is one, GET otherwise. */
  readonly body?: { readonly contentType: string; readonly bytes: Uint8Array };
  readonly accept: string;
  readonly maxBytes: number;
  /** For everything together: finding the host, redirects, the last byte. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

const maxRedirects = 3;
/** RFC 9110, 15.4. A POST is never turned into a GET: only 307 and 308 keep it what it is. */
const redirectsOfGet: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const redirectsOfPost: ReadonlySet<number> = new Set([307, 308]);

/**
 * Sends a request and gives back the body of the answer with status 200. Redirects are followed three times and only within one
 * scheme. Throws AppError INVALID_INPUT (not a web address), NETWORK_UNREACHABLE, NETWORK_REFUSED, NETWORK_TIMEOUT, NETWORK_STATUS,
 * NETWORK_REDIRECT, NETWORK_TOO_LARGE, each with the host, and CANCELLED when `signal` aborts.
 */
export async function requestBytes(request: HttpRequest): Promise<Uint8Array> {
  const timeout = AbortSignal.timeout(request.timeoutMs);
  const signal = request.signal === undefined ? timeout : AbortSignal.any([timeout, request.signal]);
  let url = parseWebAddress(request.url);
  try {
    for (let redirects = 0; ; redirects += 1) {
      const response = await send(request, url, signal);
      const target = findRedirect(request, response, url);
      if (target === undefined) return await readBody(request, response, url);
      await response.body?.cancel();
      if (redirects >= maxRedirects || target.protocol !== url.protocol) {
        throw new AppError('NETWORK_REDIRECT', { host: url.host }, { detail: target.href });
      }
      url = target;
    }
  } catch (error) {
    if (request.signal?.aborted === true) throw new AppError('CANCELLED', {}, { cause: error });
    if (timeout.aborted) {
      throw new AppError('NETWORK_TIMEOUT', { host: url.host, seconds: request.timeoutMs / 1000 }, { cause: error });
    }
    throw error;
  }
}

/** Throws AppError INVALID_INPUT. A name and password in it would be sent in clear or shown: they are not taken. */
export function parseWebAddress(text: string): URL {
  const url = URL.parse(text);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:') || url.username !== '') {
    throw new AppError('INVALID_INPUT', { detail: text });
  }
  return url;
}

async function send({ body, accept }: HttpRequest, url: URL, signal: AbortSignal): Promise<Response> {
  try {
    return await fetch(url, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { accept, ...(body === undefined ? {} : { 'content-type': body.contentType }) },
      ...(body === undefined ? {} : { body: new Uint8Array(body.bytes) }),
      redirect: 'manual',
      credentials: 'omit',
      cache: 'no-store',
      signal,
    });
  } catch (error) {
    const reason = systemCode(error);
    const refused = reason === 'ECONNREFUSED' || reason === 'ECONNRESET';
    throw new AppError(
      refused ? 'NETWORK_REFUSED' : 'NETWORK_UNREACHABLE',
      { host: url.host },
      { detail: reason ?? String(error), cause: error },
    );
  }
}

/** The name of the system error under an error of `fetch`: ENOTFOUND, ECONNREFUSED, CERT_HAS_EXPIRED … */
function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  // With several addresses of one host, each failed in its own way; the first stands for all.
  const inner = error instanceof AggregateError ? error.errors[0] : error.cause;
  return systemCode(inner);
}

/** Where an answer sends the request on to; undefined when it does not. */
function findRedirect({ body }: HttpRequest, { status, headers }: Response, url: URL): URL | undefined {
  if (!(body === undefined ? redirectsOfGet : redirectsOfPost).has(status)) return undefined;
  return URL.parse(headers.get('location') ?? '', url) ?? undefined;
}

async function readBody({ maxBytes }: HttpRequest, response: Response, url: URL): Promise<Uint8Array> {
  const { host } = url;
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new AppError('NETWORK_STATUS', { host, status: response.status });
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of response.body ?? []) {
      length += chunk.length;
      // Counted after decompression, so that a small answer cannot grow large here.
      if (length > maxBytes) throw new AppError('NETWORK_TOO_LARGE', { host, maxBytes });
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('NETWORK_UNREACHABLE', { host }, { detail: systemCode(error) ?? String(error), cause: error });
  }
  return new Uint8Array(Buffer.concat(chunks));
}
