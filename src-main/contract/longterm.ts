import { z } from 'zod';
import { hexadecimal, instant } from './bytes.ts';
import { errorShape } from './errors.ts';

/** How long a signature can be relied upon (ETSI EN 319 142-1, 6): B-T is timestamped, B-LT has what tells of revocation, B-LTA seals that. */
export const signatureLevel = z.enum(['B-B', 'B-T', 'B-LT', 'B-LTA']);
export type SignatureLevel = z.infer<typeof signatureLevel>;

/** A timestamp authority of RFC 3161. */
export const timestampAuthority = z.object({
  name: z.string().trim().min(1).max(80),
  url: z.url({ protocol: /^https?$/ }).max(2048),
  dailyLimit: z
    .number()
    .int()
    .min(1)
    .max(1_000_000)
    .nullable()
    .default(null)
    .describe('requests a day; null: no limit'),
});
export type TimestampAuthority = z.infer<typeof timestampAuthority>;

/** 待补时间戳, 待补吊销信息, 待补存档时间戳. */
export const longTermNeed = z.enum(['timestamp', 'revocation', 'archive-timestamp']);
export type LongTermNeed = z.infer<typeof longTermNeed>;

/** A signed file that waits for what its level asks for. */
export const longTermItem = z.object({
  path: z.string(),
  name: z.string(),
  sha256: hexadecimal.describe('of the file as it was left; another one means that somebody changed it'),
  level: signatureLevel.describe('what it is to reach'),
  missing: z.array(longTermNeed),
  addedAt: instant,
  attempts: z.number().int(),
  lastTriedAt: instant.nullable(),
  lastError: errorShape.nullable(),
});
export type LongTermItem = z.infer<typeof longTermItem>;

/** How often an authority was asked, by the days and months of this machine's clock. */
export const timestampUsage = z.object({ url: z.string(), today: z.number().int(), thisMonth: z.number().int() });
export type TimestampUsage = z.infer<typeof timestampUsage>;

/** How the queue is looked through without being asked, while the network is allowed and a window is open. */
export const longTermSchedule = z.object({
  running: z.boolean(),
  lastRunAt: instant.nullable().describe('null: not since the program was started'),
  nextRunAt: instant.nullable().describe('when the next file is tried; null: none will be'),
});
export type LongTermSchedule = z.infer<typeof longTermSchedule>;

export const longTermQueue = z.object({
  items: z.array(longTermItem),
  usage: z.array(timestampUsage),
  schedule: longTermSchedule,
});
export type LongTermQueue = z.infer<typeof longTermQueue>;

/** What came of one file. */
export const longTermOutcome = z.object({
  path: z.string(),
  sha256: hexadecimal.describe('of the file as it is now'),
  added: z.array(longTermNeed),
  missing: z.array(longTermNeed),
  error: errorShape.nullable(),
});
export type LongTermOutcome = z.infer<typeof longTermOutcome>;

export const longTermStep = z.enum(['verify', 'timestamp', 'revocation', 'archive-timestamp', 'save']);
export type LongTermStep = z.infer<typeof longTermStep>;
export const longTermProgress = z.object({
  path: z.string(),
  index: z.number().int().describe('from 1'),
  total: z.number().int(),
  step: longTermStep,
});
export type LongTermProgress = z.infer<typeof longTermProgress>;
