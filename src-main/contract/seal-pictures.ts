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
    .enum(['image', 'drawing', 'annotation', 'scan', 'broken-signature'])
    .describe(
      'scan: a part of a picture of the whole page, as of a paper that was sealed by hand; broken-signature: it stands where a signature is that does not hold',
    ),
});
export type SealPicture = z.infer<typeof sealPicture>;

/** Why pages were not searched, or not wholly: no time was left, they are too large, cannot be read, there were enough pictures, or pages of the format are not looked at. */
export const notSearchedReason = z.enum(['time', 'large', 'unreadable', 'enough', 'format']);
export type NotSearchedReason = z.infer<typeof notSearchedReason>;

/**
 * What looks like a seal and has no signature that stands behind it. It makes no verdict better or worse: it is a picture, which anybody
 * can put on a page.
 */
export const unsignedSealPictures = z.object({
  pictures: z.array(sealPicture).describe('the first ones of very many'),
  pagesNotSearched: z.number().int(),
  notSearchedBecause: z.array(notSearchedReason).describe('of those pages; empty where there are none'),
});
export type UnsignedSealPictures = z.infer<typeof unsignedSealPictures>;
