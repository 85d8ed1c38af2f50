import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { LedgerFile } from '../contract/index.ts';

/** What was put aside or archived by `tolerant-ledger`, and what was kept when a ledger became a chain. */
const kept = /^history\.(?:.*\.(?:set-aside|archived)\.sqlite|sqlite\.before-chain)$/;
const archived = /\.archived\.sqlite$/;

/** The ledgers in the data folder: the current one, then the others, the newest first. */
export function ledgerFiles(currentPath: string): LedgerFile[] {
  const folder = dirname(currentPath);
  const current = basename(currentPath);
  return readdirSync(folder)
    .filter((name) => name === current || kept.test(name))
    .map((file) => {
      const path = join(folder, file);
      const { size, mtime } = statSync(path);
      return {
        file,
        path,
        isCurrent: file === current,
        isArchived: archived.test(file),
        sizeBytes: size,
        modifiedAt: mtime.toISOString(),
      };
    })
    .sort((a, b) => Number(b.isCurrent) - Number(a.isCurrent) || b.modifiedAt.localeCompare(a.modifiedAt));
}
