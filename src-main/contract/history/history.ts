import { z } from 'zod';
import { hexadecimal, instant, millimetres } from '../bytes.ts';
import { ledgerId } from './event.ts';
import { useParticulars } from './particulars.ts';

/**
 * `pending`: written, the token was not yet heard of. `completed`: the file is in place. `failed`: nothing was signed. `cancelled`: nothing was
 * signed, for the person did not want it any more. `discarded`: the token signed but no file was delivered. `interrupted`: the program ended
 * before the outcome was known.
 */
export const historyOutcome = z.enum(['pending', 'completed', 'failed', 'cancelled', 'discarded', 'interrupted']);
export type HistoryOutcome = z.infer<typeof historyOutcome>;

/** One use of one seal: what the events of the ledger say of it. */
export const historyRow = z.object({
  seq: z.number().int(),
  at: instant,
  settledAt: instant.nullable(),
  runId: z.string(),
  operator: z.string(),
  tokenSerial: z.string(),
  tokenLabel: z.string(),
  certificateFingerprint: hexadecimal,
  certificateSubject: z.string(),
  certificateSerial: hexadecimal,
  sealId: z.string(),
  sealName: z.string(),
  sealKind: z.string(),
  sealCode: z.string().default('').describe('印章编码'),
  nameOnSeal: z.string().default('').describe('where the seal names somebody else than its certificate'),
  nameReason: z.string().default('').describe('what whoever made it said of that'),
  documentName: z.string(),
  documentPath: z.string(),
  documentPages: z.number().int().nullable().default(null).describe('页数'),
  outputPath: z.string(),
  sha256Before: hexadecimal,
  sha256After: hexadecimal.nullable(),
  page: z.number().int().describe('of the first impression'),
  xMm: millimetres,
  yMm: millimetres,
  impressionCount: z.number().int().default(1).describe('盖章处数'),
  placingRules: z.string().default('here').describe('the rules that placed it, with spaces between'),
  reason: z.string(),
  ...useParticulars.shape,
  outcome: historyOutcome,
  errorCode: z.string().nullable(),
  door: z.string(),
  machine: z.string().default('').describe('本机'),
  systemUser: z.string().default('').describe('who was logged in to it'),
  trial: z.boolean(),
  intentNumber: z.number().int().default(0).describe('of the event that began it'),
  outcomeNumber: z.number().int().nullable().default(null).describe('of the event that settled it'),
});
export type HistoryRow = z.infer<typeof historyRow>;

/** One repaired copy of a damaged file. */
export const repairRow = z.object({
  id: z.number().int(),
  at: instant,
  operator: z.string(),
  inputPath: z.string(),
  outputPath: z.string(),
  sha256Before: hexadecimal,
  sha256After: hexadecimal,
  damage: z.string().describe('what viewers had to repair; empty: nothing was found'),
});
export type RepairRow = z.infer<typeof repairRow>;

/** What narrows the list. `search` looks for words in all that is entered or named, and for how digests and serial numbers begin. */
export const historyFilter = z.object({
  search: z.string().max(200).default(''),
  outcomes: z.array(historyOutcome).default([]),
  sealIds: z.array(z.string()).default([]),
  operators: z.array(z.string()).default([]),
  units: z.array(z.string()).default([]),
  from: instant.optional(),
  to: instant.optional(),
});
export type HistoryFilter = z.input<typeof historyFilter>;

/** Above this many, uses that fit a filter are not counted to the end. */
export const mostCounted = 10_000;

export const historyPage = z.object({
  rows: z.array(historyRow),
  total: z.number().int(),
  isTotalFloor: z.boolean().default(false).describe('there are more than `total`'),
  seals: z.array(z.object({ sealId: z.string(), sealName: z.string() })),
  operators: z.array(z.string()).default([]),
  units: z.array(z.string()).default([]),
});
export type HistoryPage = z.infer<typeof historyPage>;

/** What uses are counted by. Days and months are local. */
export const historyCountBy = z.enum(['day', 'month', 'seal', 'operator', 'unit']);
export type HistoryCountBy = z.infer<typeof historyCountBy>;

/** How many uses have something in common: a day (`YYYY-MM-DD`), a month (`YYYY-MM`), a seal by its id, a person, a unit. */
export const historyCount = z.object({
  key: z.string(),
  count: z.number().int(),
  outcomes: z.partialRecord(historyOutcome, z.number().int()),
});
export type HistoryCount = z.infer<typeof historyCount>;

/** A ledger beside the current one that is looked into: what could be read of it. */
export const openedLedger = z.object({
  path: z.string(),
  ledger: ledgerId.nullable(),
  events: z.number().int(),
  unreadable: z.number().int().describe('places where an event was, or should be, that hold none'),
  uses: z.number().int(),
  lastAt: z.string().nullable().describe('when the last event that can be read was recorded'),
});
export type OpenedLedger = z.infer<typeof openedLedger>;

/** A ledger in the data folder: the one that is written to, one that was archived, or one that was put aside. */
export const ledgerFile = z.object({
  file: z.string().describe('its name in the data folder'),
  path: z.string(),
  isCurrent: z.boolean(),
  isArchived: z.boolean().describe('its events are in an evidence package, which the ledger after it names'),
  sizeBytes: z.number().int(),
  modifiedAt: instant,
});
export type LedgerFile = z.infer<typeof ledgerFile>;
