import { z } from 'zod';
import { ticketText } from './approval/ticket-text.ts';
import { hexadecimal, instant, pin } from './bytes.ts';
import { errorShape } from './errors.ts';
import { useParticulars } from './history/particulars.ts';
import { impression, placing } from './placing/placing.ts';
import { preflightFinding, stampWarning } from './preflight/warnings.ts';
import { verificationReport } from './verification.ts';

/** A seal and where it goes. All placements of one seal are one use of it: one signature, with a picture for each impression. */
export const placement = z.object({ sealId: z.string(), placing });
export type Placement = z.infer<typeof placement>;
export type PlacementInput = z.input<typeof placement>;

/** What comes of the placements of one seal in one document. */
export const placedSeal = z.object({ sealId: z.string(), impressions: z.array(impression).min(1) });
export type PlacedSeal = z.infer<typeof placedSeal>;

/** What comes of one placement, or why nothing does. */
export const previewedPlacement = z.object({ impressions: z.array(impression), error: errorShape.nullable() });
export type PreviewedPlacement = z.infer<typeof previewedPlacement>;

export const stampRequest = z.object({
  runId: z.string().min(1).max(64).describe('chosen by the caller: names the run in progress events and in cancel'),
  path: z.string().min(1),
  documentId: z
    .string()
    .optional()
    .describe('the document that was opened and looked at: where the path holds something else by now, FILE_CHANGED'),
  password: z.string().max(128).optional().describe('opens an encrypted PDF'),
  placements: z.array(placement).min(1).max(50),
  reason: z.string().trim().max(200).default('').describe('用印事由'),
  location: z.string().trim().max(200).default(''),
  particulars: useParticulars.prefault({}).describe('用印登记: what else goes into the record'),
  ticket: ticketText.optional().describe('审批单: opens one stamp of the document that it names'),
  lock: z.boolean().optional().describe('锁定签章: no seal may follow on the file; OFD alone'),
  outputPath: z.string().min(1).optional(),
  overwrite: z.boolean().default(false),
  pins: z.record(z.string(), pin).default({}).describe('PIN by token id; a PIN-pad token needs none'),
  signaturePins: z
    .record(z.string(), pin)
    .default({})
    .describe('by token id: the PIN of a key that wants one of its own for each signature'),
  finalTryConfirmed: z.boolean().default(false),
});
export type StampRequest = z.input<typeof stampRequest>;

/**
 * Whether the PIN of a token is wanted: `each-time`; `once`, after which it serves for the files that follow; `kept`, from a
 * file before.
 */
export const pinNeed = z.enum(['each-time', 'once', 'kept']);
export type PinNeed = z.infer<typeof pinNeed>;

/** What a stamp that is one of a queue says beside the rest. */
export const queueStamp = z.object({
  loginFor: z
    .array(z.string().min(1))
    .max(1000)
    .default([])
    .describe(
      'the files that follow: the PINs given now serve for each of them once, where token and settings allow it',
    ),
  loginKey: z.string().max(64).optional().describe('of the login that a file before has left'),
});
export type QueueStamp = z.output<typeof queueStamp>;

/** PINs that are kept for the files that follow in a queue. Whoever has the key may use them, so it is told to one caller. */
export const keptLogin = z.object({
  loginId: z.string().describe('names it in events'),
  loginKey: z.string(),
  tokenIds: z.array(z.string()),
  filesLeft: z.number().int(),
});
export type KeptLogin = z.infer<typeof keptLogin>;

export const loginEnd = z.enum(['done', 'idle', 'token', 'person', 'window', 'refused', 'pin-changed']);
export type LoginEnd = z.infer<typeof loginEnd>;

/** A copy that shows what would come of a stamp: no signature, no key. */
export const proofRequest = stampRequest
  .pick({ path: true, documentId: true, password: true, placements: true, overwrite: true })
  .extend({ outputPath: z.string().min(1).optional().describe('default: 原名_样稿.pdf beside the original') });

/** The last look before the PIN: what would happen. */
export const stampPlan = z.object({
  outputPath: z.string(),
  outputExists: z.boolean(),
  tokenIds: z.array(z.string()),
  pinNeeds: z.record(z.string(), pinNeed).describe('by token id'),
  seals: z.array(placedSeal).describe('in the order in which they sign'),
  warnings: z.array(preflightFinding).describe('what the 预检 found; with one of level stop nothing is stamped'),
  checked: z.number().int().describe('how many things the 预检 looked for'),
});
export type StampPlan = z.infer<typeof stampPlan>;

/** A seal that was put on a document before, by the record. */
export const formerStamp = z.object({
  seq: z.number().int(),
  at: instant,
  sealId: z.string(),
  sealName: z.string(),
  outputPath: z.string(),
  outputName: z.string(),
  isOutputThere: z.boolean(),
  bearsSeal: z.boolean().describe('the document is what came of it; false: what it was made from'),
});
export type FormerStamp = z.infer<typeof formerStamp>;

/** How a document was stamped: to be offered for others of its kind. */
export const rememberedStamp = z.object({
  at: instant,
  pageCount: z.number().int().min(1).describe('of the document'),
  placements: z.array(placement).min(1).max(50),
  reason: z.string().max(200),
});
export type RememberedStamp = z.infer<typeof rememberedStamp>;

export const proofResult = z.object({
  outputPath: z.string(),
  outputName: z.string(),
  sizeBytes: z.number().int(),
  pageCount: z.number().int(),
  seals: z.array(placedSeal).describe('in the order in which they would sign'),
  detachedSignatures: z
    .number()
    .int()
    .describe('signatures of the original, of which the proof shows the pictures only'),
});

export const stampStep = z.enum(['prepare', 'sign', 'verify', 'save']);
export type StampStep = z.infer<typeof stampStep>;
export const stampProgress = z.object({
  runId: z.string(),
  step: stampStep,
  fraction: z.number().min(0).max(1),
  cancellable: z.boolean(),
});
export type StampProgress = z.infer<typeof stampProgress>;

export const stampResult = z.object({
  outputPath: z.string(),
  outputName: z.string(),
  sizeBytes: z.number().int(),
  sha256Before: hexadecimal,
  sha256After: hexadecimal,
  stampedAt: instant,
  historySeqs: z.array(z.number().int()),
  seals: z.array(placedSeal).describe('in the order in which they signed'),
  report: verificationReport,
  warnings: z.array(stampWarning).describe('what is missing from the stamped file'),
});
export type StampResult = z.infer<typeof stampResult>;
