import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { AppError } from '../../contract/index.ts';
import { Refusal } from './refusal.ts';

/**
 * Decides who may speak to this server: the page that was handed an address with a token, and shows the secret that it
 * got for it. The secret travels in a header and is kept by the page for its own origin: a cookie would go to every port
 * of this machine, whoever listens there.
 */
export interface Gate {
  /** A token that lets one page in, once. */
  mintToken(): string;
  /** A secret of its own for who shows the right token in the header, which is then spent. @throws AppError ADDRESS_USED for any other */
  exchange(request: IncomingMessage): string;
  /** @throws Refusal 403 unless the request names this server once, and comes from its own pages or the address bar */
  checkSource(request: IncomingMessage): void;
  /** As `checkSource`, for the page itself: it holds nothing of the person, and a file of ours may lead to it. */
  checkSourceOfPage(request: IncomingMessage): void;
  /** Names the window that asks, by the secret in the header. @throws AppError ADDRESS_USED without one that was given out */
  checkSession(request: IncomingMessage): string;
}

/** The header for the token, and for the session's secret. No form and no image of another site can send it. */
const secretHeader = 'x-qianyin';

/** An address is for the moment; more waiting ones than this were never meant to be opened. */
const maxOpenTokens = 16;
/** A page that was closed keeps its secret; of so many the first are long gone. */
const maxWindows = 256;

export const newSecret = () => randomBytes(32).toString('base64url');
const digest = (text: string) => createHash('sha256').update(text).digest();
/** Compares in a time that tells nothing of either. */
const equal = (left: string, right: string) => timingSafeEqual(digest(left), digest(right));

function sentSecret({ headersDistinct }: IncomingMessage): string {
  const sent = headersDistinct[secretHeader] ?? [];
  return sent.length === 1 ? (sent[0] ?? '') : '';
}

const nameOf = (secret: string) => digest(secret).toString('hex');

const refused = () => new AppError('ADDRESS_USED');

/** @param port the port listened on: the only one that `Host` and `Origin` may name */
export function createGate(port: number): Gate {
  /** By the digests of their secrets, in the order in which they came. */
  const windows = new Set<string>();
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  let tokens: string[] = [];

  function checkNames({ headers, headersDistinct }: IncomingMessage): void {
    const [host = '', ...others] = headersDistinct.host ?? [];
    // A page of another name that resolves to 127.0.0.1 (DNS rebinding) still sends its own name. Of two, which one is
    // meant depends on who reads them (RFC 9112, 3.2).
    if (others.length > 0 || !hosts.includes(host)) throw new Refusal(403, 'wrong Host');
    if (headers.origin !== undefined && headers.origin !== `http://${host}`) throw new Refusal(403, 'wrong Origin');
  }

  function checkSource(request: IncomingMessage): void {
    checkNames(request);
    const site = request.headers['sec-fetch-site'];
    if (site !== undefined && site !== 'same-origin' && site !== 'none') throw new Refusal(403, 'another site');
  }

  return {
    mintToken() {
      const token = newSecret();
      tokens = [...tokens, token].slice(-maxOpenTokens);
      return token;
    },
    exchange(request) {
      const token = sentSecret(request);
      const rest = tokens.filter((known) => !equal(known, token));
      if (rest.length === tokens.length) throw refused();
      tokens = rest;
      const secret = newSecret();
      windows.add(nameOf(secret));
      const [oldest] = windows;
      if (windows.size > maxWindows && oldest !== undefined) windows.delete(oldest);
      return secret;
    },
    checkSource,
    checkSourceOfPage(request) {
      const { 'sec-fetch-mode': mode, 'sec-fetch-dest': dest } = request.headers;
      if (mode === 'navigate' && dest === 'document') checkNames(request);
      else checkSource(request);
    },
    checkSession(request) {
      // Whoever looks for a digest learns from the time it takes nothing of the secret.
      const window = nameOf(sentSecret(request));
      if (!windows.has(window)) throw refused();
      return window;
    },
  };
}
