import { type PDFContext, PDFName, PDFNumber, type PDFRef } from 'pdf-lib';
import { pathOperators, written } from './content.ts';

/** What is drawn for a character: its outline on an em of 1, y up, and how far it is to the next. */
export interface InkedGlyph {
  /** Tells it from others of the same face. */
  readonly key: string;
  readonly outline: string;
  readonly advance: number;
  /** What it stands for. */
  readonly text: string;
}

const mostCodes = 255;
const unitsPerEm = 1000;
const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0').toUpperCase();
const utf16 = (text: string): string =>
  Array.from({ length: text.length }, (_, at) => hex(text.charCodeAt(at), 4)).join('');

/**
 * Fonts of Type 3 (ISO 32000-2, 9.6.4): their glyphs are drawn like paths, so that whatever a page is written with, also a font without a map
 * of characters, is seen as in the window, and is found, copied and read aloud as text.
 */
export class GlyphFonts {
  readonly #context: PDFContext;
  readonly #codes = new Map<string, { readonly font: number; readonly code: number }>();
  readonly #fonts: { readonly ref: PDFRef; readonly glyphs: InkedGlyph[] }[] = [];

  constructor(context: PDFContext) {
    this.#context = context;
  }

  /** By which font and code a glyph is shown. */
  show(face: string, glyph: InkedGlyph): { readonly name: string; readonly ref: PDFRef; readonly code: string } {
    const key = `${face} ${glyph.key} ${glyph.text}`;
    const known = this.#codes.get(key) ?? this.#add(glyph);
    this.#codes.set(key, known);
    const font = this.#fonts[known.font];
    if (!font) throw new Error('a font that is none');
    return { name: `F${known.font}`, ref: font.ref, code: hex(known.code, 2) };
  }

  #add(glyph: InkedGlyph): { font: number; code: number } {
    const last = this.#fonts.at(-1);
    const font = last && last.glyphs.length < mostCodes ? last : { ref: this.#context.nextRef(), glyphs: [] };
    if (font !== last) this.#fonts.push(font);
    font.glyphs.push(glyph);
    return { font: this.#fonts.length - 1, code: font.glyphs.length };
  }

  /** Writes the fonts, once all glyphs are known. */
  finish(): void {
    for (const { ref, glyphs } of this.#fonts) {
      const procedures = this.#context.obj({});
      for (const [index, { outline, advance }] of glyphs.entries()) {
        const scale = [unitsPerEm, 0, 0, unitsPerEm, 0, 0] as const;
        const paths = outline === '' ? '' : `${pathOperators(outline, [...scale])}\nf`;
        const box = `${written(advance * unitsPerEm)} 0 ${-unitsPerEm} ${-unitsPerEm} ${2 * unitsPerEm} ${2 * unitsPerEm} d1`;
        const stream = this.#context.flateStream(`${box}\n${paths}`);
        procedures.set(PDFName.of(`g${index + 1}`), this.#context.register(stream));
      }
      const names = glyphs.map((_, index) => PDFName.of(`g${index + 1}`));
      this.#context.assign(
        ref,
        this.#context.obj({
          Type: 'Font',
          Subtype: 'Type3',
          FontBBox: [-unitsPerEm, -unitsPerEm, 2 * unitsPerEm, 2 * unitsPerEm],
          FontMatrix: [1 / unitsPerEm, 0, 0, 1 / unitsPerEm, 0, 0],
          CharProcs: procedures,
          Encoding: { Type: 'Encoding', Differences: [PDFNumber.of(1), ...names] },
          FirstChar: 1,
          LastChar: glyphs.length,
          Widths: glyphs.map(({ advance }) => Math.round(advance * unitsPerEm)),
          Resources: {},
          ToUnicode: this.#context.register(this.#context.flateStream(toUnicode(glyphs))),
        }),
      );
    }
  }
}

const pairsAtOnce = 100;

/** ISO 32000-2, 9.10.3. */
function toUnicode(glyphs: readonly InkedGlyph[]): string {
  const pairs = glyphs.flatMap(({ text }, index) => (text === '' ? [] : [`<${hex(index + 1, 2)}> <${utf16(text)}>`]));
  const blocks: string[] = [];
  for (let at = 0; at < pairs.length; at += pairsAtOnce) {
    const some = pairs.slice(at, at + pairsAtOnce);
    blocks.push(`${some.length} beginbfchar\n${some.join('\n')}\nendbfchar`);
  }
  return [
    '/CIDInit /ProcSet findresource begin 12 dict begin begincmap',
    '/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def',
    '/CMapName /Adobe-Identity-UCS def /CMapType 2 def',
    '1 begincodespacerange <01> <FF> endcodespacerange',
    ...blocks,
    'endcmap CMapName currentdict /CMap defineresource pop end end',
  ].join('\n');
}
