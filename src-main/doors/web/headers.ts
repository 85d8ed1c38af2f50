import type { ServerResponse } from 'node:http';
import { windowPolicy } from '../renderer-files.ts';

/** On every reply, whatever it says. */
export function setSecurityHeaders(response: ServerResponse): void {
  response.setHeader('content-security-policy', windowPolicy);
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('x-frame-options', 'DENY');
  response.setHeader('referrer-policy', 'no-referrer');
  response.setHeader('cross-origin-opener-policy', 'same-origin');
  response.setHeader('cross-origin-resource-policy', 'same-origin');
  response.setHeader('permissions-policy', 'camera=(), microphone=(), geolocation=(), usb=(), payment=()');
  response.setHeader('cache-control', 'no-store');
}
