import { createReadStream, existsSync, readdirSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { AppError } from '../../contract/index.ts';
import { Refusal } from './refusal.ts';

const mediaTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
};

/** The media type of a file of the window by its name. */
export const mediaTypeOf = (path: string) => mediaTypes[extname(path).toLowerCase()] ?? 'application/octet-stream';

/**
 * The built window, `dist/renderer`: beside the bundle, or below the project when run from source.
 * @throws AppError INTERNAL when it was not built
 */
export function findRendererFolder(): string {
  const candidates = ['../renderer', '../../../dist/renderer'].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
  const found = candidates.find((folder) => existsSync(join(folder, 'index.html')));
  if (!found) throw new AppError('INTERNAL', {}, { detail: 'the window is not built: npm run build' });
  return found;
}

/** The files below a folder by their address. A link is no file, so that nothing outside can be reached. */
export function listFiles(folder: string): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  const walk = (path: string, address: string) => {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      if (entry.isDirectory()) walk(join(path, entry.name), `${address}/${entry.name}`);
      else if (entry.isFile()) files.set(`${address}/${entry.name}`, join(path, entry.name));
    }
  };
  walk(folder, '');
  return files;
}

/** Sends a file of the window by its exact address; there is no other way to name one. */
export async function sendStaticFile(
  files: ReadonlyMap<string, string>,
  address: string,
  response: ServerResponse,
): Promise<void> {
  const path = files.get(address === '/' ? '/index.html' : address);
  if (path === undefined) throw new Refusal(404, 'not found');
  response.writeHead(200, { 'content-type': mediaTypeOf(path) });
  await pipeline(createReadStream(path), response);
}
