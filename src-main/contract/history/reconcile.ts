import { z } from 'zod';
import { hexadecimal, instant } from '../bytes.ts';
import { errorShape } from '../errors.ts';
import { skippedFiles } from '../folder-verification.ts';
import { verdict } from '../verification.ts';
import { receipt } from './receipt.ts';

/**
 * How a file stands to the record. `recorded`: it came of a completed use, to the last byte. `original`: it is what was stamped.
 * `changed`: where it lies a completed use put another file. `receipt`: a signature of it bears a receipt of this ledger, and it was
 * changed or signed since. `disputed`: the receipt names this ledger, which has no such event. `elsewhere`: a receipt of another ledger.
 * `unrecorded`: nothing is known of it. `unreadable`: nor can it be read.
 */
export const reconciledState = z.enum([
  'recorded',
  'original',
  'changed',
  'receipt',
  'disputed',
  'elsewhere',
  'unrecorded',
  'unreadable',
]);
export type ReconciledState = z.infer<typeof reconciledState>;

/** The states that leave nothing to be asked. */
export const accountedStates: readonly ReconciledState[] = ['recorded', 'original'];

export const reconciledFile = z.object({
  path: z.string(),
  name: z.string().describe('the path below the folder that was asked for, with /'),
  state: reconciledState,
  sha256: hexadecimal.nullable(),
  seqs: z.array(z.number().int()).describe('the uses that it has to do with, the newest first; at most fifty'),
  verdict: verdict.nullable().describe('null: it was not verified, for its digest is on record, or it cannot be read'),
  receipts: z.array(receipt).describe('of its signatures, at most fifty'),
  error: errorShape.optional(),
});
export type ReconciledFile = z.infer<typeof reconciledFile>;

/** A completed use whose file is not where it was put, nor anywhere else in what was looked through. */
export const goneFile = z.object({
  seq: z.number().int(),
  at: instant,
  sealName: z.string(),
  path: z.string(),
  sha256: hexadecimal,
});
export type GoneFile = z.infer<typeof goneFile>;

/** 对账: files held against the record. */
export const reconciliation = z.object({
  startedAt: instant,
  finishedAt: instant,
  sources: z.array(z.string()).describe('the files and folders that were asked for'),
  cancelled: z.boolean().describe('true: the rows are those that were done until then'),
  total: z.number().int().describe('files that were found'),
  accounted: z.boolean().describe('every file is recorded or an original, and none is gone'),
  counts: z.record(reconciledState, z.number().int()),
  files: z.array(reconciledFile),
  gone: z.array(goneFile),
  skipped: skippedFiles,
});
export type Reconciliation = z.infer<typeof reconciliation>;

export const reconcileRequest = z.object({
  runId: z.string().min(1).max(64).describe('chosen by the caller: names the run in progress events and in cancel'),
  paths: z.array(z.string().min(1)).min(1).max(100_000).describe('folders, and files by name'),
  recursive: z.boolean().default(true),
});

export const reconcileReportFormat = z.enum(['xlsx', 'csv']);
export type ReconcileReportFormat = z.infer<typeof reconcileReportFormat>;
