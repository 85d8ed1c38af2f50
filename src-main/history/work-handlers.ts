import { randomUUID } from 'node:crypto';
import {
  AppError,
  type EventPayload,
  type ExportFormat,
  type HandlersOf,
  type Language,
  type Reconciliation,
  type VerificationReport,
} from '../contract/index.ts';
import { type ExportContext, exportHistory, type FinishedExport } from './exports/export-history.ts';
import type { Ledger } from './ledger.ts';
import { openKnownUses } from './reconcile/known-uses.ts';
import { reconcile } from './reconcile/reconcile.ts';

export interface HistoryWorkContext {
  readonly ledger: Ledger;
  readonly exports: ExportContext;
  /** Of what is exported, where none is asked for. */
  language(): Language;
  verify(path: string, signal: AbortSignal): Promise<VerificationReport>;
  onProgress(progress: EventPayload<'history.progress'>): void;
  /** A file of the data folder that this made. */
  onMade(path: string): void;
}

type Worked = 'history.export' | 'history.reconcile' | 'history.reconcileReport' | 'history.cancel';

/** Results that a report can be asked of. */
const keptResults = 3;
const hundredths = 100;

/** The contract's methods that go through the record for as long as it takes. */
export function createHistoryWork(context: HistoryWorkContext): Pick<HandlersOf<'history'>, Worked> {
  const { ledger, exports, language, verify, onProgress } = context;
  const running = new Map<string, AbortController>();
  const kept = new Map<string, Reconciliation>();

  async function run<T>(runId: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    if (running.has(runId)) throw new AppError('INVALID_INPUT', { detail: `runId ${runId}` });
    const controller = new AbortController();
    running.set(runId, controller);
    try {
      return await work(controller.signal);
    } finally {
      running.delete(runId);
    }
  }

  /** An export is on record; where the ledger may only be read, whoever reads it may still have a copy. */
  function record({ format, ...made }: FinishedExport & { format: ExportFormat }): void {
    const { rowCount, sha256, path, fileName, signature } = made;
    try {
      ledger.record('exported', { format, rows: rowCount, sha256, file: path ?? fileName, ...signature });
    } catch (thrown) {
      // No key is used without a record.
      if (signature || !(thrown instanceof AppError) || thrown.code !== 'HISTORY_UNAVAILABLE') throw thrown;
    }
  }

  /** Opened first, so that a ledger that cannot be read, or is not there yet, is told of or made. */
  function openKnown() {
    ledger.id();
    try {
      return openKnownUses(exports.ledgerPath);
    } catch (cause) {
      throw new AppError('HISTORY_UNREADABLE', {}, { cause, detail: String(cause) });
    }
  }

  return {
    async 'history.export'(request) {
      const runId = request.runId ?? randomUUID();
      ledger.id();
      const made = await run(runId, (signal) =>
        exportHistory(exports, request, {
          language: request.language ?? language(),
          signal,
          onFinished: (finished) => record({ ...finished, format: request.format }),
          onFraction: (fraction) =>
            onProgress({
              runId,
              work: 'export',
              done: Math.round(fraction * hundredths),
              total: hundredths,
              current: '',
            }),
        }),
      );
      if (made.path !== null && request.outputPath === undefined) context.onMade(made.path);
      return made;
    },
    async 'history.reconcile'(request) {
      const { runId } = request;
      const known = openKnown();
      try {
        const result = await run(runId, (signal) =>
          reconcile({
            request,
            known,
            verify,
            signal,
            onProgress: (progress) => onProgress({ runId, work: 'reconcile', ...progress }),
          }),
        );
        kept.delete(runId);
        kept.set(runId, result);
        for (const oldest of [...kept.keys()].slice(0, -keptResults)) kept.delete(oldest);
        return result;
      } finally {
        known.close();
      }
    },
    async 'history.reconcileReport'({ runId, format, language: wanted }) {
      const result = kept.get(runId);
      if (!result) throw new AppError('REPORT_NOT_KEPT');
      // Whoever has no report made does not wait for spreadsheets.
      const { makeReconcileReport } = await import('./reconcile/reconcile-report.ts');
      return makeReconcileReport(result, format, wanted ?? language());
    },
    async 'history.cancel'({ runId }) {
      running.get(runId)?.abort();
      return null;
    },
  };
}
