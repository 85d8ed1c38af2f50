import type { VectorArtwork } from '../artwork.ts';
import { lineOfText } from '../line-text.ts';

/** In both languages: whoever is handed a proof may not speak that of who made it. */
const text = '样稿 PROOF';
const grey = '#5A5A5A';
const size = { widthMm: 76, heightMm: 14 };

let made: VectorArtwork | null = null;

/** What a proof says of itself on its pages, as outlines: no reader lacks a font for it. */
export function proofMark(): VectorArtwork {
  const { widthMm, heightMm } = size;
  const paths = () => lineOfText(text, [widthMm / 2, heightMm / 2], { height: heightMm - 2, widest: widthMm - 2 });
  made ??= { kind: 'vector', ...size, paths: paths().map(({ d }) => ({ d, fill: grey, evenOdd: false })) };
  return made;
}
