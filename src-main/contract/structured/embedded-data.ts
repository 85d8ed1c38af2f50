import { z } from 'zod';
import { chainHash } from '../history/event.ts';

/** A value of the data that is to be printed too: what it is called there, and where it stands in the data. */
export const namedField = z.object({
  name: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .describe('as it is printed before the value; without one, the value may stand anywhere'),
  path: z
    .string()
    .trim()
    .min(1)
    .max(300)
    .describe('names with dots between them, numbers from 0 in lists: permit.holder.name'),
});
export type NamedField = z.infer<typeof namedField>;

/** 结构化数据: a file within a PDF that a program reads, where people read the page. */
export const embeddedFile = z.object({
  name: z.string(),
  mimeType: z.string(),
  relationship: z.string().describe('ISO 32000-2, Table 43: Data, Source, …; empty where it says none'),
  sizeBytes: z.number().int(),
  sha256: chainHash,
  fields: z.array(namedField).describe('what is to agree with the page, as whoever embedded it said'),
  isSealed: z.boolean().describe('a signature covers it as it is'),
});
export type EmbeddedFile = z.infer<typeof embeddedFile>;

/** A value that is not printed as the data has it. */
export const dataDifference = z.object({
  name: z.string(),
  path: z.string(),
  value: z.string().describe('of the data; empty where it has none'),
  printed: z.string().describe('what is printed after the name; empty where the name is not printed'),
});
export type DataDifference = z.infer<typeof dataDifference>;

export const dataComparison = z.object({
  compared: z.number().int(),
  differences: z.array(dataDifference),
});
export type DataComparison = z.infer<typeof dataComparison>;

export const embeddedData = z.object({
  outputPath: z.string(),
  outputName: z.string(),
  file: embeddedFile,
  compared: z.number().int(),
});
