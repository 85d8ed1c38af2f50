import { z } from 'zod';
import { millimetres } from '../bytes.ts';

/** Pages as a person writes them: `1-3,5,8-`, `-1` from the end, 末页, 奇数页, 偶数页, 每页. Order and repetition mean nothing. */
export const pageRange = z.string().trim().min(1).max(500);

/** The corner of a displayed page that a place is measured from. */
export const corner = z.enum(['top-left', 'top-right', 'bottom-left', 'bottom-right']);
export type Corner = z.infer<typeof corner>;

/**
 * A place that is kept on pages of every size and rotation: the seal's centre, from a corner of the page as displayed. `nearest`: it is given from
 * the top-left corner of the first page of the range, and kept from the corner that it is next to there.
 */
export const cornerPlace = z.object({
  corner: z.enum([...corner.options, 'nearest']),
  acrossMm: millimetres,
  downMm: millimetres,
});
export type CornerPlace = z.infer<typeof cornerPlace>;

/** The edge of a displayed page. */
export const pageEdge = z.enum(['right', 'left', 'top', 'bottom']);
export type PageEdge = z.infer<typeof pageEdge>;

/** One place on one page: the seal's centre, in millimetres from the top-left corner of the page as displayed. */
const herePlacing = z.object({
  rule: z.literal('here'),
  page: z.number().int().min(1),
  xMm: millimetres,
  yMm: millimetres,
});

/** The same place on many pages. */
const pagesPlacing = z.object({
  rule: z.literal('pages'),
  pages: pageRange,
  place: cornerPlace,
  skipSealed: z.boolean().optional().describe('leaves out pages that bear this seal already'),
});

/** 骑缝: slices of the seal along an edge of many pages, which join to the whole when the pages are fanned. */
const pagingPlacing = z.object({
  rule: z.literal('paging'),
  pages: pageRange.default('每页'),
  edge: pageEdge.default('right'),
  along: z.number().min(0).max(1).default(0.5).describe('where on the edge the centre lies, from its top or left end'),
  every: z
    .number()
    .int()
    .min(2)
    .nullable()
    .default(null)
    .describe('pages that share one seal; null: as many as keep each slice 2 mm wide'),
  firstShare: z
    .number()
    .min(0.01)
    .max(0.99)
    .nullable()
    .default(null)
    .describe('of the seal, on the first page of each; null: equal'),
  duplex: z.boolean().default(false).describe('even pages bear their slice on the opposite edge'),
});

/** Where a keyword stands in the text: the seal's centre is that of the word, moved by an offset. */
const keywordPlacing = z.object({
  rule: z.literal('keyword'),
  text: z.string().trim().min(1).max(100),
  which: z
    .union([z.enum(['first', 'last', 'all']), z.number().int().min(1)])
    .default('last')
    .describe('of the hits in the order of the pages, from top to bottom; a number counts from 1'),
  pages: pageRange.default('每页'),
  dxMm: millimetres.default(0),
  dyMm: millimetres.default(0),
});

/** An empty signature field that the file brings: the seal stands in its middle, made smaller where it would not fit. */
const fieldPlacing = z.object({
  rule: z.literal('field'),
  field: z
    .string()
    .min(1)
    .max(500)
    .describe('its name; else #N, the N-th of the empty ones in the order of the form; else auto, the only one'),
});

export const placing = z.discriminatedUnion('rule', [
  herePlacing,
  pagesPlacing,
  pagingPlacing,
  keywordPlacing,
  fieldPlacing,
]);
export type Placing = z.infer<typeof placing>;
export type PlacingInput = z.input<typeof placing>;
export type PlacingOf<Rule extends Placing['rule']> = Extract<Placing, { rule: Rule }>;

/** A part of a seal's picture, in fractions of its width and height from the top-left corner. */
export const slice = z.object({ left: z.number(), top: z.number(), right: z.number(), bottom: z.number() });
export type Slice = z.infer<typeof slice>;

/** What comes out of a placing: the seal, or a slice of it, on one page; the centre and size of what is seen, in millimetres. */
export const impression = z.object({
  page: z.number().int().min(1),
  xMm: z.number(),
  yMm: z.number(),
  widthMm: z.number(),
  heightMm: z.number(),
  slice: slice.nullable(),
  field: z.string().optional().describe('the empty signature field of the file that it goes into'),
});
export type Impression = z.infer<typeof impression>;

/** Where an office would seal (落款): what it goes by, and the words that stand there. */
export const suggestedPlace = z.object({
  page: z.number().int().min(1),
  xMm: z.number(),
  yMm: z.number(),
  by: z.enum(['date', 'party', 'seal-word']),
  text: z.string(),
});
export type SuggestedPlace = z.infer<typeof suggestedPlace>;
