import { AppError, type ErrorShape } from '../contract/index.ts';
import { createLimitedThread, findProgram, ThreadStopped } from '../runtime/index.ts';
import type { CollectRequest } from './collect.ts';
import type { Collected, CollectedLedger } from './collected.ts';

export type AuditWork =
  | { readonly kind: 'list'; readonly address: string }
  | { readonly kind: 'collect'; readonly address: string; readonly request: CollectRequest };
export type AuditAnswer =
  | { readonly ledgers: readonly CollectedLedger[] }
  | { readonly collected: Collected }
  | { readonly trouble: ErrorShape };

export interface AuditTurn {
  readonly signal: AbortSignal;
  onProgress(fraction: number): void;
}

const program = { source: 'audit-worker.ts', built: 'audit-worker.js' };
/** Days: the packages of many machines, over a slow network. */
const limitMs = 72 * 3_600_000;
const bounds = { youngMb: 32, heapMb: 400, growthMb: 1000, keptMb: 1 };

/**
 * Does one piece of work in a thread of its own. Cancelled, the thread ends with its connection, and the database forgets what was not whole.
 * @throws AppError
 */
export async function workOnAudit(work: AuditWork, { signal, onProgress }: AuditTurn): Promise<AuditAnswer> {
  const thread = createLimitedThread<AuditWork, AuditAnswer>(() => findProgram(import.meta.url, program), bounds);
  try {
    return await thread.take(work, { limitMs, signal, onProgress });
  } catch (cause) {
    if (cause instanceof ThreadStopped && cause.reason === 'cancelled') throw new AppError('CANCELLED', {}, { cause });
    throw AppError.from(cause);
  } finally {
    await thread.close();
  }
}
