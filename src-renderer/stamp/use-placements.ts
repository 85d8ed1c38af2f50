import { type PointerEvent as ReactPointerEvent, useCallback, useReducer, useRef, useState } from 'react';
import type { Seal } from '../../src-main/contract/index.ts';
import type { PageSize } from '../pdf/page-layout.ts';
import { followPointer } from './follow-pointer.ts';
import {
  areasOnPage,
  keepOnPage,
  noPlacements,
  type Placed,
  placementReducer,
  type Spot,
  spotUnder,
} from './placements.ts';
import type { Guides } from './use-guides.ts';

/** Pixels that the pointer must move before a press on a seal counts as a drag. */
const dragThreshold = 3;

/** The placements of the open document and what one can do with them. */
export function usePlacements(
  sealById: (id: string) => Seal | undefined,
  { guide, hide }: Pick<Guides, 'guide' | 'hide'>,
) {
  const [state, dispatch] = useReducer(placementReducer, noPlacements);
  const [selectedKey, setSelectedKey] = useState<number | null>(null);
  const lastKey = useRef(0);
  const lastGesture = useRef(0);
  const present = useRef(state.present);
  present.current = state.present;

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

  /** A seal moved to a spot of a page as its guides have it. */
  const guideTo = useCallback(
    (
      placed: Placed,
      spot: Spot,
      pageSize: PageSize,
      { gesture, ...how }: { snap: boolean; onFound?: () => void; gesture: string },
    ) => {
      const seal = sealById(placed.sealId);
      if (seal === undefined) return;
      const others = areasOnPage(present.current, spot.page, sealById, placed.key);
      const at = guide({ spot, seal, pageSize, others }, how);
      dispatch({ type: 'move', key: placed.key, spot: at, gesture });
    },
    [sealById, guide],
  );

  /** Moves a seal by keyboard: just as far as asked. */
  const nudge = useCallback(
    (placed: Placed, by: { xMm: number; yMm: number }, pageSize: PageSize) => {
      const spot = { page: placed.page, xMm: placed.xMm + by.xMm, yMm: placed.yMm + by.yMm };
      guideTo(placed, spot, pageSize, { snap: false, gesture: `nudge ${placed.key}` });
    },
    [guideTo],
  );

  /** Follows the pointer from a press on a placed seal to its release, over any page. Alt keeps it from moving into line. */
  const grab = useCallback(
    (placed: Placed, event: ReactPointerEvent) => {
      if (event.button !== 0) return;
      const start = spotUnder(event.clientX, event.clientY);
      if (start === null) return;
      const gesture = `drag ${++lastGesture.current}`;
      const hold = { xMm: start.xMm - placed.xMm, yMm: start.yMm - placed.yMm };
      const [startX, startY] = [event.clientX, event.clientY];
      let moving = false;
      const following = followPointer(event, ({ clientX, clientY, altKey }) => {
        if (!moving && Math.hypot(clientX - startX, clientY - startY) < dragThreshold) return;
        moving = true;
        const under = spotUnder(clientX, clientY);
        if (under === null) return;
        const spot = { page: under.page, xMm: under.xMm - hold.xMm, yMm: under.yMm - hold.yMm };
        guideTo(placed, spot, under.size, { snap: !altKey, onFound: following.repeat, gesture });
      });
      const up = () => {
        following.stop();
        hide();
        window.removeEventListener('pointerup', up);
        window.removeEventListener('pointercancel', up);
      };
      window.addEventListener('pointerup', up);
      window.addEventListener('pointercancel', up);
    },
    [guideTo, hide],
  );

  const remove = useCallback(
    (key: number) => {
      dispatch({ type: 'remove', key });
      setSelectedKey(null);
      hide();
    },
    [hide],
  );
  const undo = useCallback(() => {
    dispatch({ type: 'undo' });
    hide();
  }, [hide]);
  const redo = useCallback(() => {
    dispatch({ type: 'redo' });
    hide();
  }, [hide]);
  const clear = useCallback(() => {
    dispatch({ type: 'clear' });
    setSelectedKey(null);
    hide();
  }, [hide]);

  return {
    placements: state.present,
    canUndo: state.past.length > 0,
    canRedo: state.future.length > 0,
    selectedKey,
    select: setSelectedKey,
    place,
    moveTo,
    nudge,
    grab,
    remove,
    undo,
    redo,
    clear,
  };
}

export type Placements = ReturnType<typeof usePlacements>;
