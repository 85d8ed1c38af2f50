import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as fontkit from '@cantoo/fontkit';
import type { PDFDocument, PDFFont } from 'pdf-lib';
import { codePointOf, visibleText } from '../words/index.ts';

/** Noto Serif SC (OFL), as for seals. */
const files = {
  regular: '@expo-google-fonts/noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf',
  bold: '@expo-google-fonts/noto-serif-sc/700Bold/NotoSerifSC_700Bold.ttf',
} as const;

export type Weight = keyof typeof files;

const subsetNames: Readonly<Record<Weight, string>> = {
  regular: 'QIANYR+NotoSerifSC-Regular',
  bold: 'QIANYB+NotoSerifSC-Bold',
};

/** A font as a page uses it. Sizes and widths in points. */
export interface ReportFont {
  readonly embedded: PDFFont;
  widthOf(text: string, size: number): number;
  /** The text with what the font cannot show, or what would turn or hide it, as its code point: `[U+202E]`. */
  showable(text: string): string;
}

/** Private and unassigned characters: no font here means anything by them. */
const unknown = /[\p{Co}\p{Cn}]/u;

/** Embeds the report's fonts, only the glyphs that are used. */
export async function embedReportFonts(document: PDFDocument): Promise<Readonly<Record<Weight, ReportFont>>> {
  const { resolve } = createRequire(import.meta.url);
  const embed = async (weight: Weight): Promise<ReportFont> => {
    const bytes = readFileSync(resolve(files[weight]));
    const font = fontkit.create(bytes);
    if (!('glyphForCodePoint' in font)) throw new Error(`${files[weight]} is a collection`);
    // The one that was read is embedded: another would be read, with caches of its own.
    document.registerFontkit({ create: () => font });
    const embedded = await document.embedFont(bytes, {
      subset: true,
      // ISO 32000-2, 9.9.2: six letters before the name say that it is a subset.
      customName: subsetNames[weight],
      features: { kern: false, liga: false },
    });
    const shown = new Map<string, { text: string; widthEm: number }>();
    const look = (character: string) => {
      const known = shown.get(character);
      if (known) return known;
      const code = character.codePointAt(0) ?? 0;
      const glyph =
        visibleText(character) === character &&
        !unknown.test(character) &&
        font.hasGlyphForCodePoint(code) &&
        font.glyphForCodePoint(code);
      const found = glyph
        ? { text: character, widthEm: glyph.advanceWidth / font.unitsPerEm }
        : { text: codePointOf(character), widthEm: 0 };
      shown.set(character, found);
      return found;
    };
    return {
      embedded,
      widthOf: (text, size) => [...text].reduce((width, character) => width + look(character).widthEm, 0) * size,
      showable: (text) => [...text.normalize('NFC')].map((character) => look(character).text).join(''),
    };
  };
  return { regular: await embed('regular'), bold: await embed('bold') };
}
