import { z } from 'zod';
import { instant } from '../bytes.ts';
import { errorShape } from '../errors.ts';
import { chainHash } from '../history/event.ts';
import { verificationReport } from '../verification.ts';

/** What a file of an archive package is. */
export const archivePart = z
  .enum(['document', 'ticket', 'ticket-issuer', 'events', 'metadata', 'report', 'report-data', 'flat'])
  .describe(
    'document: as it was sealed; ticket: 审批单, and the certificate that it was signed with; events: of the record; flat: to be read, without any signature',
  );
export type ArchivePart = z.infer<typeof archivePart>;

/** 元数据, as archives ask for it. */
export const archiveMetadata = z.object({
  title: z.string().trim().max(200).describe('题名'),
  unit: z.string().trim().max(200).default('').describe('归档单位'),
  documentNumber: z.string().trim().max(200).default('').describe('文号'),
  category: z.string().trim().max(200).default('').describe('类别'),
  retention: z.string().trim().max(50).default('').describe('保管期限'),
  note: z.string().trim().max(1000).default(''),
});
export type ArchiveMetadata = z.infer<typeof archiveMetadata>;

/** What the person may say of a package; the rest comes from the record. */
export const archiveMetadataChanges = z.object({
  title: z.string().trim().min(1).max(200).optional(),
  unit: z.string().trim().max(200).optional(),
  documentNumber: z.string().trim().max(200).optional(),
  category: z.string().trim().max(200).optional(),
  retention: z.string().trim().max(50).optional(),
  note: z.string().trim().max(1000).optional(),
});

/** `manifest.json` of a package. */
export const archiveManifest = z.object({
  format: z.literal(1),
  kind: z.literal('qianyin-archive-package'),
  madeAt: instant,
  madeBy: z.string(),
  program: z.string(),
  /** As the file was called. */
  documentName: z.string(),
  metadata: archiveMetadata.extend({
    sealedAt: z.string(),
    operator: z.string(),
    approver: z.string(),
    approvalNumber: z.string(),
    seals: z.array(z.string()),
  }),
  files: z
    .array(z.object({ name: z.string(), part: archivePart, sizeBytes: z.number().int(), sha256: chainHash }))
    .max(20),
  missing: z.array(archivePart).describe('what could not be made'),
});
export type ArchiveManifest = z.infer<typeof archiveManifest>;

/** What is found of a package. `seal-proves-use`: what is sealed names the very events that lie beside it. */
export const archiveFinding = z.object({
  code: z.enum([
    'files-whole',
    'file-changed',
    'file-missing',
    'file-added',
    'archive-untidy',
    'document-sealed',
    'document-not-sealed',
    'use-proven',
    'use-differs',
    'use-unproven',
    'ticket-proven',
    'ticket-valid',
    'ticket-differs',
    'ticket-unknown-issuer',
    'only-to-read',
  ]),
  level: z.enum(['ok', 'notice', 'fault']),
  name: z.string().default('').describe('of the file, or who signed the ticket'),
});
export type ArchiveFinding = z.infer<typeof archiveFinding>;

/** A package that was checked, by whoever has it. */
export const checkedArchive = z.object({
  path: z.string(),
  isWhole: z.boolean().describe('nothing of it was changed, and all that it holds fits together'),
  manifest: archiveManifest,
  findings: z.array(archiveFinding),
  report: verificationReport.describe('of the document in it'),
});
export type CheckedArchive = z.infer<typeof checkedArchive>;

export const madeArchive = z.object({
  outputPath: z.string(),
  sizeBytes: z.number().int(),
  manifest: archiveManifest,
  notMade: z.array(z.object({ part: archivePart, error: errorShape })),
});
export type MadeArchive = z.infer<typeof madeArchive>;
