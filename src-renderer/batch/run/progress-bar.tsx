import type { ReactNode } from 'react';
import type { Batch } from '../../../src-main/contract/index.ts';
import { useSpeech } from '../../words/index.ts';
import { durationInWords, percentOf, rateInWords } from '../figures.ts';
import { ItemStateWord } from '../state-word.tsx';

const parts = [
  ['done', 'done'],
  ['failed', 'failed'],
  ['skipped', 'skipped'],
  ['waiting', 'waiting'],
  ['leftOut', 'left-out'],
] as const;

/** How far a batch is: one bar with a part for each outcome, and the figures in words; what one can do stands beside them. */
export function BatchProgressBar({ batch, children }: { batch: Batch; children?: ReactNode }) {
  const { words } = useSpeech();
  const { total, counts, perSecond, secondsLeft } = batch;
  const percent = percentOf(batch);
  const isMoving = batch.state === 'running';
  return (
    <div className="batch-progress" data-testid="batch-progress">
      <div
        className="progress-track"
        role="progressbar"
        aria-valuenow={percent}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-label={words.batch.run.label(percent)}
      >
        {parts.map(([key, state]) => (
          <span key={key} className={`progress-${state}`} style={{ flexGrow: total > 0 ? counts[key] / total : 0 }} />
        ))}
      </div>
      <div className="progress-figures">
        <strong className="figures">{percent}%</strong>
        {parts
          .filter(([key]) => counts[key] > 0 || key === 'done' || key === 'failed')
          .map(([key, state]) => (
            <span
              key={key}
              className={`figures${counts[key] === 0 ? ' count-none' : ''}`}
              data-testid={`count-${state}`}
            >
              <ItemStateWord state={state} /> {words.batch.counted(counts[key])}
            </span>
          ))}
        {perSecond !== null && <span className="figures quiet">{words.batch.run.rate(rateInWords(perSecond))}</span>}
        {isMoving && secondsLeft !== null && counts.waiting > 0 && (
          <span className="figures quiet">{words.batch.run.left(durationInWords(secondsLeft, words))}</span>
        )}
        {children !== undefined && <span className="progress-actions">{children}</span>}
      </div>
    </div>
  );
}
