import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** A file in the making, or one that was put aside to be replaced. */
type Ending = 'part' | 'replaced';

/** File names end at 255 bytes, and a Chinese character takes three. Half a character would come back as another. */
const nameStart = (target: string, pid: number) =>
  `.${basename(target)
    .slice(0, 60)
    .replace(/[\uD800-\uDBFF]$/, '')}.${pid}-`;

/** A new name beside `target`, by which `tidyInterruptedOutput` finds the file should this process end too soon. */
export function temporaryPathOf(target: string, ending: Ending): string {
  return join(dirname(target), `${nameStart(target, process.pid)}${randomBytes(6).toString('hex')}.${ending}`);
}

/**
 * Tidies up after a process that ended while it made `target`: what was half written goes, and what it had put aside to
 * replace is put back unless the new file is in its place. Never throws.
 */
export function tidyInterruptedOutput(target: string, pid: number): void {
  const folder = dirname(target);
  const start = nameStart(target, pid);
  try {
    for (const name of readdirSync(folder)) {
      if (!name.startsWith(start)) continue;
      const path = join(folder, name);
      if (name.endsWith('.replaced') && !existsSync(target)) renameSync(path, target);
      else if (/\.(?:part|replaced)$/.test(name)) rmSync(path, { force: true });
    }
  } catch {
    // A folder that went away: another start may find it again, and nothing in it counts meanwhile.
  }
}
