import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type opentype from 'opentype.js';
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

/** Song for words, sans for the digits of codes and tax numbers. */
export type Face = 'song' | 'sans';

/** Where the middle of a character (a digit) lies above the baseline, and how high it is, in shares of the em. */
export const faces: Readonly<
  Record<Face, { readonly file: string; readonly middle: number; readonly height: number }>
> = {
  /** Noto Serif SC (OFL), in the weight that engraved seals come near to. */
  song: { file: '@expo-google-fonts/noto-serif-sc/700Bold/NotoSerifSC_700Bold.ttf', middle: 0.38, height: 0.95 },
  /** Liberation Sans (OFL), which has the widths of the Arial that the tax administration prescribes. */
  sans: { file: 'pdfjs-dist/standard_fonts/LiberationSans-Regular.ttf', middle: 0.345, height: 0.69 },
};

const loaded = new Map<Face, opentype.Font>();

function load(face: Face): opentype.Font {
  const known = loaded.get(face);
  if (known) return known;
  const require = createRequire(import.meta.url);
  // A megabyte of program, which only those need who draw a seal.
  const { parse }: typeof opentype = require('opentype.js');
  const bytes = readFileSync(require.resolve(faces[face].file));
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
  const font = parse(buffer, { lowMemory: true });
  loaded.set(face, font);
  return font;
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

const ideographicSpace = '\u3000';
const fullWidthPunctuation = /[（）〔〕【】《》〈〉「」『』，。、：；！？]/;

/** Full-width punctuation without the empty half of its em, which would tear a hole into evenly spaced characters. */
function withoutEmptyHalf(commands: readonly GlyphCommand[]): Glyph {
  const xs = commands.flatMap(({ points }) => points.map(([x]) => x));
  const shift = 0.25 - (Math.min(...xs) + Math.max(...xs)) / 2;
  const moved = ([x, y]: Point): Point => [x + shift, y];
  return {
    advance: 0.5,
    commands: commands.map((command): GlyphCommand => {
      if (command.type === 'Z') return command;
      if (command.type !== 'C') return { type: command.type, points: [moved(command.points[0])] };
      const [first, second, end] = command.points;
      return { type: 'C', points: [moved(first), moved(second), moved(end)] };
    }),
  };
}

/** The glyphs of a text, one for each character. Throws SEAL_TEXT_UNSUPPORTED with the characters that the font lacks. */
export function glyphsOf(text: string, face: Face = 'song'): Glyph[] {
  const font = load(face);
  const characters = [...text.normalize('NFC')];
  const isSpace = (character: string) => character.trim() === '';
  const missing = characters.filter((character) => !isSpace(character) && font.charToGlyphIndex(character) === 0);
  if (missing.length > 0) throw new AppError('SEAL_TEXT_UNSUPPORTED', { characters: [...new Set(missing)].join('') });
  return characters.map((character) => {
    if (character === ideographicSpace) return { advance: 1, commands: [] };
    const glyph = font.charToGlyph(isSpace(character) ? ' ' : character);
    const commands = outline(glyph.path, font.unitsPerEm);
    if (fullWidthPunctuation.test(character)) return withoutEmptyHalf(commands);
    return { advance: (glyph.advanceWidth ?? font.unitsPerEm) / font.unitsPerEm, commands };
  });
}
