import { z } from 'zod';
import { chainHash, ledgerHead } from './event.ts';

/** What became of an order to archive. */
export const archivedHistory = z.object({
  archived: z
    .object({
      file: z.string().describe('the former ledger, as it is kept in the data folder'),
      head: ledgerHead.describe('its last event'),
      package: z.object({ path: z.string(), sha256: chainHash, sizeBytes: z.number().int() }),
    })
    .nullable()
    .describe('null: the ledger has nothing from before that time'),
});
export type ArchivedHistory = z.infer<typeof archivedHistory>;

/** How the rule of the settings stands. */
export const archiveState = z.object({
  begun: z.iso.datetime().describe('when the first event of the ledger was'),
  isDue: z.boolean().describe('it is to be archived each year, and has events of a year before'),
});
export type ArchiveState = z.infer<typeof archiveState>;
