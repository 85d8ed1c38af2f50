import { z } from 'zod';
import { bytes, hexadecimal } from '../bytes.ts';
import { stampRequest } from '../stamping.ts';
import { chainHash } from './event.ts';
import { historyFilter } from './history.ts';

/** `csv` and `xlsx`: a row for each use. `jsonl`: the events of the uses, as they were chained. `pdf`: 用印台账, as it is kept on paper. */
export const exportFormat = z.enum(['csv', 'xlsx', 'jsonl', 'pdf']);
export type ExportFormat = z.infer<typeof exportFormat>;

/** More uses than this are not printed: nobody turns over a thousand pages. */
export const mostPrinted = 20_000;

/** Above this, an export that was asked for without a path stays in the data folder. */
export const mostExportedBytes = 32 << 20;

/** Names a piece of work in its progress and to whoever ends it. */
const workId = z.string().min(1).max(64).describe('chosen by the caller');

export const exportRequest = z.object({
  runId: workId.optional(),
  format: exportFormat,
  filter: historyFilter.default(historyFilter.parse({})),
  month: z
    .string()
    .regex(/^\d{4}-(?:0[1-9]|1[0-2])$/)
    .optional()
    .describe('only uses of this month of the local calendar, 2026-11'),
  language: z.enum(['zh-CN', 'en']).optional().describe("default: the settings'"),
  outputPath: z.string().min(1).optional(),
  overwrite: z.boolean().default(false),
  signWith: z.string().min(1).optional().describe('a seal, whose key signs the PDF without its picture'),
  ...stampRequest.pick({ pins: true, signaturePins: true, finalTryConfirmed: true }).shape,
});

/** Who signed a file that was exported. */
export const exportSignature = z.object({
  sealId: z.string(),
  sealName: z.string(),
  signer: z.string().describe("the certificate's subject"),
  certificateFingerprint: hexadecimal,
  tokenSerial: z.string(),
  signatureSha256: chainHash.describe('of the DER of the signature'),
});
export type ExportSignature = z.infer<typeof exportSignature>;

export const exportedHistory = z.object({
  fileName: z.string(),
  path: z.string().nullable().describe('where the file is; null: `content` is all of it'),
  content: bytes.nullable(),
  rowCount: z.number().int(),
  sizeBytes: z.number().int(),
  sha256: chainHash,
  signature: exportSignature.nullable().default(null),
});

export const historyWork = z.object({ runId: workId });

export const historyProgress = z.object({
  runId: z.string(),
  work: z.enum(['export', 'reconcile', 'evidence']),
  done: z.number().int().describe('files; of an export or a check, hundredths of it'),
  total: z.number().int(),
  current: z.string().describe('the file at work; empty where there is none'),
});
export type HistoryProgress = z.infer<typeof historyProgress>;
