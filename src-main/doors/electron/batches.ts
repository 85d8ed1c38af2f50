import { powerSaveBlocker } from 'electron';
import type { Batch, BatchState, Core } from '../../contract/index.ts';
import type { MainWindow } from './window.ts';

/** Nobody is to lose these by closing the window. */
const running: ReadonlySet<BatchState> = new Set(['running', 'paused', 'waiting-token']);

const doneOf = ({ total, counts }: Batch) => (total === 0 ? 0 : (total - counts.waiting) / total);

/** While a batch is stamped, the machine does not fall asleep, the task bar shows how far it is, and closing asks. */
export function followBatches(core: Core, currentWindow: () => MainWindow | null): void {
  let blocker: number | null = null;
  core.subscribe('batch.progress', ({ batch }) => {
    const isRunning = running.has(batch.state);
    if (isRunning) blocker ??= powerSaveBlocker.start('prevent-app-suspension');
    else if (blocker !== null) {
      powerSaveBlocker.stop(blocker);
      blocker = null;
    }
    const window = currentWindow();
    if (!window || window.browserWindow.isDestroyed()) return;
    window.setBatch(isRunning ? { fraction: doneOf(batch), isAtWork: batch.state === 'running' } : null);
  });
}
