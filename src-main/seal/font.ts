import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import opentype from 'opentype.js';
import { AppError } from '../contract/index.ts';

/** A glyph on an em square of 1: x to the right, y up from the baseline. */
export interface Glyph {
  readonly advance: number;
  readonly commands: readonly GlyphCommand[];
}

export type GlyphCommand =
  | { type: 'M' | 'L'; points: readonly [Point] }
  | { type: 'C'; points: readonly [Point, Point, Point] }
  | { type: 'Z'; points: readonly [] };

export type Point = readonly [x: number, y: number];

/** Noto Serif SC (OFL), a Song face, in the weight that engraved seals come near to. */
const fontFile = '@expo-google-fonts/noto-serif-sc/700Bold/NotoSerifSC_700Bold.ttf';

let loaded: opentype.Font | null = null;

function load(): opentype.Font {
  if (loaded) return loaded;
  const bytes = readFileSync(createRequire(import.meta.url).resolve(fontFile));
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
  loaded = opentype.parse(buffer, { lowMemory: true });
  return loaded;
}

/** A quadratic curve as the cubic that is the same curve. */
function cubicOf(from: Point, control: Point, to: Point): readonly [Point, Point, Point] {
  const towards = (end: Point): Point => [
    end[0] + (2 / 3) * (control[0] - end[0]),
    end[1] + (2 / 3) * (control[1] - end[1]),
  ];
  return [towards(from), towards(to), to];
}

function outline(path: opentype.Path, unitsPerEm: number): GlyphCommand[] {
  const scaled = (x: number, y: number): Point => [x / unitsPerEm, y / unitsPerEm];
  const commands: GlyphCommand[] = [];
  let current: Point = [0, 0];
  for (const command of path.commands) {
    if (command.type === 'Z') {
      commands.push({ type: 'Z', points: [] });
      continue;
    }
    const to = scaled(command.x, command.y);
    if (command.type === 'C') {
      commands.push({ type: 'C', points: [scaled(command.x1, command.y1), scaled(command.x2, command.y2), to] });
    } else if (command.type === 'Q') {
      commands.push({ type: 'C', points: cubicOf(current, scaled(command.x1, command.y1), to) });
    } else commands.push({ type: command.type, points: [to] });
    current = to;
  }
  return commands;
}

/** The glyphs of a text, one for each character. Throws SEAL_TEXT_UNSUPPORTED with the characters that the font lacks. */
export function glyphsOf(text: string): Glyph[] {
  const font = load();
  const characters = [...text.normalize('NFC')];
  const isSpace = (character: string) => character.trim() === '';
  const missing = characters.filter((character) => !isSpace(character) && font.charToGlyphIndex(character) === 0);
  if (missing.length > 0) throw new AppError('SEAL_TEXT_UNSUPPORTED', { characters: [...new Set(missing)].join('') });
  return characters.map((character) => {
    const glyph = font.charToGlyph(isSpace(character) ? ' ' : character);
    return {
      advance: (glyph.advanceWidth ?? font.unitsPerEm) / font.unitsPerEm,
      commands: outline(glyph.path, font.unitsPerEm),
    };
  });
}
