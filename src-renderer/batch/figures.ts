import type { Batch, BatchState } from '../../src-main/contract/index.ts';
import type { Words } from '../words/index.ts';

const running: ReadonlySet<BatchState> = new Set(['running', 'paused', 'waiting-token']);

/** Stamping was begun and is not over: the token is logged in, and closing the window would end it. */
export const isRunning = ({ state }: Pick<Batch, 'state'>): boolean => running.has(state);

/** Something is at work, or waits to go on by itself. */
export const isAtWork = (batch: Pick<Batch, 'state'>): boolean => batch.state === 'looking' || isRunning(batch);

/** How far the look or the run is, in whole percent; a hundred only when nothing is left. */
export function percentOf({ state, total, lookedAt, counts }: Batch): number {
  if (total === 0) return 0;
  const done = state === 'looking' ? lookedAt : total - counts.waiting;
  return Math.floor((done / total) * 100);
}

/** A time that is left, as one says it: never more exact than it can be. */
export function durationInWords(seconds: number, words: Words): string {
  const { durations } = words.batch.run;
  if (seconds < 55) return durations.seconds(Math.max(5, Math.ceil(seconds / 5) * 5));
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return durations.minutes(minutes);
  return durations.hours(Math.floor(minutes / 60), minutes % 60);
}

/** A rate with as many digits as mean something: `0.4`, `3.2`, `48`. */
export const rateInWords = (perSecond: number): string =>
  perSecond < 10 ? perSecond.toFixed(1) : String(Math.round(perSecond));
