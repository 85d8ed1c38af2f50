import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Who may speak to the web door: a token that works once, in the address that opens the window, is exchanged for a cookie. */
export interface Access {
  mintToken(): string;
  /** The cookie that a token buys, or null when it was used or never minted. */
  redeem(token: string): string | null;
  hasCookie(request: IncomingMessage): boolean;
}

const secretBytes = 32;
const digest = (text: string) => createHash('sha256').update(text).digest();
const same = (first: string, second: string) => timingSafeEqual(digest(first), digest(second));

export function createAccess(cookieName: string): Access {
  const session = randomBytes(secretBytes).toString('base64url');
  let tokens: string[] = [];
  return {
    mintToken() {
      const token = randomBytes(secretBytes).toString('base64url');
      tokens.push(token);
      return token;
    },
    redeem(token) {
      const found = tokens.find((minted) => same(minted, token));
      if (found === undefined) return null;
      tokens = tokens.filter((minted) => minted !== found);
      return `${cookieName}=${session}; HttpOnly; SameSite=Strict; Path=/`;
    },
    hasCookie(request) {
      const cookies = (request.headers.cookie ?? '').split(';').map((cookie) => cookie.trim());
      const prefix = `${cookieName}=`;
      return cookies.some((cookie) => cookie.startsWith(prefix) && same(cookie.slice(prefix.length), session));
    },
  };
}
