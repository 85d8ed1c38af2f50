import { z } from 'zod';
import { hexadecimal, instant } from './bytes.ts';
import { documentFormat } from './documents.ts';
import { errorShape } from './errors.ts';
import { signatureReport, verdict, verificationReport } from './verification.ts';

/** One signature in the table of a folder: what a row has room for. */
export const signatureSummary = signatureReport
  .pick({ signerName: true, verdict: true, algorithm: true, signingTime: true, signingTimeSource: true, trial: true })
  .extend({ sealName: z.string().nullable(), certificateFingerprint: hexadecimal.nullable() });
export type SignatureSummary = z.infer<typeof signatureSummary>;

const fileFacts = {
  path: z.string(),
  name: z.string().describe('the path below the folder that was asked for, with /'),
};

/** A file that was verified. */
export const verifiedRow = z.object({
  ...fileFacts,
  format: documentFormat,
  outcome: verdict,
  sizeBytes: z.number().int(),
  sha256: hexadecimal,
  trial: z.boolean(),
  lines: verificationReport.shape.lines,
  pageCount: z.number().int(),
  signatureCount: z.number().int(),
  unsignedSealPictures: verificationReport.shape.unsignedSealPictures,
  signatures: z.array(signatureSummary).describe('the first ones of very many'),
});

/** A file that could not be verified: damaged, encrypted, made to wear the reader out. */
export const unreadableRow = z.object({ ...fileFacts, outcome: z.literal('unreadable'), error: errorShape });

export const folderRow = z.discriminatedUnion('outcome', [verifiedRow, unreadableRow]);
export type FolderRow = z.infer<typeof folderRow>;
export type FolderOutcome = FolderRow['outcome'];

/** What was not looked into. */
export const skippedFiles = z.object({
  otherFiles: z.number().int().describe('neither named .pdf or .ofd nor a PDF by their first bytes'),
  links: z.number().int().describe('symbolic links, which are not followed'),
  unreadableFolders: z.array(z.string()),
});
export type SkippedFiles = z.infer<typeof skippedFiles>;

/** What was found in many files. */
export const folderVerification = z.object({
  startedAt: instant,
  finishedAt: instant,
  sources: z.array(z.string()).describe('the files and folders that were asked for'),
  cancelled: z.boolean().describe('true: the rows are those that were done until then'),
  total: z.number().int().describe('files that were found'),
  rows: z.array(folderRow),
  skipped: skippedFiles,
});
export type FolderVerification = z.infer<typeof folderVerification>;

export const folderVerificationProgress = z.object({
  runId: z.string(),
  done: z.number().int(),
  total: z.number().int(),
  current: z.string().describe('the name of the file at work; empty when none is'),
  row: folderRow.nullable().describe('of the file that was just done; null before the first'),
});
export type FolderVerificationProgress = z.infer<typeof folderVerificationProgress>;
