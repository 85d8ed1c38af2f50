import { PDFDict, PDFName } from 'pdf-lib';
import type { PdfDocument } from '../file/document.ts';

const name = (text: string) => PDFName.of(text);

/** Every reader has these, with the same widths (ISO 32000-1, 9.6.2.2): they may look a little different, and say the same. */
const standardFonts = new Set(
  ['Courier', 'Helvetica'].flatMap((family) =>
    ['', '-Bold', '-Oblique', '-BoldOblique'].map((style) => family + style),
  ),
);
for (const style of ['Roman', 'Bold', 'Italic', 'BoldItalic']) standardFonts.add(`Times-${style}`);
for (const symbols of ['Symbol', 'ZapfDingbats']) standardFonts.add(symbols);

const fontFiles = ['FontFile', 'FontFile2', 'FontFile3'].map(name);

/**
 * The name of a font whose shapes are not in the document (ISO 32000-2, 9.9): each reader puts another in its place, or none where
 * it has no such characters, as happens with Chinese. Null when it is embedded, or one of the standard 14.
 */
export function missingFont(document: PdfDocument, font: PDFDict): string | null {
  const text = (dict: PDFDict | undefined, key: string) => {
    const value = document.resolve(dict?.get(name(key)));
    return value instanceof PDFName ? value.decodeText() : '';
  };
  const subtype = text(font, 'Subtype');
  // The glyphs of Type 3 are content streams of the document.
  if (subtype === 'Type3') return null;
  const descendant = document.array(font.get(name('DescendantFonts')))?.get(0);
  const holder = subtype === 'Type0' ? document.dict(descendant) : font;
  const descriptor = document.dict(holder?.get(name('FontDescriptor')));
  const isEmbedded = fontFiles.some((key) => document.dict(descriptor?.get(key)) instanceof PDFDict);
  const baseFont = text(holder, 'BaseFont') || text(font, 'BaseFont');
  return isEmbedded || (subtype !== 'Type0' && standardFonts.has(baseFont)) ? null : baseFont;
}
