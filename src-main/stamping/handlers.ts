import { resolve } from 'node:path';
import {
  AppError,
  areFound,
  type HandlersOf,
  type ParsedInput,
  type StampProgress,
  type StampResult,
  type Token,
} from '../contract/index.ts';
import { openFileSource } from '../pdf/index.ts';
import type { StampingContext } from './context.ts';
import { previewPlacements } from './placed-document.ts';
import { planStamp } from './plan.ts';
import { makeProof } from './proof.ts';
import { runStamp } from './run.ts';

const progressIntervalMs = 50;

/** What is told of a run. */
export interface StampListeners {
  /** Each new step, each seal used, the rest at most twenty times a second. */
  onProgress(progress: StampProgress): void;
  /** A stamped file or a proof was made, before the caller hears of it. */
  onMade?(path: string): void;
}

/** The contract's `stamp.*` methods. */
export function createStampHandlers(
  context: StampingContext,
  { onProgress, onMade }: StampListeners,
): HandlersOf<'stamp'> {
  const runs = new Map<string, AbortController>();

  /** The result, with a warning where the file cannot wait for its timestamp: it is stamped and stays so. */
  function enqueued(result: StampResult): StampResult {
    try {
      context.enqueue?.(result);
      return result;
    } catch {
      const warnings = result.warnings.filter(({ code }) => code !== 'timestamp-missing');
      return { ...result, warnings: [...warnings, { code: 'not-queued', values: {} }] };
    }
  }

  /** Whether the tokens are there that sign: no other driver is waited for then. */
  function holdsAll({ placements }: Pick<ParsedInput<'stamp.plan'>, 'placements'>) {
    const used = context.seals.list().filter(({ id }) => placements.some(({ sealId }) => sealId === id));
    const bound = used.flatMap(({ binding, companion }) => (companion ? [binding, companion] : [binding]));
    return (plugged: readonly Token[]) => areFound(plugged, bound);
  }

  return {
    async 'stamp.preview'({ path: given, documentId, password, placements }) {
      const path = resolve(given);
      const held = documentId === undefined ? null : context.held(documentId, path);
      const source = openFileSource(path);
      try {
        await held?.assertIs(source);
        return await previewPlacements({ source, password }, placements, (sealId) => context.seals.get(sealId));
      } finally {
        source.close();
      }
    },
    async 'stamp.plan'(request) {
      await context.tokens.needed(holdsAll(request));
      return planStamp(context, { ...request, path: resolve(request.path) });
    },
    async 'stamp.proof'(request) {
      const made = await makeProof(context, { ...request, path: resolve(request.path) });
      onMade?.(made.outputPath);
      return made;
    },
    async 'stamp.run'(given) {
      await context.tokens.needed(holdsAll(given));
      const request = { ...given, path: resolve(given.path) };
      const { runId } = request;
      if (runs.has(runId)) throw new AppError('INVALID_INPUT', { detail: 'runId' });
      const controller = new AbortController();
      runs.set(runId, controller);
      let last = { step: '', at: 0 };
      try {
        const result = await runStamp(context, request, {
          signal: controller.signal,
          onProgress(step, fraction, cancellable) {
            const now = performance.now();
            if (step === last.step && step !== 'sign' && fraction < 1 && now - last.at < progressIntervalMs) return;
            last = { step, at: now };
            onProgress({ runId, step, fraction, cancellable });
          },
        });
        onMade?.(result.outputPath);
        return enqueued(result);
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
