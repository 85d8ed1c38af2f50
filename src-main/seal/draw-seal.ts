import type { SealDesign } from '../contract/index.ts';
import type { VectorArtwork } from './artwork.ts';
import { drawOvalSeal } from './oval-seal.ts';
import { drawRectangleSeal } from './rectangle-seal.ts';
import { drawRoundSeal } from './round-seal.ts';
import { drawSquareSeal } from './square-seal.ts';

/** Draws a seal of any shape. Throws SEAL_TEXT_UNSUPPORTED. */
export function drawSeal(design: SealDesign): VectorArtwork {
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
