import type { PDFRef } from 'pdf-lib';
import type { Matrix } from '../pages/matrix.ts';
import type { Box } from '../pages/pages.ts';
import type { Colour } from './colour-space.ts';

/** A step of a path (ISO 32000-2, 8.5.2): move, line, curve with its control points, close. */
export type PathStep =
  | readonly ['m' | 'l', number, number]
  | readonly ['c', number, number, number, number, number, number]
  | readonly ['h'];

/** Something that a content stream paints. `matrix` leads from its own coordinates to those that were asked for. */
export interface Painting {
  readonly kind: 'text' | 'fill' | 'stroke' | 'image' | 'shading';
  /** In its own coordinates. */
  readonly box: Box;
  readonly matrix: Matrix;
  /** Of a fill or a stroke, in its own coordinates. */
  readonly path: readonly PathStep[];
  readonly evenOdd: boolean;
  readonly lineWidth: number;
  /** Where it is painted in one colour that is known; of an image, the colour that a stencil is painted in. */
  readonly colour: Colour | null;
  readonly opacity: number;
  /** Whether what lies under it shines through, as under ink. */
  readonly blends: boolean;
  /** Text that is there to be found and not to be seen. */
  readonly isInvisible: boolean;
  readonly imageRef: PDFRef | null;
  /** The box around what clipping leaves, in the coordinates that were asked for; null where nothing clips. */
  readonly clip: Box | null;
  /** Whether what clips is that box itself. */
  readonly isClipExact: boolean;
}
