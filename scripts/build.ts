/** `npm run build`: the programs for Node and Electron, the preload, the threads that read, verify and draw, and the window, into `dist/`. `--if-changed` skips a build that is new enough. */
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeThirdPartyNotices } from './third-party-notices.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const marker = join(root, 'dist', 'built');
const sources = [
  'src-main',
  'src-renderer',
  'package.json',
  'package-lock.json',
  'vite.main.config.ts',
  'vite.renderer.config.ts',
];

const modifiedMs = (path: string) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

function newestMs(path: string): number {
  const here = modifiedMs(path);
  if (!statSync(path).isDirectory()) return here;
  return Math.max(here, ...readdirSync(path).map((name) => newestMs(join(path, name))));
}

/** Whether what is built came of the sources as they are. */
export function isFresh(): boolean {
  const builtMs = modifiedMs(marker);
  return builtMs > 0 && sources.every((name) => newestMs(join(root, name)) < builtMs);
}

/** Builds everything, or nothing where all is newer than its sources. Throws when a build fails. */
export function build({ ifChanged }: { ifChanged: boolean }): void {
  if (ifChanged && isFresh()) return;
  const startedAt = new Date();
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  for (const args of [
    ['-c', 'vite.main.config.ts'],
    ['-c', 'vite.main.config.ts', '--mode', 'preload'],
    ['-c', 'vite.main.config.ts', '--mode', 'token-host'],
    ['-c', 'vite.main.config.ts', '--mode', 'read-back-worker'],
    ['-c', 'vite.main.config.ts', '--mode', 'verification-worker'],
    ['-c', 'vite.main.config.ts', '--mode', 'document-worker'],
    ['-c', 'vite.main.config.ts', '--mode', 'ofd-worker'],
    ['-c', 'vite.main.config.ts', '--mode', 'package-worker'],
    ['-c', 'vite.main.config.ts', '--mode', 'picture-worker'],
    ['-c', 'vite.main.config.ts', '--mode', 'job-table-worker'],
    ['-c', 'vite.main.config.ts', '--mode', 'evidence-worker'],
    ['-c', 'vite.main.config.ts', '--mode', 'export-worker'],
    ['-c', 'vite.main.config.ts', '--mode', 'audit-worker'],
    ['-c', 'vite.renderer.config.ts'],
  ]) {
    const { status } = spawnSync(process.execPath, [vite, 'build', '--logLevel', 'warn', ...args], {
      cwd: root,
      stdio: 'inherit',
    });
    if (status !== 0) throw new Error(`vite build ${args.join(' ')}`);
  }
  writeThirdPartyNotices(root, join(root, 'dist', 'THIRD-PARTY-NOTICES.txt'));
  writeFileSync(marker, `${startedAt.toISOString()}\n`);
}

if (import.meta.main) build({ ifChanged: process.argv.includes('--if-changed') });
