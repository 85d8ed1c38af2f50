import { type KeyboardEvent, type PointerEvent, useEffect, useRef } from 'react';
import type { Impression, Seal } from '../../../src-main/contract/index.ts';
import { formatMm } from '../../format/measures.ts';
import { useSpeech } from '../../words/index.ts';
import { useFocusHandedOn } from './keep-focus.ts';
import type { Impressed } from './placements.ts';
import { SealPart } from './seal-part.tsx';

export interface ImpressedSealProps {
  placed: Impressed;
  impression: Impression;
  /** Of the placed seal among all. */
  index: number;
  seal: Seal;
  pxPerMm: number;
  selected: boolean;
  /** Takes the focus: it was just put here, carried over from another page, or looked for. */
  focusNow: boolean;
  onFocused(): void;
  onSelect(): void;
  onLeave(): void;
  onGrab(event: PointerEvent): void;
  onNudge(dxMm: number, dyMm: number): void;
  onRemove(): void;
  onDuplicate: (() => void) | undefined;
  /** Enter, where something is offered for it. */
  onAccept: (() => void) | undefined;
  onDecline(): void;
}

const arrows: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** An impression on its page, at true size, like ink: what lies under it shows through. */
export function ImpressedSeal(props: ImpressedSealProps) {
  const { placed, impression, index, seal, pxPerMm, selected, focusNow, onFocused } = props;
  const { words } = useSpeech();
  const element = useRef<HTMLButtonElement>(null);
  const { page, xMm, yMm, slice } = impression;
  const width = impression.widthMm * pxPerMm;
  const height = impression.heightMm * pxPerMm;

  useEffect(() => {
    if (!focusNow) return;
    element.current?.focus({ preventScroll: true });
    onFocused();
  }, [focusNow, onFocused]);

  // It goes with its page, or is removed.
  useFocusHandedOn(element);

  const key = (event: KeyboardEvent) => {
    const arrow = arrows[event.key];
    const step = event.shiftKey ? 0.1 : 1;
    if (arrow !== undefined) props.onNudge(arrow[0] * step, arrow[1] * step);
    else if (event.key === 'Delete' || event.key === 'Backspace') props.onRemove();
    else if (event.key === 'Escape') props.onDecline();
    else if (event.key === 'Enter' && props.onAccept !== undefined) props.onAccept();
    else if (event.key.toLowerCase() === 'd' && (event.ctrlKey || event.metaKey)) props.onDuplicate?.();
    else return;
    event.preventDefault();
  };

  const where = words.placing.impressionLabel(seal.name, words.placing.rules[placed.placing.rule], page);
  return (
    <button
      ref={element}
      type="button"
      className="placed-seal"
      aria-label={`${where}${words.placing.standsAt(formatMm(xMm), formatMm(yMm))}`}
      aria-pressed={selected}
      data-testid={`placed-seal-${index}`}
      data-cut={slice === null ? undefined : slice.left === 0 && slice.right === 1 ? 'level' : 'upright'}
      data-waiting={placed.waiting}
      data-x-mm={xMm}
      data-y-mm={yMm}
      style={{ width, height, left: xMm * pxPerMm - width / 2, top: yMm * pxPerMm - height / 2 }}
      onFocus={props.onSelect}
      onBlur={props.onLeave}
      onPointerDown={props.onGrab}
      onKeyDown={key}
    >
      <SealPart sealId={seal.id} slice={slice} />
    </button>
  );
}
