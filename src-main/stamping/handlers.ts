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
import { openFileSource } from '../files/index.ts';
import type { StampingContext } from './context.ts';
import { formerStampsOn, onLastPageAgain } from './documents/known-stamps.ts';
import type { OpenedDocument } from './formats/format.ts';
import { documentIn } from './formats/format-of.ts';
import { previewPlacements } from './places/placed-document.ts';
import { sealsOn } from './places/sealed-pages.ts';
import { suggestFor } from './places/suggestions.ts';
import { planStamp } from './plan.ts';
import { makeProof } from './proof.ts';
import { runStamp } from './run.ts';
import { approvedBy } from './session/approved-request.ts';
import { createRefusals } from './session/refusals.ts';

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
  const refusals = createRefusals(context);

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

  /** Opens what a window shows, or the file by its path. @throws AppError FILE_CHANGED, FILE_… */
  async function withOpened<T>(
    { path: given, documentId, password }: Pick<ParsedInput<'stamp.preview'>, 'path' | 'documentId' | 'password'>,
    work: (opened: OpenedDocument) => Promise<T>,
  ): Promise<T> {
    const path = resolve(given);
    const held = documentId === undefined ? null : context.held(documentId, path);
    const source = openFileSource(path);
    try {
      await held?.assertIs(source);
      // Whoever looks at places is about to have their text read.
      const document = documentIn(source, path, password);
      document.format.prepare(document);
      return await work(document);
    } finally {
      source.close();
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
    async 'stamp.preview'({ placements, ...asked }) {
      return withOpened(asked, (opened) =>
        previewPlacements(opened, placements, sealsOn(context, { ...opened, path: resolve(asked.path) })),
      );
    },
    async 'stamp.suggest'({ sealId, ...asked }) {
      const seal = context.seals.get(sealId);
      return withOpened(asked, (opened) => suggestFor(opened, seal));
    },
    async 'stamp.plan'(request) {
      await context.tokens.needed(holdsAll(request));
      const asked = { ...request, path: resolve(request.path) };
      const plan = await refusals.noting(asked, async () =>
        planStamp(context, { ...asked, ...(await approvedBy(context, asked)) }),
      );
      const stopping = plan.warnings.find(({ level }) => level === 'stop');
      if (stopping) await refusals.note(asked, new AppError('PREFLIGHT_STOPPED', { code: stopping.code }));
      return plan;
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
      const login = context.logins?.forRun(request);
      try {
        const result = await refusals.noting(request, async () =>
          runStamp(
            context,
            { ...request, ...(await approvedBy(context, request)) },
            {
              signal: controller.signal,
              login,
              onProgress(step, fraction, cancellable) {
                const now = performance.now();
                if (step === last.step && step !== 'sign' && fraction < 1 && now - last.at < progressIntervalMs) return;
                last = { step, at: now };
                onProgress({ runId, step, fraction, cancellable });
              },
            },
          ),
        );
        onMade?.(result.outputPath);
        const kept = login?.stamped(request) ?? null;
        remember(request, result);
        return { ...enqueued(result), login: kept };
      } catch (thrown) {
        login?.failed(AppError.from(thrown));
        throw thrown;
      } finally {
        runs.delete(runId);
      }
    },
    async 'stamp.endLogin'({ loginKey }) {
      context.logins?.end(loginKey, 'person');
      return null;
    },
    async 'stamp.cancel'({ runId }) {
      runs.get(runId)?.abort();
      return null;
    },
  };
}
