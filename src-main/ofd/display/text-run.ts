import type { DrawingGlyph, DrawingMatrix } from '../../contract/index.ts';
import { attributeOf, childrenOf, type XmlElement } from '../xml/read-xml.ts';
import type { EmbeddedFont } from './embedded-font.ts';
import { moved, multiply } from './matrix.ts';
import { numberOf, readDeltas, readNumbers } from './values.ts';

/** Glyphs that a transformation puts in the place of characters (GB/T 33190-2016, 11.4). */
interface GlyphSwap {
  readonly position: number;
  readonly codes: number;
  readonly glyphs: readonly number[];
}

const swapOf = (element: XmlElement): GlyphSwap => {
  const glyphs = readNumbers(childrenOf(element, 'Glyphs')[0]?.text);
  return {
    position: numberOf(element, 'CodePosition') ?? 0,
    codes: Math.max(1, numberOf(element, 'CodeCount') ?? 1),
    glyphs: glyphs.slice(0, Math.max(1, numberOf(element, 'GlyphCount') ?? glyphs.length)),
  };
};

/** A TextCode and the transformations before it; those that come last belong to the last. */
function groupsOf(object: XmlElement): { readonly code: XmlElement; readonly swaps: readonly GlyphSwap[] }[] {
  const groups: { code: XmlElement; swaps: GlyphSwap[] }[] = [];
  let waiting: GlyphSwap[] = [];
  for (const child of object.children) {
    if (child.name === 'CGTransform') waiting.push(swapOf(child));
    else if (child.name === 'TextCode') {
      groups.push({ code: child, swaps: waiting });
      waiting = [];
    }
  }
  groups.at(-1)?.swaps.push(...waiting);
  return groups;
}

interface Sign {
  readonly text: string;
  /** Null: that of the character. */
  readonly glyph: number | null;
}

function signsOf(text: string, swaps: readonly GlyphSwap[]): Sign[] {
  const characters = [...text];
  const byPosition = new Map(swaps.filter(({ glyphs }) => glyphs.length > 0).map((swap) => [swap.position, swap]));
  const signs: Sign[] = [];
  for (let at = 0; at < characters.length; ) {
    const swap = byPosition.get(at);
    if (!swap) {
      signs.push({ text: characters[at] ?? '', glyph: null });
      at += 1;
      continue;
    }
    const replaced = characters.slice(at, at + swap.codes);
    const isOneToOne = swap.glyphs.length === swap.codes;
    for (const [index, glyph] of swap.glyphs.entries()) {
      const stands = isOneToOne ? replaced[index] : index === 0 ? replaced.join('') : '';
      signs.push({ text: (stands ?? '').slice(0, 16), glyph: Math.trunc(glyph) });
    }
    at += swap.codes;
  }
  return signs;
}

/** Half an em for letters and digits, as in the fonts of Chinese systems. */
const isNarrow = (character: string): boolean => (character.codePointAt(0) ?? 0) < 0x2e80;
const narrowEm = 0.5;

/** A text object's glyphs, in its own coordinates. */
export interface TextRun {
  readonly size: number;
  readonly widening: number;
  readonly turn: number;
  readonly glyphs: readonly DrawingGlyph[];
}

/** Line breaks around a text are its XML's, not the text's. */
const bareText = (text: string): string => (/[\r\n]/.test(text) ? text.trim() : text);

/**
 * Where each glyph of a text object stands (GB/T 33190-2016, 11.3): the first where its TextCode says, or after the one before; each
 * further one DeltaX and DeltaY from the one before, or where there is neither as far as the font says.
 */
export function readTextRun(object: XmlElement, font: EmbeddedFont | null): TextRun {
  const size = numberOf(object, 'Size') ?? usualSizeMm;
  const widening = numberOf(object, 'HScale') ?? 1;
  const direction = (((numberOf(object, 'ReadDirection') ?? 0) % 360) + 360) % 360;
  const turn = numberOf(object, 'CharDirection') ?? 0;
  const [ahead, down] = [Math.cos((direction * Math.PI) / 180), Math.sin((direction * Math.PI) / 180)];
  const glyphs: DrawingGlyph[] = [];
  let [x, y] = [0, 0];
  for (const { code, swaps } of groupsOf(object)) {
    [x, y] = [numberOf(code, 'X') ?? x, numberOf(code, 'Y') ?? y];
    const signs = signsOf(bareText(code.text), swaps);
    const across = readDeltas(attributeOf(code, 'DeltaX'), signs.length);
    const downwards = readDeltas(attributeOf(code, 'DeltaY'), signs.length);
    for (const [index, { text, glyph }] of signs.entries()) {
      const found = glyph ?? font?.glyphOf(text) ?? null;
      // What its font does not have is drawn by what stands in for it.
      const isOwn = font !== null && found !== null && found > 0 && found < font.glyphCount;
      const em = isOwn ? font.advanceOf(found) : isNarrow(text) ? narrowEm : 1;
      const width = em * size * widening;
      const hasSteps = across !== null || downwards !== null;
      const stepX = across?.[index] ?? (across === null && hasSteps ? 0 : width * ahead);
      const stepY = downwards?.[index] ?? (downwards === null && hasSteps ? 0 : width * down);
      const isLast = index === signs.length - 1;
      const advance = isLast ? width : Math.hypot(stepX, stepY);
      glyphs.push({ x, y, text, glyph: isOwn ? found : null, advance });
      [x, y] = [x + stepX, y + stepY];
    }
  }
  return { size, widening, turn, glyphs };
}

/** GB/T 33190-2016 gives none; a reader shows something. */
const usualSizeMm = 3.5;

/** From a glyph's em, y up, to the item's own coordinates. */
export function glyphMatrix({ size, widening, turn }: Omit<TextRun, 'glyphs'>, { x, y }: DrawingGlyph): DrawingMatrix {
  const angle = (turn * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return multiply(moved(x, y), [size * widening * cos, size * widening * sin, size * sin, -size * cos, 0, 0]);
}
