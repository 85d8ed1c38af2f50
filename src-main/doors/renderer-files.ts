import { existsSync, readdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppError } from '../contract/index.ts';

/** What the window may load and run: its own files only; WebAssembly for pdf.js, inline styles for antd. */
export const windowPolicy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

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
  const candidates = ['../renderer', '../../dist/renderer'].map((path) =>
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
