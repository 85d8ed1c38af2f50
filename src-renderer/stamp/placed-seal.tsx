import { type KeyboardEvent, type PointerEvent, useEffect, useRef } from 'react';
import type { Seal } from '../../src-main/contract/index.ts';
import { formatMm } from '../format/measures.ts';
import { Artwork } from '../parts/artwork.tsx';
import { useSpeech } from '../words/index.ts';
import type { Placed } from './placements.ts';

export interface PlacedSealProps {
  placed: Placed;
  index: number;
  seal: Seal;
  pxPerMm: number;
  selected: boolean;
  /** Takes the focus when it appears: it was just put here, or carried over from another page. */
  focusNow: boolean;
  onSelect(): void;
  onLeave(): void;
  onGrab(event: PointerEvent): void;
  onNudge(dxMm: number, dyMm: number): void;
  onRemove(): void;
  onDuplicate(): void;
}

const arrows: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** A seal on the page, at true size, like ink: what lies under it shows through. */
export function PlacedSeal(props: PlacedSealProps) {
  const {
    placed,
    index,
    seal,
    pxPerMm,
    selected,
    focusNow,
    onSelect,
    onLeave,
    onGrab,
    onNudge,
    onRemove,
    onDuplicate,
  } = props;
  const { words } = useSpeech();
  const element = useRef<HTMLButtonElement>(null);
  const width = seal.widthMm * pxPerMm;
  const height = seal.heightMm * pxPerMm;

  useEffect(() => {
    if (focusNow) element.current?.focus({ preventScroll: true });
  }, [focusNow]);

  const key = (event: KeyboardEvent) => {
    const arrow = arrows[event.key];
    const step = event.shiftKey ? 0.1 : 1;
    if (arrow !== undefined) onNudge(arrow[0] * step, arrow[1] * step);
    else if (event.key === 'Delete' || event.key === 'Backspace') onRemove();
    else if (event.key.toLowerCase() === 'd' && (event.ctrlKey || event.metaKey)) onDuplicate();
    else return;
    event.preventDefault();
  };

  return (
    <button
      ref={element}
      type="button"
      className="placed-seal"
      aria-label={words.stamp.placedLabel(seal.name, placed.page, formatMm(placed.xMm), formatMm(placed.yMm))}
      aria-pressed={selected}
      data-testid={`placed-seal-${index}`}
      data-x-mm={placed.xMm}
      data-y-mm={placed.yMm}
      style={{ width, height, left: placed.xMm * pxPerMm - width / 2, top: placed.yMm * pxPerMm - height / 2 }}
      onFocus={onSelect}
      onBlur={onLeave}
      onPointerDown={onGrab}
      onKeyDown={key}
    >
      <Artwork sealId={seal.id} alt="" className="placed-artwork" />
    </button>
  );
}
