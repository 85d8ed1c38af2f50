import type Database from 'better-sqlite3';
import { z } from 'zod';
import { UnusableLedger } from './unusable-ledger.ts';

/** Greater numbers are of nobody's making, and those after them could not be told apart. */
export const mostUses = 9_999_999_999;

export const namedUse = z.object({ use: z.number().int().min(0).max(mostUses).nullable() });

/**
 * The last number that was given to a use: from the chain itself, for the lists are not evidence. A row that somebody put into them keeps its
 * number: the next use must not be kept from its own.
 */
export function lastUseOf(database: Database.Database): () => number {
  const select = database.prepare(
    "SELECT content ->> '$.data.seq' AS use FROM event WHERE kind = 'intent' ORDER BY number DESC LIMIT 1",
  );
  // What is known of the ledger before, or of what a backup does not have.
  const selectFormer = database.prepare(
    "SELECT max(content ->> '$.data.lastUse') AS use FROM event WHERE kind IN ('ledger-begun', 'restored')",
  );
  const selectListed = database.prepare(`SELECT max(seq) AS use FROM seal_use WHERE seq <= ${mostUses}`);
  const numberIn = (row: unknown) => {
    const named = namedUse.safeParse(row ?? { use: 0 });
    if (!named.success) throw new UnusableLedger('HISTORY_DAMAGED', 'an event gives a use a number that is none');
    return named.data.use ?? 0;
  };
  return () => Math.max(numberIn(select.get()), numberIn(selectFormer.get()), numberIn(selectListed.get()));
}
