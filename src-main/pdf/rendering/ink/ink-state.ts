import type { Matrix } from '../../pages/matrix.ts';
import type { Box } from '../../pages/pages.ts';
import { blackInk, type Ink } from './ink-colour.ts';

/** The part of the graphics state (ISO 32000-2, 8.4) on which it depends what is plain. A form takes over what its `Do` finds. */
export interface State {
  readonly matrix: Matrix;
  /** Around what is not clipped, on the page; null where nothing is left. */
  readonly clip: Box | null;
  /** Whether the box is the clip itself. */
  readonly isClipExact: boolean;
  readonly fill: Ink;
  readonly stroke: Ink;
  /** Whether it blends so that nothing gets lighter. */
  readonly darkens: boolean;
  /** What becomes of a transparency group as a whole. */
  readonly group: { readonly darkens: boolean; readonly opacity: number } | null;
  readonly lineWidth: number;
  readonly dash: readonly number[];
  readonly lineJoin: number;
  readonly miterLimit: number;
  readonly flatness: number;
  readonly fontSize: number;
  readonly textMode: number;
}

export const firstState: Omit<State, 'matrix' | 'clip'> = {
  isClipExact: true,
  fill: blackInk,
  stroke: blackInk,
  darkens: false,
  group: null,
  lineWidth: 1,
  dash: [],
  lineJoin: 0,
  miterLimit: 10,
  flatness: 1,
  fontSize: 0,
  textMode: 0,
};

/** A group is painted as a whole in the way of its `Do`, and what is within it blends with nothing outside. */
export function asGroup(state: State): State {
  const { darkens, fill, stroke } = state;
  const group = { darkens, opacity: fill.opacity * (state.group?.opacity ?? 1) };
  return { ...state, group, fill: { ...fill, opacity: 1 }, stroke: { ...stroke, opacity: 1 } };
}
