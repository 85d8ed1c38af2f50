import { z } from 'zod';
import { millimetres } from '../bytes.ts';

/** Why a seal cannot go into a field that stands empty. */
export const fieldTrouble = z.enum([
  'field/invisible',
  'field/no-page',
  'field/several-places',
  'field/widget-apart',
  'field/name-not-unique',
  'field/malformed',
  'field/own-actions',
  'field/too-small',
  'field/covered',
  'field/locks-others',
]);
export type FieldTrouble = z.infer<typeof fieldTrouble>;

/** What a field demands of a signature in it (/SV, ISO 32000-2, 12.7.5.5). */
export const fieldDemand = z.enum([
  'demand/handler',
  'demand/format',
  'demand/digest',
  'demand/reason',
  'demand/certificate',
  'demand/issuer',
  'demand/certificate-policy',
  'demand/timestamp',
  'demand/revocation-data',
  'demand/certification',
  'demand/legal-attestation',
  'demand/document-lock',
  'demand/appearance',
  'demand/unknown',
]);
export type FieldDemand = z.infer<typeof fieldDemand>;

/** A signature field that a file brings and that nobody has signed. */
export const emptySignatureField = z.object({
  name: z.string(),
  page: z.number().int().min(1).nullable(),
  area: z
    .object({ leftMm: z.number(), topMm: z.number(), widthMm: millimetres, heightMm: millimetres })
    .nullable()
    .describe('on the page as displayed; null: it is not to be seen'),
  trouble: fieldTrouble.nullable().describe('why no seal can go into it; null: one can'),
});
export type EmptySignatureField = z.infer<typeof emptySignatureField>;
