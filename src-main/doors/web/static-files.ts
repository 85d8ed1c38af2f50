import { createReadStream } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { mediaTypeOf } from '../renderer-files.ts';
import { Refusal } from './refusal.ts';

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
