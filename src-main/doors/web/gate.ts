import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Refusal } from './refusal.ts';

/** Decides who may speak to this server: the browser that was handed an address with a token, from our own pages. */
export interface Gate {
  /** A token that lets one browser in, once. */
  mintToken(): string;
  /** The cookie for a right token, which is then spent; null for any other. */
  exchange(token: string): string | null;
  /** @throws Refusal 403 unless the request names this server, comes from its own pages or the address bar */
  checkSource(request: IncomingMessage): void;
  /** @throws Refusal 403 without the session's cookie */
  checkSession(request: IncomingMessage): void;
}

/** An address is for the moment; more waiting ones than this were never meant to be opened. */
const maxOpenTokens = 16;

const secret = () => randomBytes(32).toString('base64url');
const digest = (text: string) => createHash('sha256').update(text).digest();
/** Compares in a time that tells nothing of either. */
const equal = (left: string, right: string) => timingSafeEqual(digest(left), digest(right));

function readCookie(request: IncomingMessage, name: string): string | undefined {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
  }
  return undefined;
}

/** @param port the port listened on: the only one that `Host` and `Origin` may name */
export function createGate(port: number): Gate {
  // Cookies know no ports: the name keeps two servers on one machine apart.
  const cookieName = `qianyin-${port}`;
  const session = secret();
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  let tokens: string[] = [];
  return {
    mintToken() {
      const token = secret();
      tokens = [...tokens, token].slice(-maxOpenTokens);
      return token;
    },
    exchange(token) {
      const rest = tokens.filter((known) => !equal(known, token));
      if (rest.length === tokens.length) return null;
      tokens = rest;
      return `${cookieName}=${session}; Path=/; HttpOnly; SameSite=Strict`;
    },
    checkSource({ headers }) {
      const host = headers.host ?? '';
      // A page of another name that resolves to 127.0.0.1 (DNS rebinding) still sends its own name.
      if (!hosts.includes(host)) throw new Refusal(403, 'wrong Host');
      if (headers.origin !== undefined && headers.origin !== `http://${host}`) throw new Refusal(403, 'wrong Origin');
      const site = headers['sec-fetch-site'];
      if (site !== undefined && site !== 'same-origin' && site !== 'none') throw new Refusal(403, 'another site');
    },
    checkSession(request) {
      if (!equal(readCookie(request, cookieName) ?? '', session)) {
        throw new Refusal(
          403,
          '此地址已失效，请使用启动窗口给出的新地址。\nThis address is no longer valid; use the one that the running program prints.',
        );
      }
    },
  };
}
