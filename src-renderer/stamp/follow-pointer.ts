import { scrollAtEdges } from './edge-scroll.ts';

/** Where the pointer is, and whether Alt is held. */
export interface PointerState {
  clientX: number;
  clientY: number;
  altKey: boolean;
}

export interface Following {
  /** Tells of the pointer again, where it rests. */
  repeat(): void;
  stop(): void;
}

/**
 * Tells of every move of the pointer, and of the pages that scroll under it near their edges, and of Alt as it is pressed or let go while the pointer
 * rests.
 */
export function followPointer(start: PointerState, moved: (pointer: PointerState) => void): Following {
  let last: PointerState = start;
  const tell = (pointer: PointerState) => {
    last = { clientX: pointer.clientX, clientY: pointer.clientY, altKey: pointer.altKey };
    moved(last);
  };
  const key = (event: KeyboardEvent) => {
    if (event.key !== 'Alt') return;
    // Alt by itself would open the window's menu.
    event.preventDefault();
    if (event.altKey !== last.altKey) tell({ ...last, altKey: event.altKey });
  };
  // A press that moves nothing yet scrolls nothing.
  let hasMoved = false;
  const stopScrolling = scrollAtEdges(
    () => (hasMoved ? last : { clientX: -1, clientY: -1 }),
    () => moved(last),
  );
  const move = (pointer: PointerState) => {
    hasMoved = true;
    tell(pointer);
  };
  window.addEventListener('pointermove', move);
  window.addEventListener('keydown', key);
  window.addEventListener('keyup', key);
  return {
    repeat: () => moved(last),
    stop() {
      stopScrolling();
      window.removeEventListener('pointermove', move);
      window.removeEventListener('keydown', key);
      window.removeEventListener('keyup', key);
    },
  };
}
