import { Button } from 'antd';
import { useState } from 'react';
import type { HistoryCount } from '../../../src-main/contract/index.ts';
import { useSpeech } from '../../words/index.ts';
import { BarParts } from './time-bars.tsx';

/** Shown until the person wants all. */
const fewBars = 6;

/** Uses by seal, person or unit, the most first; a bar narrows the list to what it counts, or no longer. */
export function NamedBars({
  counts,
  chosen,
  nameOf,
  onPick,
}: {
  counts: readonly HistoryCount[];
  /** The keys that the list is narrowed to. */
  chosen: readonly string[];
  nameOf: (key: string) => string;
  /** null: this one cannot be narrowed to. */
  onPick: (key: string) => void;
}) {
  const { words } = useSpeech();
  const text = words.history.charts;
  const [showsAll, setShowsAll] = useState(false);
  const sorted = [...counts].sort((one, other) => other.count - one.count || one.key.localeCompare(other.key));
  const most = Math.max(1, ...sorted.map(({ count }) => count));
  const shown = showsAll ? sorted : sorted.filter(({ key }, at) => at < fewBars || chosen.includes(key));
  return (
    <ul className="named-bars" data-testid="named-bars">
      {shown.map(({ key, count, outcomes }) => {
        const completed = outcomes.completed ?? 0;
        return (
          <li key={key}>
            <button
              type="button"
              className="named-bar"
              aria-pressed={chosen.includes(key)}
              aria-label={text.bar(nameOf(key), count, completed)}
              // A list cannot be narrowed to what nobody entered.
              disabled={key === ''}
              onClick={() => onPick(key)}
            >
              <span className="named-bar-name">{nameOf(key)}</span>
              <span className="named-bar-track">
                <BarParts share={count / most} completed={completed / count} upright={false} />
              </span>
              <span className="named-bar-count figures">{text.uses(count)}</span>
            </button>
          </li>
        );
      })}
      {sorted.length > shown.length && (
        <li>
          <Button type="link" size="small" onClick={() => setShowsAll(true)}>
            {text.more(sorted.length - shown.length)}
          </Button>
        </li>
      )}
    </ul>
  );
}
