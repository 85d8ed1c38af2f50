import { z } from 'zod';
import { bytes, hexadecimal, millimetres } from './bytes.ts';

/** A page as displayed: CropBox, /Rotate and /UserUnit applied. Millimetres. */
export const pageSize = z.object({ widthMm: millimetres, heightMm: millimetres });

/** `drawable`: whether a viewer can draw it in the time and memory that an honest page takes. */
export const shownPage = pageSize.extend({ drawable: z.boolean() });

export const documentFormat = z.enum(['pdf', 'ofd']);
export type DocumentFormat = z.infer<typeof documentFormat>;

/** An opened document. `page` sizes come one by one, since a document may have 20,000. */
export const openedDocument = z.object({
  documentId: z.string(),
  path: z.string(),
  name: z.string(),
  format: documentFormat,
  sizeBytes: z.number().int(),
  pageCount: z.number().int(),
  firstPage: pageSize,
  signatureCount: z.number().int(),
  encrypted: z.boolean(),
  damage: z.string().nullable().describe('what viewers have to repair; such a file is not stamped'),
  defaultOutputPath: z.string(),
});
export type OpenedDocument = z.infer<typeof openedDocument>;

/** What documents are alike in that are stamped in the same places: the size of the page, and about how many there are. */
export const documentKind = z.object({
  widthMm: z.number().int(),
  heightMm: z.number().int(),
  pages: z.enum(['one', 'few', 'many']),
});
export type DocumentKind = z.infer<typeof documentKind>;

/** A PDF of an OFD, for reading: its seals and signatures are not carried over, and every page says so. */
export const readingCopy = z.object({ fileName: z.string(), pageCount: z.number().int(), content: bytes });

/** A copy of a damaged file that was written anew. */
export const repairedDocument = z.object({
  outputPath: z.string(),
  outputName: z.string(),
  pageCount: z.number().int(),
  damage: z.string().nullable().describe('for the expert: what viewers had to repair; null: nothing was found'),
  sha256Before: hexadecimal,
  sha256After: hexadecimal,
});

export const recentDocument = z.object({ path: z.string(), name: z.string(), openedAt: z.iso.datetime() });
