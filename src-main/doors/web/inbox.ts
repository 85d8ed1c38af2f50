import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { AppError, type PickedFile } from '../../contract/index.ts';
import { requireKnownKind } from './file-kinds.ts';
import { safeFileName } from './file-name.ts';
import { readBody } from './request-body.ts';

/** Where files from a browser are kept while the server runs: a page cannot tell the path of a file it was given. */
export interface Inbox {
  /** Takes a file in. @throws Refusal 413, 408, 400; AppError PDF_NOT_PDF, FILE_KIND_UNSUPPORTED, DISK_FULL, OUTPUT_FOLDER_UNWRITABLE */
  admit(name: string, request: IncomingMessage, idleMs: number): Promise<PickedFile>;
  /** Removes everything that came in. */
  clear(): void;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** What servers that ended without cleaning up have left. */
function removeLeftovers(root: string): void {
  for (const name of readdirSync(root)) {
    const pid = Number(name.split('-')[0]);
    if (!Number.isInteger(pid) || !isRunning(pid)) rmSync(join(root, name), { recursive: true, force: true });
  }
}

function diskError(thrown: unknown, folder: string): unknown {
  const code = (thrown as NodeJS.ErrnoException).code;
  if (code === 'ENOSPC' || code === 'EDQUOT') return new AppError('DISK_FULL', {}, { cause: thrown, detail: code });
  if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM' || code === 'EEXIST') {
    return new AppError('OUTPUT_FOLDER_UNWRITABLE', { path: folder }, { cause: thrown, detail: code });
  }
  return thrown;
}

/**
 * Opens an inbox in the data folder, for this process alone: another server may have one there too.
 * @throws AppError DISK_FULL, OUTPUT_FOLDER_UNWRITABLE
 */
export function openInbox(homeFolder: string, maxBytes: number): Inbox {
  const root = join(homeFolder, 'inbox');
  try {
    mkdirSync(root, { recursive: true, mode: 0o700 });
    removeLeftovers(root);
  } catch (thrown) {
    throw diskError(thrown, root);
  }
  const own = join(root, `${process.pid}-${randomBytes(4).toString('hex')}`);

  async function store(path: string, request: IncomingMessage, idleMs: number): Promise<void> {
    const file = await open(path, 'wx', 0o600);
    try {
      for await (const part of readBody(request, { maxBytes, idleMs })) await file.writeFile(part);
    } finally {
      await file.close();
    }
  }

  return {
    async admit(name, request, idleMs) {
      const folder = join(own, randomBytes(8).toString('hex'));
      const safeName = safeFileName(name);
      const path = join(folder, safeName);
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        await store(path, request, idleMs);
        await requireKnownKind(path, safeName);
      } catch (thrown) {
        rmSync(folder, { recursive: true, force: true });
        throw diskError(thrown, root);
      }
      return { path, name: safeName };
    },
    clear() {
      rmSync(own, { recursive: true, force: true });
    },
  };
}
