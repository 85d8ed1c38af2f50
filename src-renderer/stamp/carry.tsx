import { type PointerEvent as ReactPointerEvent, useCallback, useEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import type { SealWithState } from '../../src-main/contract/index.ts';
import { pixelsPerMm } from '../format/measures.ts';
import { Artwork } from '../parts/artwork.tsx';
import { followPointer, type PointerState } from './follow-pointer.ts';
import { areasOnPage, type Impressed, keepOnPage, pointAt, type Spot, spotUnder } from './placing/placements.ts';
import { thumbnailUnder } from './thumbnail-seals.tsx';
import type { Guides } from './use-guides.ts';

/** A seal on its way from the tray to a page: dragged with the button held, or carried after a click. */
interface Carried {
  seal: SealWithState;
  held: boolean;
  /** The point of the window at which its middle is shown. */
  x: number;
  y: number;
}

/** Pixels that the pointer must move before a press counts as a drag. */
const dragThreshold = 4;

/**
 * Carries a seal from the tray to a page, where guides line it up; Alt keeps it from moving into line.
 * @param placements those of the document, to line up with
 */
export function useCarry(
  placements: readonly Impressed[],
  { guide, hide }: Pick<Guides, 'guide' | 'hide'>,
  onPlace: (seal: SealWithState, spot: Spot) => void,
) {
  const [carried, setCarried] = useState<Carried | null>(null);
  const seal = carried?.seal ?? null;
  const held = carried?.held ?? false;
  const start = useRef<PointerState>({ clientX: 0, clientY: 0, altKey: false });
  const placed = useRef(placements);
  placed.current = placements;

  /** Where the seal would be put down for a pointer; null where there is no page. */
  const spotFor = useCallback(
    (over: SealWithState, { clientX, clientY, altKey }: PointerState, onFound?: () => void): Spot | null => {
      const under = spotUnder(clientX, clientY);
      if (under === null) return null;
      const { size, ...spot } = under;
      const others = areasOnPage(placed.current, spot.page);
      return guide({ spot, seal: over, pageSize: size, others }, { snap: !altKey, onFound });
    },
    [guide],
  );

  const lift = useCallback((lifted: SealWithState, pointer: PointerState, isHeld: boolean) => {
    start.current = { clientX: pointer.clientX, clientY: pointer.clientY, altKey: pointer.altKey };
    setCarried({ seal: lifted, held: isHeld, x: pointer.clientX, y: pointer.clientY });
  }, []);

  const cancel = useCallback(() => {
    setCarried(null);
    hide();
  }, [hide]);

  useEffect(() => {
    if (seal === null) return;
    const following = followPointer(start.current, (pointer) => {
      const spot = spotFor(seal, pointer, following.repeat);
      if (spot === null) hide();
      const { x, y } = (spot === null ? null : pointAt(spot)) ?? { x: pointer.clientX, y: pointer.clientY };
      setCarried((before) => (before === null ? null : { ...before, x, y }));
    });
    const drop = (event: PointerEvent): boolean => {
      const small = thumbnailUnder(event.clientX, event.clientY);
      const spot = small === null ? spotFor(seal, event) : keepOnPage(small, seal, small.size);
      if (spot !== null) onPlace(seal, spot);
      return spot !== null;
    };
    const up = (event: PointerEvent) => {
      if (!held) return;
      drop(event);
      cancel();
    };
    const down = (event: PointerEvent) => {
      if (held || event.button !== 0 || !drop(event)) return;
      // The press placed the seal; it must not also grab what lies there.
      event.preventDefault();
      event.stopPropagation();
      cancel();
    };
    const key = (event: KeyboardEvent) => {
      if (event.key === 'Escape') cancel();
    };
    window.addEventListener('pointerup', up);
    window.addEventListener('pointerdown', down, true);
    window.addEventListener('keydown', key);
    return () => {
      following.stop();
      window.removeEventListener('pointerup', up);
      window.removeEventListener('pointerdown', down, true);
      window.removeEventListener('keydown', key);
    };
  }, [seal, held, spotFor, onPlace, hide, cancel]);

  /** A press on a card: a drag when the pointer then moves, otherwise the seal follows the pointer until the next press. */
  const press = useCallback(
    (pressed: SealWithState, event: ReactPointerEvent) => {
      if (event.button !== 0) return;
      const [startX, startY] = [event.clientX, event.clientY];
      const move = (moved: PointerEvent) => {
        if (Math.hypot(moved.clientX - startX, moved.clientY - startY) < dragThreshold) return;
        stop();
        lift(pressed, moved, true);
      };
      const up = (released: PointerEvent) => {
        stop();
        lift(pressed, released, false);
      };
      const stop = () => {
        window.removeEventListener('pointermove', move);
        window.removeEventListener('pointerup', up);
      };
      window.addEventListener('pointermove', move);
      window.addEventListener('pointerup', up);
    },
    [lift],
  );

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
