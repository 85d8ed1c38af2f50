import { z } from 'zod';
import { hexadecimal, instant, millimetres } from './bytes.ts';

/**
 * `pending`: written, the token was not yet heard of. `completed`: the file is in place. `failed`: nothing was signed.
 * `discarded`: the token signed but no file was delivered. `interrupted`: the program ended before the outcome was known.
 */
export const historyOutcome = z.enum(['pending', 'completed', 'failed', 'discarded', 'interrupted']);
export type HistoryOutcome = z.infer<typeof historyOutcome>;

/** One use of one seal. */
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
  nameOnSeal: z.string().default('').describe('where the seal names somebody else than its certificate'),
  nameReason: z.string().default('').describe('what whoever made it said of that'),
  documentName: z.string(),
  documentPath: z.string(),
  outputPath: z.string(),
  sha256Before: hexadecimal,
  sha256After: hexadecimal.nullable(),
  page: z.number().int().describe('of the first impression'),
  xMm: millimetres,
  yMm: millimetres,
  impressionCount: z.number().int().default(1).describe('盖章处数'),
  placingRules: z.string().default('here').describe('the rules that placed it, with spaces between'),
  reason: z.string(),
  outcome: historyOutcome,
  errorCode: z.string().nullable(),
  door: z.string(),
  trial: z.boolean(),
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

/** What narrows the list. `search` looks in document, seal, operator, reason and digests. Days are local, `YYYY-MM-DD`. */
export const historyFilter = z.object({
  search: z.string().max(200).default(''),
  outcomes: z.array(historyOutcome).default([]),
  sealIds: z.array(z.string()).default([]),
  from: instant.optional(),
  to: instant.optional(),
});
export type HistoryFilter = z.input<typeof historyFilter>;

export const historyPage = z.object({
  rows: z.array(historyRow),
  total: z.number().int(),
  seals: z.array(z.object({ sealId: z.string(), sealName: z.string() })),
  days: z.array(z.object({ day: z.string(), count: z.number().int() })).describe('uses per local day, last 90 days'),
});
export type HistoryPage = z.infer<typeof historyPage>;
