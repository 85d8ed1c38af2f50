import { z } from 'zod';
import { millimetres } from './bytes.ts';

/** Something on a page that looks like a seal: where on the page as displayed, millimetres from the top-left, and what it is painted by. */
export const sealPicture = z.object({
  page: z.number().int(),
  leftMm: millimetres,
  topMm: millimetres,
  widthMm: millimetres,
  heightMm: millimetres,
  kind: z
    .enum(['image', 'drawing', 'annotation', 'scan'])
    .describe('scan: a part of a picture of the whole page, as of a paper that was sealed by hand'),
});
export type SealPicture = z.infer<typeof sealPicture>;

/**
 * What looks like a seal and has no signature that stands behind it. It makes no verdict better or worse: it is a picture, which anybody
 * can put on a page.
 */
export const unsignedSealPictures = z.object({
  pictures: z.array(sealPicture).describe('the first ones of very many'),
  pagesNotSearched: z.number().int().describe('too large, damaged, or no time was left'),
});
export type UnsignedSealPictures = z.infer<typeof unsignedSealPictures>;
