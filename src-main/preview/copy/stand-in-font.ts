import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type EmbeddedFont, openFont } from '../../ofd/index.ts';

/** Noto Serif SC (OFL), as for seals and reports: it is there on every system. */
const files = {
  regular: '@expo-google-fonts/noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf',
  bold: '@expo-google-fonts/noto-serif-sc/700Bold/NotoSerifSC_700Bold.ttf',
} as const;
export type StandInWeight = keyof typeof files;

const opened = new Map<StandInWeight, EmbeddedFont>();
/** Making an outline takes longer than all else of a character. */
const outlines = new Map<string, string>();
const mostOutlines = 50_000;

/** What is drawn in the place of a font that a file does not bring. */
export function standInFont(weight: StandInWeight): EmbeddedFont {
  const known = opened.get(weight);
  if (known) return known;
  const font = openFont(readFileSync(createRequire(import.meta.url).resolve(files[weight])));
  if (font === null) throw new Error(`${files[weight]} cannot be read`);
  opened.set(weight, font);
  return font;
}

/** The outline of a character in it; a space has none. */
export function standInOutline(weight: StandInWeight, text: string): string {
  if (text.trim() === '') return '';
  const key = `${weight} ${text}`;
  const known = outlines.get(key);
  if (known !== undefined) return known;
  const font = standInFont(weight);
  const outline = font.outlineOf(font.glyphOf(text));
  if (outlines.size < mostOutlines) outlines.set(key, outline);
  return outline;
}
