import type { ErrorShape, Impression, Placement, Placing } from '../../../src-main/contract/index.ts';
import type { PageSize } from '../../pdf/page-layout.ts';
import type { Area } from '../../pdf/page-marks.ts';

/** A seal put on the document by a rule, not stamped yet. */
export interface Placed {
  key: number;
  sealId: string;
  placing: Placing;
}

/** A placed seal with what the core makes of it. */
export interface Impressed extends Placed {
  impressions: readonly Impression[];
  error: ErrorShape | null;
  /** The core was asked and has not answered; the impressions are those of the answer before. */
  waiting: boolean;
}

/** What is asked of the core. */
export const placementsOf = (placed: readonly Placed[]): Placement[] =>
  placed.map(({ sealId, placing }) => ({ sealId, placing }));

/** Where on which page: a centre in millimetres from the top-left of the page as displayed. */
export type Spot = Pick<Impression, 'page' | 'xMm' | 'yMm'>;

export interface PlacementState {
  past: Placed[][];
  present: Placed[];
  future: Placed[][];
  /** Steps that share a name (one drag, a row of arrow keys) are undone together. */
  gesture: string | null;
}

export type PlacementAction =
  | { type: 'place'; placed: Placed }
  | { type: 'change'; key: number; placing: Placing; gesture: string | null }
  | { type: 'remove'; key: number }
  | { type: 'undo' }
  | { type: 'redo' }
  | { type: 'clear' };

export const noPlacements: PlacementState = { past: [], present: [], future: [], gesture: null };

function advance(state: PlacementState, present: Placed[], gesture: string | null = null): PlacementState {
  const continues = gesture !== null && gesture === state.gesture;
  return { past: continues ? state.past : [...state.past, state.present], present, future: [], gesture };
}

/** The placements of one document, with undo and redo. */
export function placementReducer(state: PlacementState, action: PlacementAction): PlacementState {
  switch (action.type) {
    case 'place':
      return advance(state, [...state.present, action.placed]);
    case 'change':
      return advance(
        state,
        state.present.map((placed) => (placed.key === action.key ? { ...placed, placing: action.placing } : placed)),
        action.gesture,
      );
    case 'remove':
      return advance(
        state,
        state.present.filter((placed) => placed.key !== action.key),
      );
    case 'undo': {
      const previous = state.past.at(-1);
      if (previous === undefined) return state;
      return {
        past: state.past.slice(0, -1),
        present: previous,
        future: [state.present, ...state.future],
        gesture: null,
      };
    }
    case 'redo': {
      const [next, ...rest] = state.future;
      if (next === undefined) return state;
      return { past: [...state.past, state.present], present: next, future: rest, gesture: null };
    }
    case 'clear':
      return noPlacements;
  }
}

/** The nearest spot at which the whole seal is on the page, to a hundredth of a millimetre. */
export function keepOnPage(spot: Spot, seal: { widthMm: number; heightMm: number }, page: PageSize): Spot {
  const clamp = (value: number, extent: number, room: number) => {
    const inside = Math.min(Math.max(value, extent / 2), room - extent / 2);
    // A seal larger than its page stands in the middle; the core says that it does not fit.
    return extent >= room ? room / 2 : Math.round(inside * 100) / 100;
  };
  return {
    page: spot.page,
    xMm: clamp(spot.xMm, seal.widthMm, page.widthMm),
    yMm: clamp(spot.yMm, seal.heightMm, page.heightMm),
  };
}

/** Where seals were put on a page, all but the one with `exceptKey`. */
export function areasOnPage(placements: readonly Impressed[], page: number, exceptKey?: number): Area[] {
  return placements
    .filter(({ key }) => key !== exceptKey)
    .flatMap(({ impressions }) => impressions.filter((impression) => impression.page === page));
}

/** The point of the window at which a spot of a page is; null when that page is not in view. */
export function pointAt(spot: Spot): { x: number; y: number } | null {
  const sheet = document.querySelector<HTMLElement>(`.page:not(.page-away) .sheet[data-page="${spot.page}"]`);
  if (sheet === null) return null;
  const box = sheet.getBoundingClientRect();
  return {
    x: box.left + (spot.xMm / Number(sheet.dataset.widthMm)) * box.width,
    y: box.top + (spot.yMm / Number(sheet.dataset.heightMm)) * box.height,
  };
}

/** The page under a point of the window, and the millimetres there; null where there is no page. */
export function spotUnder(clientX: number, clientY: number): (Spot & { size: PageSize }) | null {
  for (const element of document.elementsFromPoint(clientX, clientY)) {
    const sheet = element.closest<HTMLElement>('.sheet[data-page]');
    if (sheet === null) continue;
    const box = sheet.getBoundingClientRect();
    const size = { widthMm: Number(sheet.dataset.widthMm), heightMm: Number(sheet.dataset.heightMm) };
    return {
      page: Number(sheet.dataset.page),
      xMm: ((clientX - box.left) / box.width) * size.widthMm,
      yMm: ((clientY - box.top) / box.height) * size.heightMm,
      size,
    };
  }
  return null;
}
