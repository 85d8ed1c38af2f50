import { type KeyboardEvent, useRef, useState } from 'react';
import type { HistoryCount } from '../../../src-main/contract/index.ts';
import { useSpeech } from '../../words/index.ts';
import { roundedTop, ticksOf } from './axis.ts';

const mostTicks = 12;
const labelledShare = 0.95;

/** Uses by days or months along an axis, as bars; a bar narrows the list to its day or month. One stop of the tab key, the arrows go from bar to bar. */
export function TimeBars({
  slots,
  counts,
  isWithin,
  isChosen,
  nameOf,
  tickOf,
  onPick,
}: {
  /** Every day or month of the axis. */
  slots: readonly string[];
  counts: readonly HistoryCount[];
  /** Whether the list holds uses of it, as it is narrowed. */
  isWithin: (slot: string) => boolean;
  /** Whether the list is narrowed to it. */
  isChosen: (slot: string) => boolean;
  nameOf: (slot: string) => string;
  tickOf: (slot: string) => string;
  onPick: (slot: string) => void;
}) {
  const { words } = useSpeech();
  const text = words.history.charts;
  const bars = useRef<HTMLDivElement>(null);
  const known = new Map(counts.map((count) => [count.key, count]));
  const top = roundedTop(Math.max(1, ...slots.map((slot) => known.get(slot)?.count ?? 0)));
  const used = slots.filter((slot) => (known.get(slot)?.count ?? 0) > 0 || isChosen(slot));
  const [focused, setFocused] = useState<string | null>(null);
  const stop = focused !== null && used.includes(focused) ? focused : used.at(-1);
  // What is written beside the last ones would stand out of the chart.
  const labelled = slots.slice(0, Math.ceil(slots.length * labelledShare));
  const ticks = new Set(ticksOf(slots, mostTicks).filter((slot) => labelled.includes(slot)));

  const press = (event: KeyboardEvent) => {
    const at = stop === undefined ? -1 : used.indexOf(stop);
    const steps: Record<string, number> = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: used.length - 1 };
    const next = steps[event.key];
    const slot = next === undefined ? undefined : used[next];
    if (slot === undefined) return;
    event.preventDefault();
    setFocused(slot);
    bars.current?.querySelector<HTMLElement>(`[data-slot="${slot}"]`)?.focus();
  };

  return (
    <div className="time-chart">
      <div className="time-scale figures quiet" aria-hidden>
        <span>{top}</span>
        <span>0</span>
      </div>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the arrows go from one button in it to the next */}
      <div
        ref={bars}
        className="time-bars"
        style={{ gridTemplateColumns: `repeat(${slots.length}, minmax(0, 1fr))` }}
        data-testid="time-bars"
        onKeyDown={press}
      >
        {slots.map((slot) => {
          const count = known.get(slot);
          const total = count?.count ?? 0;
          if (!used.includes(slot))
            return <span key={slot} className="time-bar" title={text.bar(nameOf(slot), 0, 0)} />;
          const completed = count?.outcomes.completed ?? 0;
          const name = text.bar(nameOf(slot), total, completed);
          return (
            <button
              key={slot}
              type="button"
              className="time-bar"
              data-slot={slot}
              data-within={isWithin(slot)}
              title={name}
              aria-label={name}
              aria-pressed={isChosen(slot)}
              tabIndex={slot === stop ? 0 : -1}
              onFocus={() => setFocused(slot)}
              onClick={() => onPick(slot)}
            >
              <BarParts share={total / top} completed={total === 0 ? 1 : completed / total} upright />
            </button>
          );
        })}
      </div>
      <div
        className="time-ticks figures quiet"
        style={{ gridTemplateColumns: `repeat(${slots.length}, minmax(0, 1fr))` }}
        aria-hidden
      >
        {slots.map((slot) => (
          <span key={slot} className="tick" data-tick={ticks.has(slot)}>
            {ticks.has(slot) && <span className="tick-label">{tickOf(slot)}</span>}
          </span>
        ))}
      </div>
    </div>
  );
}

/** What was stamped is full, what was not is hatched: told apart without colours. */
export function BarParts({ share, completed, upright }: { share: number; completed: number; upright: boolean }) {
  const size = (part: number) => ({ [upright ? 'height' : 'width']: `${part * 100}%` });
  return (
    <span className="bar-parts" data-upright={upright} style={size(share === 0 ? 0 : Math.max(0.04, share))}>
      {completed > 0 && <span className="bar-completed" style={size(completed)} />}
      {completed < 1 && <span className="bar-others" style={size(1 - completed)} />}
    </span>
  );
}
