import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** Writes a small file whole or not at all: to a temporary name beside it, to the disk, then in its place. Makes the folder. */
export function writeFileAtomically(path: string, content: Uint8Array | string): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporaryPath = `${path}.${randomBytes(6).toString('hex')}.part`;
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const descriptor = openSync(temporaryPath, 'wx', 0o600);
  try {
    try {
      for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporaryPath, path);
  } catch (cause) {
    rmSync(temporaryPath, { force: true });
    throw cause;
  }
}
