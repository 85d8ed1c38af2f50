import { createHash } from 'node:crypto';
import { createReadStream, lstatSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import {
  AppError,
  accountedStates,
  type GoneFile,
  type ParsedInput,
  type Receipt,
  type ReconciledFile,
  type ReconciledState,
  type Reconciliation,
  type VerificationReport,
} from '../../contract/index.ts';
import { type FoundFile, findDocuments, systemPath } from '../../files/index.ts';
import { type KnownUses, namesOf } from './known-uses.ts';

export interface ReconcileWork {
  readonly request: ParsedInput<'history.reconcile'>;
  readonly known: KnownUses;
  /** Reads a file whose digest is not on record, where it can do no harm. */
  verify(path: string, signal: AbortSignal): Promise<VerificationReport>;
  readonly signal: AbortSignal;
  onProgress(progress: { done: number; total: number; current: string }): void;
}

const mostReceipts = 50;

/** A signature's word on its place in a ledger, and what became of it. */
export interface FoundReceipt {
  readonly receipt: Receipt;
  readonly isIntact: boolean;
  readonly fingerprint: string | null;
}

const isMissing = (cause: unknown) => cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';

async function digestOf(path: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  try {
    if (!statSync(systemPath(path)).isFile()) throw new AppError('FILE_UNREADABLE', { path });
    for await (const piece of createReadStream(systemPath(path), { signal, highWaterMark: 1 << 20 }))
      hash.update(piece);
  } catch (cause) {
    if (cause instanceof AppError || signal.aborted) throw cause;
    throw new AppError(isMissing(cause) ? 'FILE_NOT_FOUND' : 'FILE_UNREADABLE', { path }, { cause });
  }
  return hash.digest('hex');
}

function receiptsOf({ signatures }: VerificationReport): FoundReceipt[] {
  return signatures
    .flatMap(({ receipt, verdict, certificate }) =>
      receipt ? [{ receipt, isIntact: verdict !== 'invalid', fingerprint: certificate?.fingerprint ?? null }] : [],
    )
    .slice(0, mostReceipts);
}

/** How a file stands whose digest is not on record, by the receipts in it and the uses that put a file where it lies. */
export function judge(
  found: readonly FoundReceipt[],
  usesHere: readonly number[],
  known: Pick<KnownUses, 'ledger' | 'provenBy'>,
): { state: ReconciledState; seqs: number[] } {
  const own = found.filter(({ receipt }) => receipt.ledger === known.ledger);
  // What a broken signature says proves nothing.
  const proven = own.map(({ receipt, isIntact, fingerprint }) =>
    isIntact ? known.provenBy(receipt, fingerprint) : null,
  );
  const seqs = [...new Set([...usesHere, ...proven.filter((seq) => seq !== null)])].sort((a, b) => b - a).slice(0, 50);
  if (usesHere.length > 0) return { state: 'changed', seqs };
  if (proven.includes(null)) return { state: 'disputed', seqs };
  if (own.length > 0) return { state: 'receipt', seqs };
  return { state: found.length > 0 ? 'elsewhere' : 'unrecorded', seqs };
}

async function reconcileOne(
  { known, verify, signal }: ReconcileWork,
  { path, name }: FoundFile,
): Promise<ReconciledFile> {
  const nothing = { path, name, verdict: null, receipts: [] };
  let sha256: string | null = null;
  try {
    sha256 = await digestOf(path, signal);
    const { made, of } = known.by(sha256);
    if (made.length > 0) return { ...nothing, sha256, state: 'recorded', seqs: made };
    if (of.length > 0) return { ...nothing, sha256, state: 'original', seqs: of };
    const usesHere = known.at(path);
    const report = await verify(path, signal).catch((thrown: unknown) => AppError.from(thrown));
    if (report instanceof AppError) {
      const state = usesHere.length > 0 ? 'changed' : 'unreadable';
      return { ...nothing, sha256, state, seqs: usesHere, error: report.toShape() };
    }
    const found = receiptsOf(report);
    const receipts = found.map(({ receipt }) => receipt);
    return { ...nothing, sha256, ...judge(found, usesHere, known), verdict: report.verdict, receipts };
  } catch (thrown) {
    return { ...nothing, sha256, state: 'unreadable', seqs: [], error: AppError.from(thrown).toShape() };
  }
}

const isFolder = (path: string) => statSync(systemPath(path), { throwIfNoEntry: false })?.isDirectory() === true;

function isThere(path: string): boolean {
  try {
    lstatSync(systemPath(path));
    return true;
  } catch (cause) {
    // What cannot be looked at is not said to be gone.
    return !isMissing(cause);
  }
}

/** Uses whose file is neither where it was put nor among those that were found. */
async function findGone({ request, known, signal }: ReconcileWork, digests: ReadonlySet<string>): Promise<GoneFile[]> {
  const gone = new Map<number, GoneFile>();
  for (const source of request.paths.map((path) => resolve(path)).filter(isFolder)) {
    for (const folder of namesOf(source)) {
      for (const uses of known.within(folder, request.recursive)) {
        for (const use of uses) if (!digests.has(use.sha256) && !isThere(use.path)) gone.set(use.seq, use);
        // A million of them must not keep a window waiting.
        await setImmediate();
        if (signal.aborted) return [];
      }
    }
  }
  return [...gone.values()].sort((a, b) => a.seq - b.seq);
}

/** Holds the PDFs and OFDs of folders against the record. When `signal` is aborted, what is done until then is what comes back. */
export async function reconcile(work: ReconcileWork): Promise<Reconciliation> {
  const { request, signal, onProgress } = work;
  const startedAt = new Date().toISOString();
  const sources = request.paths.map((path) => resolve(path));
  const found = await findDocuments(sources, request.recursive, signal);
  const total = found.files.length;
  const files: ReconciledFile[] = [];
  for (const file of found.files) {
    if (signal.aborted) break;
    onProgress({ done: files.length, total, current: file.name });
    const row = await reconcileOne(work, file);
    if (!signal.aborted) files.push(row);
  }
  const gone = signal.aborted ? [] : await findGone(work, new Set(files.flatMap(({ sha256 }) => sha256 ?? [])));
  onProgress({ done: files.length, total, current: '' });
  const counts: Record<ReconciledState, number> = {
    recorded: 0,
    original: 0,
    changed: 0,
    receipt: 0,
    disputed: 0,
    elsewhere: 0,
    unrecorded: 0,
    unreadable: 0,
  };
  for (const { state } of files) counts[state] += 1;
  const isWhole = !signal.aborted && gone.length === 0 && found.skipped.unreadableFolders.length === 0;
  return {
    startedAt,
    finishedAt: new Date().toISOString(),
    sources,
    cancelled: signal.aborted,
    total,
    accounted: isWhole && files.every(({ state }) => accountedStates.includes(state)),
    counts,
    files,
    gone,
    skipped: found.skipped,
  };
}
