import { z } from 'zod';
import { hexadecimal, instant, pin } from './bytes.ts';
import { errorShape } from './errors.ts';
import type { SpokenName, ValueNames, ValuesFor } from './named-values.ts';
import { impression, placing } from './placing/placing.ts';
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

/** A copy that shows what would come of a stamp: no signature, no key. */
export const proofRequest = stampRequest
  .pick({ path: true, documentId: true, password: true, placements: true, overwrite: true })
  .extend({ outputPath: z.string().min(1).optional().describe('default: 原名_样稿.pdf beside the original') });

/**
 * What of a document can look different in another reader, on paper, or after a later change; what its values are
 * called.
 */
const precautionValues = {
  'active-content': ['names'],
  'xfa-form': [],
  'field-without-appearance': ['field', 'page'],
  'annotation-without-appearance': ['page'],
  'layers-differ': ['names'],
  'print-differs': ['page'],
  'fonts-missing': ['names'],
  'external-content': [],
  'objects-missing': ['object'],
  'pdf-a-1-transparency': [],
  'sections-hybrid': [],
  'structure-irregular': [],
  'pages-not-looked-at': ['pages', 'total'],
} as const satisfies ValueNames;

const warningValues = {
  'certificate-expires-soon': ['seal?', 'days?'],
  'trial-seal': ['seal?'],
  'seal-name-differs': ['seal', 'name', 'owner'],
  'seals-overlap': ['page?'],
  'seal-reduced': ['seal', 'field', 'percent'],
  'earlier-signature-not-valid': ['signer?'],
  'pin-low': ['token?'],
  'pin-final-try': ['token?'],
  'form-needs-appearances': [],
  ...precautionValues,
  'timestamp-missing': ['reason?'],
  'not-queued': [],
} as const satisfies ValueNames;

export type PrecautionCode = keyof typeof precautionValues;
export type WarningCode = keyof typeof warningValues;
/** What the values are called that the sentences of this code name. */
export type WarningValueName<Code extends WarningCode> = SpokenName<typeof warningValues, Code>;
/** A warning as it is raised, with the values of its sentence. */
export type RaisedWarning<Codes extends WarningCode = WarningCode> = {
  readonly [Code in Codes]: { readonly code: Code; readonly values: ValuesFor<typeof warningValues, Code> };
}[Codes];

/** A warning that the person should see before the PIN; none of them forbids the stamp. */
export const stampWarning = z.object({
  code: z.enum(Object.keys(warningValues) as [WarningCode, ...WarningCode[]]),
  values: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type StampWarning = z.infer<typeof stampWarning>;

/** The last look before the PIN: what would happen. */
export const stampPlan = z.object({
  outputPath: z.string(),
  outputExists: z.boolean(),
  tokenIds: z.array(z.string()),
  seals: z.array(placedSeal).describe('in the order in which they sign'),
  warnings: z.array(stampWarning),
});
export type StampPlan = z.infer<typeof stampPlan>;

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
