import { readFile } from 'node:fs/promises';
import { protocol } from 'electron';
import { listFiles, mediaTypeOf, windowPolicy } from '../renderer-files.ts';

const scheme = 'app';
const host = 'qianyin';

/** The window's own origin. */
export const windowOrigin = `${scheme}://${host}`;

/** Gives `app://` the standing of a web origin. To be called before Electron is ready. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

const headers = {
  'content-security-policy': windowPolicy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/** Answers `app://qianyin/…` with the files of the built window, by their exact names, and nothing else. */
export function serveWindow(rendererFolder: string): void {
  const files = listFiles(rendererFolder);
  protocol.handle(scheme, async (request) => {
    const url = new URL(request.url);
    const path = url.host === host && request.method === 'GET' ? files.get(safeDecode(url.pathname)) : undefined;
    if (path === undefined) return new Response('not found', { status: 404, headers });
    const content = await readFile(path);
    return new Response(new Uint8Array(content), { headers: { ...headers, 'content-type': mediaTypeOf(path) } });
  });
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
