import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const packageFolder = dirname(fileURLToPath(import.meta.resolve('electron/package.json')));
const fetchTimeoutMs = 180_000;

/** The Electron executable that is on this machine; null where none is. */
export function findElectron(): string | null {
  const pathFile = join(packageFolder, 'path.txt');
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : 'electron';
  const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(packageFolder, 'dist');
  const path = join(folder, name);
  return existsSync(path) ? path : null;
}

/** Fetches the executable with the package's own installer. Returns it, or why there is none, in one line. */
export function fetchElectron(): { path: string } | { reason: string } {
  const { error, stderr } = spawnSync(process.execPath, [join(packageFolder, 'install.js')], {
    encoding: 'utf8',
    stdio: ['ignore', 'inherit', 'pipe'],
    timeout: fetchTimeoutMs,
  });
  const path = findElectron();
  if (path) return { path };
  const firstLine = stderr.split('\n').find((line) => line.trim() !== '');
  return { reason: firstLine?.trim() ?? error?.message ?? 'the installer left no executable' };
}
