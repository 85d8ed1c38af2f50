import { type PointerEvent as ReactPointerEvent, useCallback, useEffect, useState } from 'react';
import { createPortal } from 'react-dom';
import type { SealWithState } from '../../src-main/contract/index.ts';
import { pixelsPerMm } from '../format/measures.ts';
import { Artwork } from '../parts/artwork.tsx';
import { keepOnPage, type Spot, spotUnder } from './placements.ts';

/** A seal on its way from the tray to a page: dragged with the button held, or carried after a click. */
interface Carried {
  seal: SealWithState;
  held: boolean;
  x: number;
  y: number;
}

/** Pixels that the pointer must move before a press counts as a drag. */
const dragThreshold = 4;

export function useCarry(onPlace: (seal: SealWithState, spot: Spot) => void) {
  const [carried, setCarried] = useState<Carried | null>(null);
  const seal = carried?.seal ?? null;
  const held = carried?.held ?? false;

  const drop = useCallback(
    (dropped: SealWithState, x: number, y: number): boolean => {
      const spot = spotUnder(x, y);
      if (spot === null) return false;
      onPlace(dropped, keepOnPage(spot, dropped, spot.size));
      return true;
    },
    [onPlace],
  );

  useEffect(() => {
    if (seal === null) return;
    const move = (event: PointerEvent) =>
      setCarried((before) => (before === null ? null : { ...before, x: event.clientX, y: event.clientY }));
    const up = (event: PointerEvent) => {
      if (!held) return;
      drop(seal, event.clientX, event.clientY);
      setCarried(null);
    };
    const down = (event: PointerEvent) => {
      if (held || event.button !== 0 || !drop(seal, event.clientX, event.clientY)) return;
      // The press placed the seal; it must not also grab what lies there.
      event.preventDefault();
      event.stopPropagation();
      setCarried(null);
    };
    const key = (event: KeyboardEvent) => {
      if (event.key === 'Escape') setCarried(null);
    };
    window.addEventListener('pointermove', move);
    window.addEventListener('pointerup', up);
    window.addEventListener('pointerdown', down, true);
    window.addEventListener('keydown', key);
    return () => {
      window.removeEventListener('pointermove', move);
      window.removeEventListener('pointerup', up);
      window.removeEventListener('pointerdown', down, true);
      window.removeEventListener('keydown', key);
    };
  }, [seal, held, drop]);

  /** A press on a card: a drag when the pointer then moves, otherwise the seal follows the pointer until the next press. */
  const press = useCallback((pressed: SealWithState, event: ReactPointerEvent) => {
    if (event.button !== 0) return;
    const [startX, startY] = [event.clientX, event.clientY];
    const move = (moved: PointerEvent) => {
      if (Math.hypot(moved.clientX - startX, moved.clientY - startY) < dragThreshold) return;
      stop();
      setCarried({ seal: pressed, held: true, x: moved.clientX, y: moved.clientY });
    };
    const up = (released: PointerEvent) => {
      stop();
      setCarried({ seal: pressed, held: false, x: released.clientX, y: released.clientY });
    };
    const stop = () => {
      window.removeEventListener('pointermove', move);
      window.removeEventListener('pointerup', up);
    };
    window.addEventListener('pointermove', move);
    window.addEventListener('pointerup', up);
  }, []);

  const cancel = useCallback(() => setCarried(null), []);
  return { carried, press, cancel };
}

/** The carried seal under the pointer, at the size it will have on the page. */
export function CarriedSeal({ carried, factor }: { carried: Carried; factor: number }) {
  const width = carried.seal.widthMm * pixelsPerMm * factor;
  const height = carried.seal.heightMm * pixelsPerMm * factor;
  return createPortal(
    <Artwork
      sealId={carried.seal.id}
      alt=""
      className="carried-seal"
      style={{ width, height, transform: `translate(${carried.x - width / 2}px, ${carried.y - height / 2}px)` }}
    />,
    document.body,
  );
}
