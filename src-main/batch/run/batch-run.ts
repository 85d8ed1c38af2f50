import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { AppError, type BatchState, type ErrorShape, type Placement, type StampResult } from '../../contract/index.ts';
import { systemPath, tidyInterruptedOutput, tidyLeftBehind } from '../../files/index.ts';
import { createDeferred } from '../../runtime/index.ts';
import { failureKindOf, type StampSession } from '../../stamping/index.ts';
import type { BatchStore, ItemChange, StoredItem } from '../store.ts';
import { Rate } from './rate.ts';

/** Files at work at the same time with one token: while it signs for one, others are read, prepared, checked and put on record together. */
const filesAtOnce = 16;
/** What they may weigh together before another begins: large ones keep the disk busy by themselves, and memory with them. */
const mostBytesAtWork = 40 << 20;
/** So many are at work however large they are. */
const leastAtOnce = 3;
const fetchedAtOnce = 64;
const writeIntervalMs = 250;
/** A token that was pulled may be listed for a moment longer. */
const goneForMs = 3_000;

/** A token, or several, that work through the files; a seal of the batch may be another one here. */
export interface Lane {
  readonly session: StampSession;
  readonly sealFor: (sealId: string) => string;
}

export interface RunContext {
  readonly store: BatchStore;
  onTokensChanged(listener: () => void): () => void;
  /** Something is to be told; the state first, then what became of files. */
  onChange(state: BatchState, error: ErrorShape | null, items: ReadonlyMap<number, ItemChange>): void;
}

/** A batch at work. */
export interface BatchRun {
  readonly state: BatchState;
  readonly perSecond: number | null;
  pause(): void;
  resume(): void;
  /** Ends after the files at work. */
  cancel(): void;
  /** Resolves when nothing is at work any more; never rejects. `stopped` with an error: what the person has to put right. */
  readonly done: Promise<{ readonly state: 'finished' | 'stopped'; readonly error: ErrorShape | null }>;
}

export interface RunnableBatch {
  readonly id: string;
  readonly placements: readonly Placement[];
  readonly location: string;
  readonly password: string | undefined;
}

/** What a file has become. */
function doneChange({ historySeqs, sha256Before, sha256After }: StampResult): ItemChange {
  return {
    state: 'done',
    error: null,
    seqs: historySeqs,
    sha256Before,
    sha256After,
    finishedAt: new Date().toISOString(),
  };
}

/** Bytes; 0 where it cannot be told. */
function sizeOf(path: string): number {
  try {
    return statSync(systemPath(path)).size;
  } catch {
    return 0;
  }
}

const isThere = (path: string) => existsSync(systemPath(dirname(path)));

/** Where a folder went away, whatever went wrong with the file is of that. */
function whyOf({ path, outputPath }: StoredItem, error: AppError): AppError {
  const gone = [outputPath, path].find((one) => !isThere(one));
  if (gone === undefined || error.code === 'CANCELLED') return error;
  const folder = dirname(gone);
  return new AppError(gone === path ? 'FOLDER_GONE' : 'OUTPUT_FOLDER_UNWRITABLE', { path: folder }, { cause: error });
}

/** Stamps what waits in a batch, several files at once, each exactly once or not at all. */
export function startRun(
  { store, onTokensChanged, onChange }: RunContext,
  batch: RunnableBatch,
  lanes: readonly Lane[],
): BatchRun {
  let state: BatchState = 'running';
  let error: AppError | null = null;
  let ending: 'finished' | 'stopped' = 'finished';
  let isEnding = false;
  const rate = new Rate();
  const controller = new AbortController();
  /** Wakes who waits for a pause to end or a token to come. */
  let wake = createDeferred();
  let changes = new Map<number, ItemChange>();
  /** Files that were taken and go back: a token was pulled while they were at work. */
  const again: StoredItem[] = [];
  let fetched: StoredItem[] = [];
  let lastIndex = -1;
  let goneUntil = 0;
  /** When a place went away or filled up, and when the person last said to go on. */
  let disturbedAtMs = 0;
  let resumedAtMs = 0;
  const atWork = { files: 0, bytes: 0 };
  /** Files that were at work as that happened and are tried anew, once. */
  const triedAnew = new Set<number>();

  function wakeAll(): void {
    wake.resolve();
    wake = createDeferred();
  }

  function write(): void {
    if (changes.size === 0) return;
    const written = changes;
    changes = new Map();
    store.changeItems(batch.id, written);
    onChange(state, error?.toShape() ?? null, written);
  }

  function become(next: BatchState, why: AppError | null): void {
    if (state === next && why === error) return;
    state = next;
    error = why;
    if (next !== 'running') rate.clear();
    write();
    store.change(batch.id, { state: next, error: why?.toShape() ?? null });
    onChange(next, why?.toShape() ?? null, new Map());
    wakeAll();
  }

  function end(why: AppError | null): void {
    isEnding = true;
    ending = 'stopped';
    if (why) error = why;
    wakeAll();
  }

  function take(): StoredItem | null {
    const returned = again.shift();
    if (returned) {
      // What could not be taken away while its folder was gone.
      tidyInterruptedOutput(returned.outputPath, process.pid);
      return returned;
    }
    if (fetched.length === 0) fetched = store.next(batch.id, 'waiting', lastIndex, fetchedAtOnce);
    const next = fetched.shift() ?? null;
    if (next) lastIndex = next.index;
    return next;
  }

  const hasRoom = () => atWork.files < leastAtOnce * lanes.length || atWork.bytes < mostBytesAtWork * lanes.length;
  const mayWork = () => state === 'running' || isEnding;

  async function ready({ session }: Lane): Promise<void> {
    for (;;) {
      if (isEnding) return;
      const isListed = performance.now() >= goneUntil && session.isReady();
      if (state === 'waiting-token' && isListed) become('running', null);
      if (mayWork() && hasRoom()) return;
      await wake.promise;
    }
  }

  async function stamp(lane: Lane, item: StoredItem): Promise<void> {
    const { index, look, path, reason, particulars, outputPath } = item;
    if (!look) throw new AppError('BATCH_NOT_LOOKED_AT', { count: 1 });
    const placements = (item.placements ?? batch.placements).map(({ sealId, placing }) => ({
      sealId: lane.sealFor(sealId),
      placing,
    }));
    const { location, password, id } = batch;
    const file = {
      runId: `${id}.${index}`,
      path,
      placements,
      reason,
      particulars,
      location,
      password,
      outputPath,
      sha256: look.sha256,
    };
    const result = await lane.session.stamp(file, controller.signal);
    changes.set(index, doneChange(result));
    rate.count();
  }

  function failed(item: StoredItem, thrown: unknown, beganAtMs: number): void {
    const why = whyOf(item, AppError.from(thrown));
    const kind = failureKindOf(why);
    const wasDisturbed = beganAtMs < disturbedAtMs && !triedAnew.has(item.index);
    if (kind === 'of-file' && wasDisturbed) {
      triedAnew.add(item.index);
      again.push(item);
      return;
    }
    if (kind === 'of-file') {
      const finishedAt = new Date().toISOString();
      changes.set(item.index, { state: 'failed', error: why.toShape(), finishedAt });
      rate.count();
      return;
    }
    again.push(item);
    if (isEnding) return;
    if (kind === 'stops-all') end(why);
    else if (kind === 'token-gone') awaitToken(why);
    // What began before the person said to go on tells of what is put right by now.
    else if (kind === 'pauses-all' && beganAtMs >= resumedAtMs) {
      disturbedAtMs = performance.now();
      become('paused', why);
    }
  }

  function awaitToken(why: AppError): void {
    goneUntil = performance.now() + goneForMs;
    setTimeout(wakeAll, goneForMs + 10);
    if (state === 'running') become('waiting-token', why);
  }

  async function work(lane: Lane): Promise<void> {
    for (;;) {
      await ready(lane);
      if (isEnding) return;
      // Others were told of the same room.
      if (!hasRoom()) continue;
      const item = take();
      if (!item) return;
      const beganAtMs = performance.now();
      const bytes = sizeOf(item.path);
      atWork.files += 1;
      atWork.bytes += bytes;
      try {
        await stamp(lane, item);
      } catch (thrown) {
        failed(item, thrown, beganAtMs);
      }
      const wasFull = !hasRoom();
      atWork.files -= 1;
      atWork.bytes -= bytes;
      if (wasFull) wakeAll();
    }
  }

  /** A worker that found nothing may have ended while another put a file back. */
  async function workAll(): Promise<void> {
    do {
      await Promise.all(lanes.flatMap((lane) => Array.from({ length: filesAtOnce }, () => work(lane))));
    } while (!isEnding && again.length > 0);
  }

  const timer = setInterval(() => {
    try {
      write();
    } catch (thrown) {
      end(AppError.from(thrown));
    }
  }, writeIntervalMs);
  const stopListening = onTokensChanged(() => {
    // Seen to be gone: whatever is listed from now on was plugged in again.
    if (lanes.some(({ session }) => !session.isReady())) goneUntil = 0;
    wakeAll();
  });

  async function run(): Promise<{ state: 'finished' | 'stopped'; error: ErrorShape | null }> {
    try {
      await workAll();
    } catch (thrown) {
      end(AppError.from(thrown));
    }
    clearInterval(timer);
    stopListening();
    tidyLeftBehind();
    try {
      write();
    } catch (thrown) {
      end(AppError.from(thrown));
    }
    state = ending;
    return { state: ending, error: error?.toShape() ?? null };
  }

  return {
    get state() {
      return state;
    },
    get perSecond() {
      return rate.perSecond();
    },
    pause: () => {
      if (!isEnding && state !== 'paused') become('paused', null);
    },
    resume: () => {
      if (isEnding || state !== 'paused') return;
      resumedAtMs = performance.now();
      tidyLeftBehind();
      become('running', null);
    },
    cancel() {
      end(null);
      controller.abort();
    },
    done: run(),
  };
}
