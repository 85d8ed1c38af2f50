import type { SealDesign, SealLegibility } from '../contract/index.ts';
import type { SealDrawing, VectorArtwork } from './artwork.ts';
import { legibilityOf } from './legibility.ts';
import { drawOvalSeal } from './oval-seal.ts';
import { drawRectangleSeal } from './rectangle-seal.ts';
import { drawRoundSeal } from './round-seal.ts';
import { drawSquareSeal } from './square-seal.ts';

function drawShape(design: SealDesign): SealDrawing {
  switch (design.shape) {
    case 'round':
      return drawRoundSeal(design);
    case 'oval':
      return drawOvalSeal(design);
    case 'square':
      return drawSquareSeal(design);
    case 'rectangle':
      return drawRectangleSeal(design);
  }
}

/** Draws a seal of any shape. Throws SEAL_TEXT_UNSUPPORTED. */
export function drawSeal(design: SealDesign): VectorArtwork {
  return drawJudgedSeal(design).artwork;
}

/** Draws a seal and judges whether its text can be read once it is printed and scanned. Throws SEAL_TEXT_UNSUPPORTED. */
export function drawJudgedSeal(design: SealDesign): { artwork: VectorArtwork; legibility: SealLegibility } {
  const { letters, ...artwork } = drawShape(design);
  return { artwork, legibility: legibilityOf(letters) };
}
