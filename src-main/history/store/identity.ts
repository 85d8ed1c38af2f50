import { statSync } from 'node:fs';

/** Which file it is, whatever it is called; null where there is none. */
export function identityOf(path: string): string | null {
  try {
    const { dev, ino } = statSync(path, { bigint: true });
    return `${dev}:${ino}`;
  } catch {
    return null;
  }
}

/** Raised where another file is in the place of the ledger that is open: what is written to it now would be in none. */
export class LedgerMoved extends Error {}
