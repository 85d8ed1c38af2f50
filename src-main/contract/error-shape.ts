import { z } from 'zod';
import { errorCodes } from './errors.ts';

/** An error where it is part of an answer: what kept one of many files from being read. */
export const errorShape = z.object({
  code: z.enum(errorCodes),
  values: z.record(z.string(), z.union([z.string(), z.number()])),
  detail: z.string().optional(),
});
