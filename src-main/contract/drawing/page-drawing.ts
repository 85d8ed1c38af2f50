import { z } from 'zod';
import { bytes, millimetres } from '../bytes.ts';

/** x' = a·x + c·y + e, y' = b·x + d·y + f. What is drawn comes to stand in millimetres from the top left corner of the page, y down. */
export const drawingMatrix = z.tuple([
  z.number().finite(),
  z.number().finite(),
  z.number().finite(),
  z.number().finite(),
  z.number().finite(),
  z.number().finite(),
]);
export type DrawingMatrix = z.infer<typeof drawingMatrix>;

/** Absolute lines and curves, as the path data of SVG have them. */
const outline = z.string().regex(/^[MLCQZ0-9 .-]*$/);
const fillRule = z.enum(['nonzero', 'evenodd']);
const share = z.number().min(0).max(1);
const paint = z.object({ color: z.string().regex(/^#[0-9a-f]{6}$/), alpha: share });
export type DrawingPaint = z.infer<typeof paint>;

const stroke = paint.extend({
  width: z.number().min(0),
  cap: z.enum(['butt', 'round', 'square']),
  join: z.enum(['miter', 'round', 'bevel']),
  miterLimit: z.number().positive(),
  dash: z.array(z.number().min(0)).max(64),
  dashOffset: z.number(),
});
export type DrawingStroke = z.infer<typeof stroke>;

/** What an item shows itself within: within all of these areas. */
const clip = z.array(z.object({ matrix: drawingMatrix, outline, rule: fillRule }));
export type DrawingClip = z.infer<typeof clip>;

/** What stands in for a font that the file does not bring. */
export const fontFamily = z.enum(['song', 'kai', 'hei', 'fang', 'xiaobiao', 'sans', 'serif', 'mono']);
export type FontFamily = z.infer<typeof fontFamily>;

const common = {
  matrix: drawingMatrix,
  /** Index in `clips`; null: nothing is cut off. */
  clip: z.number().int().nullable(),
  blend: z.enum(['normal', 'darken']),
};

/** The baseline origin of a character, in the item's own unit. */
const glyph = z.object({
  x: z.number().finite(),
  y: z.number().finite(),
  /** What it stands for; empty where another glyph stands for it. */
  text: z.string().max(16),
  /** Of the item's font: a key of its `outlines`; null where the character is drawn with what stands in for the font. */
  glyph: z.number().int().nullable(),
  /** How far it is to the next one, or how wide the character is. */
  advance: z.number().finite(),
});
export type DrawingGlyph = z.infer<typeof glyph>;

const pathItem = z.object({
  kind: z.literal('path'),
  ...common,
  outline,
  rule: fillRule,
  fill: paint.nullable(),
  stroke: stroke.nullable(),
});
const textItem = z.object({
  kind: z.literal('text'),
  ...common,
  /** The em, in the item's own unit. */
  size: z.number().finite(),
  /** Characters are that much wider than they are in the font. */
  widening: z.number().finite(),
  /** Each is turned about its origin, clockwise, in degrees. */
  turn: z.number().finite(),
  fill: paint.nullable(),
  stroke: stroke.nullable(),
  /** Index in `fonts`; null: the file brings none. */
  font: z.number().int().nullable(),
  standIn: z.object({ family: fontFamily, bold: z.boolean(), italic: z.boolean() }),
  glyphs: z.array(glyph),
});
const imageItem = z.object({
  kind: z.literal('image'),
  ...common,
  /** From the square of 1 by 1, its origin the top left corner of the picture. */
  alpha: share,
  /** Index in `images`. */
  image: z.number().int(),
});

export const undrawnReason = z.enum([
  'part-missing',
  'part-unreadable',
  'font-unreadable',
  'image-kind',
  'image-too-large',
  'image-mask',
  'pattern',
  'composite',
  'element',
  'seal-picture',
  'several-documents',
  'too-much',
]);
export type UndrawnReason = z.infer<typeof undrawnReason>;

/** Something that is not drawn, or not as it is meant; where there is a place, it is marked there. */
const undrawnItem = z.object({ kind: z.literal('undrawn'), ...common, reason: undrawnReason });

export const drawingItem = z.discriminatedUnion('kind', [pathItem, textItem, imageItem, undrawnItem]);
export type DrawingItem = z.infer<typeof drawingItem>;
export type PathItem = z.infer<typeof pathItem>;
export type TextItem = z.infer<typeof textItem>;
export type ImageItem = z.infer<typeof imageItem>;

/** A picture of a page, read by `documents.picture` when it is its turn: pages may have hundreds of megabytes of them. */
export const drawingImage = z.object({ key: z.string(), sizeBytes: z.number().int() });
export type DrawingImage = z.infer<typeof drawingImage>;

/** What a page shows, in the order in which it is drawn. */
export const pageDrawing = z.object({
  page: z.number().int(),
  widthMm: millimetres,
  heightMm: millimetres,
  items: z.array(drawingItem),
  clips: z.array(clip),
  /** Fonts that the file brings: outlines of the glyphs in use, on an em of 1, y up. */
  fonts: z.array(z.object({ outlines: z.record(z.string(), outline) })),
  images: z.array(drawingImage),
  /** Where seals stand, whether they hold or not. */
  seals: z.array(z.object({ leftMm: millimetres, topMm: millimetres, widthMm: millimetres, heightMm: millimetres })),
  /** What a reader has to be told of the page: what of it is not shown. `about` is for the expert. */
  notes: z.array(z.object({ reason: undrawnReason, count: z.number().int(), about: z.string() })),
});
export type PageDrawing = z.infer<typeof pageDrawing>;

/** A picture as window and PDF take it: a JBIG2 as a PDF of one page that is that picture. */
export const drawnPicture = z.object({
  mediaType: z.enum(['image/png', 'image/jpeg', 'application/pdf']),
  widthPx: z.number().int(),
  heightPx: z.number().int(),
  content: bytes,
});
export type DrawnPicture = z.infer<typeof drawnPicture>;
