import { z } from 'zod';
import { hexadecimal, instant } from '../bytes.ts';
import { stampRequest } from '../stamping.ts';
import { confirmation } from './roles.ts';

/** 双人复核: what a second person confirms. It is bound to the bytes of the document, the places and what is entered. */
export const reviewRequest = stampRequest
  .pick({
    path: true,
    documentId: true,
    password: true,
    placements: true,
    reason: true,
    particulars: true,
    ticket: true,
  })
  .extend({ reviewer: confirmation.describe('复核人: another than who is signed in to stamp') });

/** A word that opens one stamp of what was confirmed; who has it may use it once. */
export const reviewGiven = z.object({
  review: z.string(),
  reviewer: z.string(),
  sha256: hexadecimal.describe('of the document that was confirmed'),
  until: instant,
});
export type ReviewGiven = z.infer<typeof reviewGiven>;
