import { z } from 'zod';
import { hexadecimal, instant, pin } from '../bytes.ts';
import { errorShape } from '../errors.ts';
import { noParticulars, useParticulars } from '../history/particulars.ts';
import { templateName } from '../placing/template-name.ts';
import { preflightFinding } from '../preflight/warnings.ts';
import { placedSeal, placement } from '../stamping.ts';

export const batchId = z.string().regex(/^[\da-z]{12}$/);

export const batchSource = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('files'),
    paths: z.array(z.string().min(1)).min(1).max(100_000).describe('folders, and files by name'),
    recursive: z.boolean().default(true),
  }),
  z.object({
    kind: z.literal('table'),
    path: z
      .string()
      .min(1)
      .describe('CSV or XLSX, a line for each file; what a line leaves out is as the request says'),
  }),
]);

/** What is found where a batch is to be made of it. */
export const foundSource = z.object({
  total: z.number().int().describe('files'),
  first: z.object({ path: z.string(), name: z.string() }).nullable(),
  columns: z.array(z.string()).describe('of the table, for names of outputs'),
  outputFolder: z.string().describe('where stamped files go unless another is named'),
});
export type FoundSource = z.infer<typeof foundSource>;

/** What stamps one rule on many files. */
export const batchRequest = z.object({
  source: batchSource,
  placements: z.array(placement).max(50).default([]).describe('where seals go, for each line that says nothing else'),
  template: templateName.optional().describe('further placements, by name'),
  reason: z.string().trim().max(200).default('').describe('用印事由'),
  approval: z.string().trim().max(60).default('').describe('审批单号'),
  particulars: useParticulars
    .omit({ approvalNumber: true })
    .prefault({})
    .describe('用印登记, for each line that says nothing else'),
  location: z.string().trim().max(200).default(''),
  outputFolder: z
    .string()
    .min(1)
    .optional()
    .describe('subfolders are kept in it; default: 已盖章 in the folder, or beside the first file or the table'),
  pattern: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .default('{name}_已盖章')
    .describe('names of outputs: {name}, {n}, {date}, or a column of the table'),
  again: z.boolean().default(false).describe('true: files that bear the seal already get it once more'),
});
export type BatchRequest = z.output<typeof batchRequest>;

/** What is wrong with a line of a table. */
export type JobTableTrouble =
  | 'table/no-file'
  | 'table/file-missing'
  | 'table/file-twice'
  | 'table/seal-unknown'
  | 'table/seal-ambiguous'
  | 'table/template-unknown'
  | 'table/no-placement'
  | 'table/placing-invalid'
  | 'table/name-invalid'
  | 'table/particulars'
  | 'table/too-long';

/**
 * How a batch stands. `ready`: nothing runs; `waiting-token`: a token was pulled, and the batch goes on when it is back; `stopped`:
 * by the person, a PIN or a kill, to be gone on with.
 */
export const batchState = z.enum(['ready', 'looking', 'running', 'paused', 'waiting-token', 'stopped', 'finished']);
export type BatchState = z.infer<typeof batchState>;

export const batchItemState = z.enum(['waiting', 'done', 'failed', 'skipped', 'left-out']);
export type BatchItemState = z.infer<typeof batchItemState>;

/** By what a file differs from the others of its batch, the gravest first. */
export const batchOddity = z.enum([
  'unusable',
  'no-place',
  'stopped',
  'stamped-before',
  'page-size',
  'rotation',
  'page-count',
  'protected',
  'warned',
]);
export type BatchOddity = z.infer<typeof batchOddity>;

/** What was seen of a file before the PIN. */
export const batchLook = z.object({
  sha256: hexadecimal,
  pageCount: z.number().int(),
  page: z.number().int().describe('the first that a seal goes on'),
  widthMm: z.number().describe('of that page as displayed'),
  heightMm: z.number(),
  rotate: z.number().int(),
  seals: z.array(placedSeal).describe('in the order in which they will sign; of each at most twenty impressions'),
  findings: z.array(preflightFinding),
});
export type BatchLook = z.infer<typeof batchLook>;

/** A file of a batch. */
export const batchItem = z.object({
  index: z.number().int().describe('from 0, in the order of the source'),
  line: z.number().int().nullable().describe('of the table'),
  path: z.string(),
  name: z.string().describe('the path below the folder that was asked for, with /'),
  outputPath: z.string(),
  reason: z.string(),
  particulars: useParticulars.default(noParticulars),
  state: batchItemState,
  oddities: z.array(batchOddity),
  look: batchLook.nullable().describe('null: not looked at yet, or it could not be read, which `error` says'),
  error: errorShape.nullable().describe('why it failed, or cannot be stamped'),
  seqs: z.array(z.number().int()).describe('in the record'),
  sha256Before: hexadecimal.nullable(),
  sha256After: hexadecimal.nullable(),
  finishedAt: instant.nullable(),
});
export type BatchItem = z.infer<typeof batchItem>;

/** A batch: on the disk from the moment that it is made. */
export const batch = z.object({
  id: batchId,
  name: z.string().describe('of the folder, file or table'),
  sources: z.array(z.string()).describe('the folders, files or table that it was made of'),
  createdAt: instant,
  state: batchState,
  error: errorShape.nullable().describe('why it stopped or waits'),
  outputFolder: z.string(),
  sealIds: z.array(z.string()).describe('all that any of its files gets'),
  total: z.number().int(),
  counts: z.object({
    waiting: z.number().int(),
    done: z.number().int(),
    failed: z.number().int(),
    skipped: z.number().int(),
    leftOut: z.number().int(),
  }),
  lookedAt: z.number().int().describe('files'),
  oddCount: z.number().int().describe('files that differ from the others'),
  startedAt: instant.nullable().describe('the run, or the last one'),
  finishedAt: instant.nullable(),
  perSecond: z.number().nullable().describe('files, over the last of this run; null: nothing runs, or too soon'),
  secondsLeft: z.number().nullable(),
  manifestPath: z.string().nullable().describe('that the last run left'),
});
export type Batch = z.infer<typeof batch>;

/** A token that a batch signs with. */
export const batchLogin = z.object({
  tokenId: z.string(),
  sealIds: z.array(z.string()),
  signatures: z.number().int().describe('that it will be asked for'),
  pinPad: z.boolean(),
  pinEntries: z
    .number()
    .int()
    .describe('how often somebody types on the token: once, or for each signature where its key may want that'),
});
export type BatchLogin = z.infer<typeof batchLogin>;

export const manifestFormat = z.enum(['csv', 'xlsx', 'json']);
export type ManifestFormat = z.infer<typeof manifestFormat>;

const password = z.string().max(128).optional().describe('opens encrypted PDFs; kept in memory until the program ends');

export const batchLookRequest = z.object({ id: batchId, password });

export const batchStart = z.object({
  id: batchId,
  password,
  pins: z.record(z.string(), pin).default({}),
  signaturePins: z.record(z.string(), pin).default({}),
  finalTryConfirmed: z.boolean().default(false),
  manifest: manifestFormat.optional().describe('left at the end, in the output folder or at `manifestPath`'),
  manifestPath: z.string().min(1).optional(),
  signManifest: z.boolean().default(false).describe('beside it a detached CMS by the key of the first seal'),
  alsoSeals: z
    .array(z.string())
    .max(10)
    .default([])
    .describe('seals of the same kind on other tokens, to work side by side; for a batch of one seal'),
});

export const batchItemOrder = z.enum(['odd-first', 'as-listed']);
export const batchItemsPage = z.object({
  items: z.array(batchItem),
  total: z.number().int().describe('that fit what was asked'),
  oddities: z.partialRecord(batchOddity, z.number().int()).describe('how many of the batch differ so'),
});

export const batchProgress = z.object({
  batch,
  items: z.array(batchItem).max(1_000).describe('the newest of those that changed since the last event'),
});
export type BatchProgress = z.infer<typeof batchProgress>;
