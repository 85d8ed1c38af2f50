import {
  AppError,
  type HistoryCheck,
  type HistoryCount,
  type HistoryCountBy,
  type HistoryFilter,
} from '../../contract/index.ts';
import { createLimitedThread, findProgram, ThreadStopped } from '../../runtime/index.ts';
import type { ReadableEvents } from '../aside/readable-copy.ts';
import type { Anchor } from '../check/chain-check.ts';
import type { Manifest } from '../package/manifest.ts';
import type { PackageRequest } from '../package/package-writer.ts';

export type EvidenceWork =
  | { readonly kind: 'check'; readonly path: string; readonly anchors: readonly Anchor[] }
  | { readonly kind: 'remakeLists'; readonly path: string }
  | { readonly kind: 'pack'; readonly request: PackageRequest }
  | {
      readonly kind: 'count';
      readonly path: string;
      readonly by: HistoryCountBy;
      readonly filter: HistoryFilter;
    }
  | { readonly kind: 'read'; readonly path: string; readonly source: string; readonly target: string };
export type EvidenceAnswer =
  | { readonly check: HistoryCheck }
  | { readonly remade: true }
  | { readonly manifest: Manifest }
  | { readonly counts: HistoryCount[] }
  | { readonly readable: ReadableEvents }
  | { readonly trouble: 'nothing' }
  | { readonly trouble: 'failed'; readonly code: string; readonly detail: string };

export interface EvidenceTurn {
  readonly signal: AbortSignal;
  onProgress(fraction: number): void;
}

const program = {
  source: 'evidence-worker.ts',
  built: 'evidence-worker.js',
  reads: ['node_modules/better-sqlite3/'],
};
/** Hours: millions of events, on a slow disk. */
const limitMs = 12 * 3_600_000;
const bounds = { youngMb: 16, heapMb: 300, growthMb: 1000, keptMb: 1 };

/** Does one piece of work in a thread of its own. @throws AppError CANCELLED, HISTORY_UNREADABLE */
export async function workOnEvidence(
  work: EvidenceWork,
  { signal, onProgress }: EvidenceTurn,
): Promise<EvidenceAnswer> {
  const thread = createLimitedThread<EvidenceWork, EvidenceAnswer>(() => findProgram(import.meta.url, program), bounds);
  try {
    return await thread.take(work, { limitMs, signal, onProgress });
  } catch (cause) {
    if (cause instanceof ThreadStopped && cause.reason === 'cancelled') throw new AppError('CANCELLED', {}, { cause });
    if (cause instanceof AppError) throw cause;
    throw new AppError('HISTORY_UNREADABLE', {}, { detail: String(cause), cause });
  } finally {
    await thread.close();
  }
}
