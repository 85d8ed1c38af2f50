import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { AppError, type OpenedLedger } from '../../contract/index.ts';
import { absolutePath, systemPath } from '../../files/index.ts';
import { type LedgerReader, openReader } from '../ledger.ts';
import type { ReadableEvents } from './readable-copy.ts';

/** What reads a ledger into a copy. @throws AppError CANCELLED, HISTORY_UNREADABLE */
export type MakeReadable = (
  work: { readonly path: string; readonly source: string; readonly target: string },
  turn: { readonly signal: AbortSignal; onProgress(fraction: number): void },
) => Promise<ReadableEvents>;

/** Ledgers beside the current one that are looked into. They are only read, and only as they were when they were opened. */
export interface OpenedLedgers {
  /** @throws AppError FILE_NOT_FOUND, FILE_UNREADABLE, CANCELLED, HISTORY_UNREADABLE */
  open(path: string, turn: Parameters<MakeReadable>[1]): Promise<OpenedLedger>;
  /** The ledger at the path, opened if it is not yet. @throws as `open` */
  reader(path: string): Promise<LedgerReader>;
  close(): void;
}

interface Opened {
  readonly reader: LedgerReader;
  readonly folder: string;
  readonly told: OpenedLedger;
}

/** More nobody looks into at once. */
const mostOpen = 2;

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM';
  }
}

/** Changes when the file does. @throws AppError FILE_NOT_FOUND, FILE_UNREADABLE */
function stateOf(path: string): string {
  try {
    const file = statSync(systemPath(path), { bigint: true });
    if (file.isFile()) return [path, file.dev, file.ino, file.size, file.mtimeNs].join(' ');
  } catch (cause) {
    const isMissing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    throw new AppError(isMissing ? 'FILE_NOT_FOUND' : 'FILE_UNREADABLE', { path }, { cause });
  }
  throw new AppError('FILE_UNREADABLE', { path }, { detail: 'no file' });
}

/** @param root a folder of the data folder for the copies, which are gone when they are closed */
export function createOpenedLedgers(root: string, makeReadable: MakeReadable): OpenedLedgers {
  const opened = new Map<string, Promise<Opened>>();

  /** What processes that were killed have left. */
  function removeLeftovers(): void {
    if (!existsSync(root)) return;
    for (const name of readdirSync(root))
      if (!isRunning(Number(name.split('-')[0]))) rmSync(join(root, name), { recursive: true, force: true });
  }

  async function make(path: string, turn: Parameters<MakeReadable>[1]): Promise<Opened> {
    removeLeftovers();
    const folder = join(root, `${process.pid}-${randomBytes(4).toString('hex')}`);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    try {
      const source = join(folder, 'source.sqlite');
      const target = join(folder, 'readable.sqlite');
      const { events, unreadable } = await makeReadable({ path, source, target }, turn);
      for (const suffix of ['', '-wal', '-shm']) rmSync(`${source}${suffix}`, { force: true });
      const reader = openReader(target);
      const [newest] = reader.events({ kinds: [], limit: 1 });
      const uses = reader.list({ filter: {}, limit: 1 }).total;
      return {
        reader,
        folder,
        told: { path, ledger: reader.id(), events, unreadable, uses, lastAt: newest?.time ?? null },
      };
    } catch (thrown) {
      rmSync(folder, { recursive: true, force: true });
      throw thrown;
    }
  }

  function release(one: Promise<Opened>): void {
    one.then(
      ({ reader, folder }) => {
        reader.close();
        rmSync(folder, { recursive: true, force: true });
      },
      () => undefined,
    );
  }

  function opening(given: string, turn: Parameters<MakeReadable>[1]): Promise<Opened> {
    const path = absolutePath(given);
    const key = stateOf(path);
    const known = opened.get(key);
    if (known) return known;
    const one = make(path, turn);
    opened.set(key, one);
    one.catch(() => opened.delete(key));
    for (const [oldest, gone] of [...opened].slice(0, -mostOpen)) {
      opened.delete(oldest);
      release(gone);
    }
    return one;
  }

  return {
    open: async (path, turn) => (await opening(path, turn)).told,
    reader: async (path) =>
      (await opening(path, { signal: new AbortController().signal, onProgress: () => undefined })).reader,
    close() {
      for (const one of opened.values()) release(one);
      opened.clear();
    },
  };
}
