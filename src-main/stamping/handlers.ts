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
import { formerStampsOn, onLastPageAgain } from './documents/known-stamps.ts';
import { previewPlacements } from './placed-document.ts';
import { planStamp } from './plan.ts';
import { runStamp } from './run.ts';

const progressIntervalMs = 50;

/** What is told of a run. */
export interface StampListeners {
  /** Each new step, each seal used, the rest at most twenty times a second. */
  onProgress(progress: StampProgress): void;
  /** A file was stamped, before the caller hears of it. */
  onStamped?(path: string): void;
}

/** The contract's `stamp.*` methods. */
export function createStampHandlers(
  context: StampingContext,
  { onProgress, onStamped }: StampListeners,
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

  /** For others of its kind, where somebody looked at the document. It is stamped all the same when that cannot be kept. */
  function remember({ documentId, placements, reason }: ParsedInput<'stamp.run'>, { stampedAt }: StampResult): void {
    const document = documentId === undefined ? undefined : context.describe?.(documentId);
    if (!document) return;
    try {
      context.remembered?.add(document.kind, { at: stampedAt, pageCount: document.pageCount, placements, reason });
    } catch {
      // The next document of the kind is stamped by hand.
    }
  }

  return {
    async 'stamp.formerUses'({ documentId }) {
      const document = context.describe?.(documentId);
      return document ? formerStampsOn(await document.held.sha256(), context.ledger) : [];
    },
    async 'stamp.remembered'({ documentId }) {
      const document = context.describe?.(documentId);
      if (!document) return [];
      const known = context.remembered?.find(document.kind) ?? [];
      return known.map((stamp) => onLastPageAgain(stamp, document.pageCount));
    },
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
        onStamped?.(result.outputPath);
        remember(request, result);
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
