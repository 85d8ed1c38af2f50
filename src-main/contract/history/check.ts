import { z } from 'zod';
import { bytes } from '../bytes.ts';
import { chainHash, ledgerHead, ledgerId } from './event.ts';

/**
 * What is wrong with a chain of events. `gap`: events are missing between others. `changed`: an event is not what was chained.
 * `reordered`: an event stands where another belongs. `cut`: the last events, which an anchor knows, are missing. `forked`: an anchor knows
 * another event under this number: an older copy was put back and written on, or all was written anew. `foreign`: an event of another ledger.
 * `checkpoint`: the signature of a checkpoint does not hold. `view`: what the lists show is not what the events say. `unreadable`: the file cannot be read from here on.
 */
export const historyFaultKind = z.enum([
  'gap',
  'changed',
  'reordered',
  'cut',
  'forked',
  'foreign',
  'checkpoint',
  'view',
  'unreadable',
]);
export type HistoryFaultKind = z.infer<typeof historyFaultKind>;

export const historyFault = z.object({
  kind: historyFaultKind,
  number: z.number().int().describe('of the event; for `view` of the use'),
  until: z.number().int().optional().describe('the last that is missing, where several are'),
});
export type HistoryFault = z.infer<typeof historyFault>;

/** A head of the chain that a token signed. */
export const checkedCheckpoint = z.object({
  number: z.number().int().describe('of the checkpoint itself'),
  head: z.number().int().describe('the last event that it vouches for'),
  time: z.iso.datetime(),
  signer: z.string().describe("the certificate's subject"),
  fingerprint: z.string(),
});
export type CheckedCheckpoint = z.infer<typeof checkedCheckpoint>;

/** What a check of a ledger or of an evidence package found. */
export const historyCheck = z.object({
  ledger: ledgerId.nullable(),
  whole: z.boolean().describe('nothing is wrong with it'),
  chainWhole: z.boolean().describe('nothing is wrong with the events: lists that differ can be made anew from them'),
  events: z.number().int(),
  first: z.number().int(),
  head: ledgerHead.nullable(),
  faults: z
    .array(historyFault)
    .max(1000 * historyFaultKind.options.length)
    .describe('at most 1000 of each kind'),
  faultCount: z.number().int(),
  checkpoints: z.array(checkedCheckpoint),
  vouchedUntil: z.number().int().describe('the last event that a signed checkpoint vouches for; 0: none'),
  listsRemade: z
    .boolean()
    .optional()
    .describe('the lists differed, and were made anew from the events after this check'),
  archived: z
    .object({ file: z.string(), head: ledgerHead, packageSha256: chainHash })
    .optional()
    .describe('the ledger before, all of which is in the evidence package of this SHA-256'),
  setAside: z
    .object({ file: z.string(), head: ledgerHead.nullable().describe('its last event, as far as the program knew') })
    .optional()
    .describe('the ledger before, which was found damaged or replaced, put aside, and is checked by itself'),
});
export type HistoryCheck = z.infer<typeof historyCheck>;

/** An event that whoever checks knows of, by its number and hash. */
export const knownEvent = z.object({ number: z.number().int().min(1), hash: chainHash });
export type KnownEvent = z.infer<typeof knownEvent>;

/** A file that was written where it was asked for; without a path small ones come as bytes, greater ones stay in the data folder. */
const keptFile = z.object({
  fileName: z.string(),
  path: z.string().nullable().describe('where the file is; null: `content` is all of it'),
  content: bytes.nullable(),
});

/** A backup that was written, and what the check of it found. */
export const historyBackup = historyCheck.extend(keptFile.shape);
export type HistoryBackup = z.infer<typeof historyBackup>;

/** An evidence package that was written. */
export const historyPackage = keptFile.extend({
  first: z.number().int(),
  head: ledgerHead,
  sizeBytes: z.number().int(),
});
export type HistoryPackage = z.infer<typeof historyPackage>;
