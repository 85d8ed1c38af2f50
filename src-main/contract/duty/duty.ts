import { z } from 'zod';
import { instant, pin } from '../bytes.ts';
import { errorShape } from '../errors.ts';
import { chainHash } from '../history/event.ts';

/** Why a duty is over. */
export const dutyEnd = z
  .enum(['time', 'uses', 'token', 'person', 'program', 'error'])
  .describe('token: it was pulled or logged out; program: it was closed; error: nothing could be recorded or written');
export type DutyEnd = z.infer<typeof dutyEnd>;

/** What became of one document that came with its ticket. */
export const dutyItem = z.object({
  at: instant,
  name: z.string().describe('of the document'),
  approvalNumber: z.string().describe('审批单号; empty where the ticket could not be read'),
  approver: z.string(),
  outcome: z.enum(['stamped', 'refused']),
  folder: z.string().describe('where the document, its ticket and what came of them are'),
  outputPath: z.string().nullable(),
  historySeqs: z.array(z.number().int()),
  error: errorShape.nullable(),
});
export type DutyItem = z.infer<typeof dutyItem>;

/** 值守: the token stays logged in for a while, and documents that come with a ticket are sealed by themselves. */
export const duty = z.object({
  id: z.string(),
  sealIds: z.array(z.string()).describe('no other seal is applied, whatever a ticket says'),
  watchFolder: z.string().describe('documents and tickets come to its subfolder `in`'),
  startedAt: instant,
  endsAt: instant,
  mostUses: z.number().int().describe('so many documents at most'),
  keepsPins: z.boolean().describe('a PIN stays in memory: its token signs with several keys, or asks for it each time'),
  stamped: z.number().int(),
  refused: z.number().int(),
  waiting: z.number().int().describe('what lies in `in` and is not whole yet'),
  latest: z.array(dutyItem).describe('the newest first'),
  end: z.object({ at: instant, why: dutyEnd, error: errorShape.nullable() }).nullable(),
});
export type Duty = z.infer<typeof duty>;

export const dutyRequest = z.object({
  sealIds: z.array(z.string().min(1)).min(1).max(50),
  watchFolder: z.string().min(1).max(4096),
  minutes: z
    .number()
    .int()
    .min(1)
    .max(24 * 60),
  mostUses: z.number().int().min(1).max(1_000_000).default(1000),
  archive: z.boolean().default(false).describe('an archive package of each is made beside its result'),
  pins: z.record(z.string(), pin).default({}).describe('PIN by token id; a PIN-pad token needs none'),
  signaturePins: z.record(z.string(), pin).default({}),
  finalTryConfirmed: z.boolean().default(false),
});

/** What lies beside each document as `result.json`, for the system that sent it. */
export const dutyResult = z.object({
  format: z.literal(1),
  outcome: z.enum(['stamped', 'refused']),
  at: instant,
  document: z.object({ name: z.string(), sha256: chainHash.nullable() }),
  ticket: z
    .object({ iss: z.string(), jti: z.string(), number: z.string() })
    .nullable()
    .describe('null where it could not be read'),
  stamped: z
    .object({ file: z.string(), sha256: chainHash })
    .nullable()
    .describe('the stamped file, in the same folder'),
  archive: z.string().nullable().describe('its archive package, in the same folder'),
  historySeqs: z.array(z.number().int()).describe('numbers in the record of this client'),
  error: z.object({ code: z.string(), message: z.string(), next: z.string() }).nullable(),
});
export type DutyResult = z.infer<typeof dutyResult>;
