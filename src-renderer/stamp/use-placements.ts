import { type PointerEvent as ReactPointerEvent, useCallback, useReducer, useRef, useState } from 'react';
import type { Seal } from '../../src-main/contract/index.ts';
import type { PageSize } from '../pdf/page-layout.ts';
import { keepOnPage, noPlacements, type Placed, placementReducer, type Spot, spotUnder } from './placements.ts';

/** Pixels that the pointer must move before a press on a seal counts as a drag. */
const dragThreshold = 3;

/** The placements of the open document and what one can do with them. */
export function usePlacements(sealById: (id: string) => Seal | undefined) {
  const [state, dispatch] = useReducer(placementReducer, noPlacements);
  const [selectedKey, setSelectedKey] = useState<number | null>(null);
  const lastKey = useRef(0);
  const lastGesture = useRef(0);

  const place = useCallback((sealId: string, spot: Spot) => {
    const key = ++lastKey.current;
    dispatch({ type: 'place', placed: { key, sealId, ...spot } });
    setSelectedKey(key);
  }, []);

  const moveTo = useCallback(
    (placed: Placed, spot: Spot, page: PageSize, gesture: string | null) => {
      const seal = sealById(placed.sealId);
      if (seal === undefined) return;
      dispatch({ type: 'move', key: placed.key, spot: keepOnPage(spot, seal, page), gesture });
    },
    [sealById],
  );

  /** Follows the pointer from a press on a placed seal to its release, over any page. */
  const grab = useCallback(
    (placed: Placed, event: ReactPointerEvent) => {
      if (event.button !== 0) return;
      const start = spotUnder(event.clientX, event.clientY);
      if (start === null) return;
      const gesture = `drag ${++lastGesture.current}`;
      const hold = { xMm: start.xMm - placed.xMm, yMm: start.yMm - placed.yMm };
      const [startX, startY] = [event.clientX, event.clientY];
      let moving = false;
      const move = (moved: PointerEvent) => {
        if (!moving && Math.hypot(moved.clientX - startX, moved.clientY - startY) < dragThreshold) return;
        moving = true;
        const under = spotUnder(moved.clientX, moved.clientY);
        if (under === null) return;
        const spot = { page: under.page, xMm: under.xMm - hold.xMm, yMm: under.yMm - hold.yMm };
        moveTo(placed, spot, under.size, gesture);
      };
      const up = () => {
        window.removeEventListener('pointermove', move);
        window.removeEventListener('pointerup', up);
        window.removeEventListener('pointercancel', up);
      };
      window.addEventListener('pointermove', move);
      window.addEventListener('pointerup', up);
      window.addEventListener('pointercancel', up);
    },
    [moveTo],
  );

  const remove = useCallback((key: number) => {
    dispatch({ type: 'remove', key });
    setSelectedKey(null);
  }, []);
  const undo = useCallback(() => dispatch({ type: 'undo' }), []);
  const redo = useCallback(() => dispatch({ type: 'redo' }), []);
  const clear = useCallback(() => {
    dispatch({ type: 'clear' });
    setSelectedKey(null);
  }, []);

  return {
    placements: state.present,
    canUndo: state.past.length > 0,
    canRedo: state.future.length > 0,
    selectedKey,
    select: setSelectedKey,
    place,
    moveTo,
    grab,
    remove,
    undo,
    redo,
    clear,
  };
}

export type Placements = ReturnType<typeof usePlacements>;
