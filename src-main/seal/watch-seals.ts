import { statSync } from 'node:fs';
import { join } from 'node:path';
import { sealIdsIn } from './seal-folder.ts';

const intervalMs = 1500;

/** What changes when a seal is made, changed or removed: each is written by putting a new file in the place of an old one. */
function stampOf(folder: string): string {
  try {
    return sealIdsIn(folder)
      .map((id) => `${id} ${statSync(join(folder, id), { throwIfNoEntry: false })?.mtimeMs}`)
      .join('\n');
  } catch {
    return '';
  }
}

/** A watch over the seals in a folder. */
export interface SealWatch {
  /** What lies there now is known: this process wrote it, and tells of it itself. */
  know(): void;
  end(): void;
}

/**
 * Tells when another process changed the seals in a folder: one that is frozen there is not to look usable here. Looked at, not listened
 * for: a folder on a share tells nobody.
 */
export function watchSeals(folder: string, onChanged: () => void): SealWatch {
  let known = stampOf(folder);
  const timer = setInterval(() => {
    const now = stampOf(folder);
    if (now === known) return;
    known = now;
    onChanged();
  }, intervalMs);
  timer.unref();
  return {
    know: () => {
      known = stampOf(folder);
    },
    end: () => clearInterval(timer),
  };
}
