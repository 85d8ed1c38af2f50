import { AppError, type Handlers, type StampProgress } from '../contract/index.ts';
import { planStamp } from './plan.ts';
import type { StampingRooms } from './rooms.ts';
import { runStamp } from './run.ts';

export { createOpenedDocuments } from './opened-documents.ts';
export { defaultOutputPath } from './output-path.ts';
export type { StampingRooms } from './rooms.ts';

type StampHandlers = Pick<Handlers, 'stamp.plan' | 'stamp.run' | 'stamp.cancel'>;

const progressIntervalMs = 50;

/**
 * The contract's `stamp.*` methods. Progress of a run goes to `onProgress`: each new step, each seal used, the rest at
 * most twenty times a second.
 */
export function createStamping(rooms: StampingRooms, onProgress: (progress: StampProgress) => void): StampHandlers {
  const runs = new Map<string, AbortController>();
  return {
    'stamp.plan': (request) => planStamp(rooms, request),
    async 'stamp.run'(request) {
      const { runId } = request;
      if (runs.has(runId)) throw new AppError('INVALID_INPUT', { detail: 'runId' });
      const controller = new AbortController();
      runs.set(runId, controller);
      let last = { step: '', at: 0 };
      try {
        return await runStamp(rooms, request, {
          signal: controller.signal,
          onProgress(step, fraction, cancellable) {
            const now = performance.now();
            if (step === last.step && step !== 'sign' && fraction < 1 && now - last.at < progressIntervalMs) return;
            last = { step, at: now };
            onProgress({ runId, step, fraction, cancellable });
          },
        });
      } finally {
        runs.delete(runId);
      }
    },
    async 'stamp.cancel'({ runId }) {
      runs.get(runId)?.abort();
      return null;
    },
  };
}
