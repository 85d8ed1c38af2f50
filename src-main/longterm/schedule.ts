import { createDeferred } from '../runtime/index.ts';

/** When the queue is looked through without being asked. */
export interface Schedule {
  /** Runs now where the network is allowed, and again every so often, until `stop`. */
  start(): void;
  /** Looks again at whether the network is allowed: begins at once, or ends. */
  reconsider(): void;
  state(): { running: boolean; lastRunAt: Date | null; nextRunAt: Date | null };
  /** Begins nothing new. Resolves when what is at work has ended, or after `patienceMs`. */
  stop(): Promise<void>;
}

export interface ScheduleWork {
  readonly everyMs: number;
  isAllowed(): boolean;
  /** Tries what is due, until `isOver`. Resolves to whether there was anything. Its failures are its own to tell. */
  run(isOver: () => boolean): Promise<boolean>;
  /** A run began or ended, or there will be none. */
  onChanged(): void;
}

/** A person who quits does not wait for a service that does not answer. */
const patienceMs = 3000;

export function createSchedule({ everyMs, isAllowed, run, onChanged }: ScheduleWork): Schedule {
  let started = false;
  let timer: NodeJS.Timeout | null = null;
  let current: Promise<void> | null = null;
  let lastRunAt: Date | null = null;
  let nextRunAt: Date | null = null;

  function disarm(): void {
    if (timer) clearTimeout(timer);
    timer = null;
    nextRunAt = null;
  }

  async function runOnce(): Promise<void> {
    const isOver = () => !started || !isAllowed();
    try {
      if (await run(isOver)) lastRunAt = new Date();
    } catch {
      // The queue itself cannot be read: whoever looks at it is told.
    } finally {
      current = null;
    }
    if (started) onChanged();
  }

  function tick(): void {
    disarm();
    if (!started || !isAllowed()) return;
    nextRunAt = new Date(Date.now() + everyMs);
    timer = setTimeout(tick, everyMs).unref();
    current ??= runOnce();
    onChanged();
  }

  return {
    start() {
      started = true;
      tick();
    },
    reconsider() {
      const isArmed = timer !== null;
      if (!started || isArmed === isAllowed()) return;
      tick();
      if (isArmed) onChanged();
    },
    state: () => ({ running: current !== null, lastRunAt, nextRunAt }),
    async stop() {
      started = false;
      disarm();
      if (!current) return;
      const late = createDeferred();
      const patience = setTimeout(late.resolve, patienceMs);
      await Promise.race([current, late.promise]);
      clearTimeout(patience);
    },
  };
}
