import type { Letter } from './legibility.ts';

/** Vector artwork: absolute SVG path data with only M L C Z, millimetres, y down, origin at the top-left of its box. */
export interface VectorArtwork {
  readonly kind: 'vector';
  readonly widthMm: number;
  readonly heightMm: number;
  readonly paths: readonly { readonly d: string; readonly fill: string; readonly evenOdd: boolean }[];
}

/** A picture of an impression. `rgba` is row by row, not premultiplied. */
export interface ImageArtwork {
  readonly kind: 'image';
  readonly widthMm: number;
  readonly heightMm: number;
  readonly png: Uint8Array;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly rgba: Uint8Array;
}

/** What was drawn, and the characters on it that are to be read. */
export interface SealDrawing extends VectorArtwork {
  readonly letters: readonly Letter[];
}

export type Artwork = VectorArtwork | ImageArtwork;

/** The artwork as a standalone SVG document in its true size. */
export function artworkToSvg(artwork: VectorArtwork): string {
  const { widthMm, heightMm } = artwork;
  const paths = artwork.paths
    .map(({ d, fill, evenOdd }) => `<path d="${d}" fill="${fill}" fill-rule="${evenOdd ? 'evenodd' : 'nonzero'}"/>`)
    .join('');
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${widthMm}mm" height="${heightMm}mm" viewBox="0 0 ${widthMm} ${heightMm}">${paths}</svg>`;
}
