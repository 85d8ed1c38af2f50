import { z } from 'zod';
import { millimetres } from './bytes.ts';

/** A page as displayed: CropBox, /Rotate and /UserUnit applied. Millimetres. */
export const pageSize = z.object({ widthMm: millimetres, heightMm: millimetres });

/** `drawable`: whether a viewer can draw it in the time and memory that an honest page takes. */
export const shownPage = pageSize.extend({ drawable: z.boolean() });

/** An opened PDF. `page` sizes come one by one, since a document may have 20,000. */
export const openedDocument = z.object({
  documentId: z.string(),
  path: z.string(),
  name: z.string(),
  sizeBytes: z.number().int(),
  pageCount: z.number().int(),
  firstPage: pageSize,
  signatureCount: z.number().int(),
  encrypted: z.boolean(),
  defaultOutputPath: z.string(),
});
export type OpenedDocument = z.infer<typeof openedDocument>;

export const recentDocument = z.object({ path: z.string(), name: z.string(), openedAt: z.iso.datetime() });
