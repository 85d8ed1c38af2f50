import { z } from 'zod';
import { millimetres } from './bytes.ts';

const name = z.string().trim().min(1).max(60);
const text = z.string().trim().max(20).default('');
// Not trimmed: the blanks of a date line are part of it.
const middleText = z.string().max(24).default('');
const trialMark = z.boolean().default(false);

/** A round seal: `ringText` along the upper arc, a star or else `middleText` in the middle, `bottomText` below, `code` along the lower arc. */
export const roundSealDesign = z.object({
  shape: z.literal('round').default('round'),
  ringText: name,
  middleText: middleText.describe('across the middle in place of the star, e.g. a date line'),
  star: z.boolean().default(true),
  bottomText: text,
  code: text.describe('the 13-digit code'),
  trialMark,
  diameterMm: millimetres.min(20).max(60).default(40),
});
export type RoundSealDesign = z.infer<typeof roundSealDesign>;

/** More than this many times as wide as high, the letters at the ends of an oval would meet. */
const widestOval = 1.6;

/** An oval seal: `ringText` along the upper arc, `middleText` across the middle, `bottomText` below it, `code` along the lower arc. */
export const ovalSealDesign = z
  .object({
    shape: z.literal('oval'),
    ringText: name,
    middleText: middleText.describe('the tax number'),
    bottomText: text,
    code: text.describe('the number of this copy, e.g. (1)'),
    trialMark,
    widthMm: millimetres.min(20).max(60).default(40),
    heightMm: millimetres.min(20).max(60).default(30),
  })
  .refine(({ widthMm, heightMm }) => widthMm >= heightMm && widthMm <= heightMm * widestOval, {
    message: `an oval seal is wider than high, at most ${widestOval} times`,
    path: ['widthMm'],
  });
export type OvalSealDesign = z.infer<typeof ovalSealDesign>;

/** A square seal, red lines on white (朱文). Its text stands in columns from right to left; line breaks end a column. */
export const squareSealDesign = z.object({
  shape: z.literal('square'),
  text: name,
  trialMark,
  sideMm: millimetres.min(10).max(60).default(20),
});
export type SquareSealDesign = z.infer<typeof squareSealDesign>;

/** A framed rectangle of up to three lines. */
export const rectangleSealDesign = z.object({
  shape: z.literal('rectangle'),
  topText: name,
  middleText: middleText.describe('a date line'),
  bottomText: text,
  trialMark,
  widthMm: millimetres.min(20).max(100).default(45),
  heightMm: millimetres.min(10).max(60).default(25),
});
export type RectangleSealDesign = z.infer<typeof rectangleSealDesign>;

/** What is drawn on a seal. Without `shape` it is round. */
export const sealDesign = z.discriminatedUnion('shape', [
  roundSealDesign,
  ovalSealDesign,
  squareSealDesign,
  rectangleSealDesign,
]);
export type SealDesign = z.output<typeof sealDesign>;
export type SealDesignInput = z.input<typeof sealDesign>;

export const sealShape = z.enum(['round', 'oval', 'square', 'rectangle']) satisfies z.ZodType<SealDesign['shape']>;
export type SealShape = z.infer<typeof sealShape>;

/** How small the text of a seal is at its smallest, in millimetres; null: it has none of the sort. */
export const sealLegibility = z.object({
  characterMm: z.number().nullable().describe('width of the narrowest Chinese character'),
  letterMm: z.number().nullable().describe('width of the narrowest letter or digit'),
  strokeMm: z.number().nullable().describe('width of the thinnest stroke'),
  isNarrow: z.boolean().describe('too narrow to be read when printed or scanned'),
  isThin: z.boolean().describe('strokes that printing or scanning loses'),
});
export type SealLegibility = z.infer<typeof sealLegibility>;

/** Width and height of the impression in millimetres. */
export function sealSizeOf(design: SealDesign): { widthMm: number; heightMm: number } {
  if (design.shape === 'round') return { widthMm: design.diameterMm, heightMm: design.diameterMm };
  if (design.shape === 'square') return { widthMm: design.sideMm, heightMm: design.sideMm };
  return { widthMm: design.widthMm, heightMm: design.heightMm };
}
