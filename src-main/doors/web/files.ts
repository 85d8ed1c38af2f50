import { randomBytes } from 'node:crypto';
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
} from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { basename, extname, join, sep } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError, type PickedFile } from '../../contract/index.ts';

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

/** The file of the built renderer that a URL path names, links followed; null when it is none or leads out of the folder. */
export function staticFile(root: string, urlPath: string): { path: string; mediaType: string } | null {
  const name = urlPath === '/' ? '/index.html' : urlPath;
  if (name.includes('\0') || name.includes('\\')) return null;
  try {
    const realRoot = realpathSync(root);
    const path = realpathSync(join(realRoot, name));
    if (!path.startsWith(realRoot + sep) || !statSync(path).isFile()) return null;
    return { path, mediaType: mediaTypes[extname(path).toLowerCase()] ?? 'application/octet-stream' };
  } catch {
    return null;
  }
}

/** One range of bytes as asked for (RFC 9110, 14.2); undefined where none or an unusable one was asked for. */
function rangeOf(header: string | undefined, sizeBytes: number): { start: number; end: number } | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return undefined;
  const start = match[1] === '' ? Math.max(0, sizeBytes - Number(match[2])) : Number(match[1]);
  const end = match[1] === '' || match[2] === '' ? sizeBytes - 1 : Math.min(Number(match[2]), sizeBytes - 1);
  return start <= end && start < sizeBytes ? { start, end } : undefined;
}

/** Sends a file, or the range of it that was asked for. */
export async function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  file: { path: string; mediaType: string },
): Promise<void> {
  const { size } = statSync(file.path);
  const range = rangeOf(request.headers.range, size);
  response.setHeader('Content-Type', file.mediaType);
  response.setHeader('Accept-Ranges', 'bytes');
  if (range) response.setHeader('Content-Range', `bytes ${range.start}-${range.end}/${size}`);
  response.setHeader('Content-Length', range ? range.end - range.start + 1 : size);
  response.writeHead(range ? 206 : 200);
  if (request.method === 'HEAD' || size === 0) {
    response.end();
    return;
  }
  await pipeline(createReadStream(file.path, range ?? {}), response);
}

const largestUploadBytes = 2 * 1024 ** 3;
const longestNameCharacters = 120;
const keptUploadsMs = 7 * 86_400_000;

/** A name that is a file name on every system and still what the person knows. */
function safeName(name: string): string {
  const characters = Array.from(basename(name.replaceAll('\\', '/')), (character) =>
    /[<>:"/|?*]/.test(character) || character.charCodeAt(0) < 32 ? '_' : character,
  );
  const shortened = characters.slice(-longestNameCharacters).join('').replace(/^\.+/, '_');
  return shortened.trim() === '' ? 'document.pdf' : shortened;
}

/** Takes a file that was dropped or picked in a browser into the inbox. Throws DISK_FULL, INVALID_INPUT. */
export async function receiveFile(request: IncomingMessage, inboxFolder: string, name: string): Promise<PickedFile> {
  const folder = join(inboxFolder, randomBytes(9).toString('base64url'));
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, safeName(name));
  let received = 0;
  const limit = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      received += chunk.length;
      if (received > largestUploadBytes) done(new AppError('INVALID_INPUT', { detail: '> 2 GiB' }));
      else done(null, chunk);
    },
  });
  try {
    await pipeline(request, limit, createWriteStream(path, { flags: 'wx', mode: 0o600 }));
  } catch (cause) {
    rmSync(folder, { recursive: true, force: true });
    if (cause instanceof AppError) throw cause;
    if ((cause as NodeJS.ErrnoException).code === 'ENOSPC') throw new AppError('DISK_FULL', {}, { cause });
    throw new AppError('INVALID_INPUT', { detail: 'upload' }, { detail: String(cause), cause });
  }
  return { path, name: basename(path) };
}

/** Removes uploads that are a week old: the inbox holds copies, never anybody's only file. */
export function cleanInbox(inboxFolder: string): void {
  if (!existsSync(inboxFolder)) return;
  for (const entry of readdirSync(inboxFolder)) {
    const folder = join(inboxFolder, entry);
    if (Date.now() - statSync(folder).mtimeMs > keptUploadsMs) rmSync(folder, { recursive: true, force: true });
  }
}
