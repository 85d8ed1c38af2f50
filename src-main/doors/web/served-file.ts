import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { systemPath } from '../../files/index.ts';
import { Refusal } from './refusal.ts';

interface Range {
  first: number;
  last: number;
}

/** The one range asked for (RFC 9110, 14.2), null for the whole file. Several ranges count as none, as the RFC allows. */
function readRange(header: string | undefined, sizeBytes: number): Range | null | 'unsatisfiable' {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return null;
  const [, from = '', to = ''] = match;
  if (from === '') {
    const length = Math.min(Number(to), sizeBytes);
    return length === 0 ? 'unsatisfiable' : { first: sizeBytes - length, last: sizeBytes - 1 };
  }
  const first = Number(from);
  const last = to === '' ? sizeBytes - 1 : Math.min(Number(to), sizeBytes - 1);
  if (first >= sizeBytes) return 'unsatisfiable';
  return last < first ? null : { first, last };
}

/** A pipe in the file's place must not make anybody wait. Windows has no such flag and no such pipes. */
const openFlags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** A PDF may have something before its header, within the first 1024 bytes. */
async function isPdf(file: FileHandle): Promise<boolean> {
  const start = Buffer.alloc(1024);
  const { bytesRead } = await file.read(start, 0, start.length, 0);
  return start.subarray(0, bytesRead).includes('%PDF-');
}

/**
 * `GET /api/file`: the bytes of a PDF that the core opened or made, to be shown by the browser's own viewer.
 * @param mayServe the core's word on whether it knows the file from this session
 */
export async function sendServedFile(
  mayServe: (path: string) => boolean,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (path === '' || path.includes('\0') || !mayServe(path)) throw new Refusal(404, 'not found');
  const file = await open(systemPath(path), openFlags).catch(() => {
    throw new Refusal(404, 'not found');
  });
  try {
    const information = await file.stat();
    // The name may have come to mean another file since the core had it.
    if (!information.isFile() || !(await isPdf(file))) throw new Refusal(404, 'not found');
    const range = readRange(request.headers.range, information.size);
    if (range === 'unsatisfiable') {
      response.setHeader('content-range', `bytes */${information.size}`);
      throw new Refusal(416, 'no such range');
    }
    const { first, last } = range ?? { first: 0, last: information.size - 1 };
    response.setHeader('content-type', 'application/pdf');
    response.setHeader('content-disposition', 'inline');
    response.setHeader('accept-ranges', 'bytes');
    response.setHeader('content-length', last - first + 1);
    if (range) response.setHeader('content-range', `bytes ${first}-${last}/${information.size}`);
    response.writeHead(range ? 206 : 200);
    await pipeline(file.createReadStream({ start: first, end: last, autoClose: false }), response);
  } finally {
    await file.close();
  }
}
