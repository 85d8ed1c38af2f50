import type { PDFRef } from 'pdf-lib';
import type { Matrix } from '../pages/matrix.ts';
import type { Box } from '../pages/pages.ts';
import type { Colour, ColourSpace } from './colour-space.ts';

/** The graphics state (ISO 32000-2, 8.4), as much of it as decides where something is painted and in which colour. */
export interface PaintState {
  matrix: Matrix;
  /** In the coordinates that the outermost matrix leads to. */
  clip: Box | null;
  /** Whether what clips is that box itself. */
  isClipExact: boolean;
  opacity: number;
  strokeOpacity: number;
  blends: boolean;
  lineWidth: number;
  fill: Colour | null;
  fillSpace: ColourSpace | null;
  fillPattern: PDFRef | null;
  stroke: Colour | null;
  strokeSpace: ColourSpace | null;
  fontSize: number;
  leading: number;
  textMode: number;
}

/** The state in which a page's content begins. */
export function createContentState(matrix: Matrix): PaintState {
  return {
    matrix,
    clip: null,
    isClipExact: true,
    opacity: 1,
    strokeOpacity: 1,
    blends: false,
    lineWidth: 1,
    fill: [0, 0, 0],
    fillSpace: null,
    fillPattern: null,
    stroke: [0, 0, 0],
    strokeSpace: null,
    fontSize: 0,
    leading: 0,
    textMode: 0,
  };
}
