import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A file that a process which is gone was making. */
export interface UnfinishedFile {
  readonly target: string;
  readonly pid: number;
}

/** Where it is noted what is being made; null: nowhere. */
let list: string | null = null;
/** The notes of this process, which is not gone. */
const ours = new Set<string>();

/** From here on what is begun is noted in `folder`, so that a later start finds it. */
export function keepUnfinishedList(folder: string): void {
  list = folder;
}

/** Notes that temporary files beside `target` are about to be made. Gives what takes the note away. Never throws. */
export function noteUnfinished(target: string): () => void {
  if (list === null) return () => undefined;
  const name = `${process.pid}-${randomBytes(6).toString('hex')}`;
  const note = join(list, name);
  try {
    mkdirSync(list, { recursive: true, mode: 0o700 });
    ours.add(name);
    writeFileSync(note, target, { mode: 0o600, flag: 'wx' });
  } catch {
    // Where nothing can be noted, nothing can be put on record either: no seal is used.
  }
  return () => {
    remove(note);
    ours.delete(name);
  };
}

function remove(note: string): void {
  try {
    rmSync(note, { force: true });
  } catch {
    // The next start tries again.
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return cause instanceof Error && 'code' in cause && cause.code === 'EPERM';
  }
}

/** What processes that are gone have left; `forget` when it is tidied. Never throws. */
export function readUnfinishedList(): { readonly files: readonly UnfinishedFile[]; forget(): void } {
  const files: UnfinishedFile[] = [];
  const notes: string[] = [];
  try {
    for (const name of list === null ? [] : readdirSync(list)) {
      const pid = Number(/^(\d+)-[\da-f]{12}$/.exec(name)?.[1] ?? Number.NaN);
      if (list === null || !Number.isSafeInteger(pid) || ours.has(name)) continue;
      if (pid !== process.pid && isAlive(pid)) continue;
      const note = join(list, name);
      const target = readFileSync(note, 'utf8');
      notes.push(note);
      // One that is empty was being written when its process ended: nothing was made yet.
      if (target !== '') files.push({ target, pid });
    }
  } catch {
    // There is no list yet, or it cannot be read: what is in it waits for another start.
  }
  return {
    files,
    forget() {
      for (const note of notes) remove(note);
    },
  };
}
