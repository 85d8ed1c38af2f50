import { closeSync, existsSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import {
  AppError,
  type Batch,
  type BatchItem,
  type BatchProgress,
  type BatchState,
  type ErrorShape,
  type ManifestFormat,
  type ParsedInput,
  type Seal,
} from '../contract/index.ts';
import { describeWriteFailure, systemPath, writeFileAtomically } from '../files/index.ts';
import { hasEnded, type Ledger, thisWriter } from '../history/index.ts';
import { createDeferred } from '../runtime/index.ts';
import type { ManyStamping, SessionPins, StampSession } from '../stamping/index.ts';
import { lookAtFiles } from './look.ts';
import { odditiesOf, standsOut, traitsOf, type Usual, usualOf } from './oddities.ts';
import { type BatchRun, type Lane, startRun } from './run/batch-run.ts';
import { settleByRecord } from './settle.ts';
import type { BatchStore, ItemChange, StoredBatch, StoredItem } from './store.ts';

/** What running batches needs of the other rooms. */
export interface RunningContext {
  readonly store: BatchStore;
  readonly stamping: ManyStamping;
  readonly ledger: Pick<Ledger, 'usesOfRuns'>;
  readonly seals: { get(id: string): Seal; artwork(id: string): unknown };
  /** Settles the records that processes which were killed left pending. Never throws. */
  settleKilled(): void;
  onTokensChanged(listener: () => void): () => void;
  onProgress(progress: BatchProgress): void;
  makeManifest(id: string, format: ManifestFormat): Promise<{ fileName: string; content: Uint8Array }>;
}

const progressIntervalMs = 200;
const usualForMs = 5_000;
const mostTold = 1_000;
const runner = `${thisWriter.writerPid} ${thisWriter.writerStartedAt}`;

/** Whether the process that took a batch has ended. */
function isGone(held: string): boolean {
  const [pid = '', startedAt = ''] = held.split(/ (.*)/s);
  return hasEnded({ writerPid: Number(pid), writerStartedAt: startedAt });
}

interface Work {
  readonly kind: 'looking' | 'running';
  readonly id: string;
  readonly run: BatchRun | null;
  cancel(): void;
  readonly over: Promise<unknown>;
}

/** How a batch at work stands: it is over when its manifest is written and everybody is logged out. */
function stateOf({ kind, run }: Work): BatchState {
  if (!run) return kind;
  return run.state === 'finished' || run.state === 'stopped' ? 'running' : run.state;
}

/** A copy that is wiped by who keeps it. */
const kept = (pins: Readonly<Record<string, Uint8Array>>) =>
  Object.fromEntries(Object.entries(pins).map(([id, pin]) => [id, Uint8Array.from(pin)]));

/** The tokens that sign for a seal. */
const tokensOf = ({ binding, companion }: Seal): string[] =>
  [binding, ...(companion ? [companion] : [])].map(({ tokenSerial }) => tokenSerial);

/** Whether a seal says the same as another, but for its picture. */
const maySealFor = (own: Seal, other: Seal): boolean =>
  other.kind === own.kind &&
  other.trial === own.trial &&
  other.widthMm === own.widthMm &&
  other.heightMm === own.heightMm &&
  other.naming?.onSeal === own.naming?.onSeal &&
  other.naming?.inCertificate === own.naming?.inCertificate &&
  (other.companion === null) === (own.companion === null);

type ManifestAsked = Pick<ParsedInput<'batch.start'>, 'manifest' | 'manifestPath' | 'signManifest'>;

/** Looks at batches and runs them, one at a time, and tells what becomes of them. */
export class RunningBatches {
  readonly #context: RunningContext;
  #work: Work | null = null;
  #passwords = new Map<string, string>();
  /** What most files of the batch at work are like. */
  #usual: { readonly id: string; readonly usual: Usual; readonly knownAtMs: number } | null = null;
  #changed = new Set<number>();
  #toldAtMs = 0;
  #telling: NodeJS.Timeout | null = null;

  constructor(context: RunningContext) {
    this.#context = context;
  }

  /** @throws AppError BATCH_NOT_FOUND */
  describe(id: string): Batch {
    const { store } = this.#context;
    const { job, ...kept } = store.get(id);
    const { lookedAt, 'left-out': leftOut, ...counts } = store.counts(id);
    const total = counts.waiting + counts.done + counts.failed + counts.skipped + leftOut;
    const work = this.#work?.id === id ? this.#work : null;
    // What another process was killed at is to be gone on with.
    const isLeft =
      kept.state === 'running' || kept.state === 'looking' || kept.state === 'waiting-token' || kept.state === 'paused';
    const state = work ? stateOf(work) : isLeft ? 'stopped' : kept.state;
    const perSecond = work?.run?.perSecond ?? null;
    return {
      ...kept,
      state,
      name: job.name,
      sources: job.sources,
      outputFolder: job.outputFolder,
      sealIds: job.sealIds,
      total,
      counts: { ...counts, leftOut },
      lookedAt,
      oddCount: work ? 0 : this.#oddCount(id),
      perSecond,
      secondsLeft: perSecond ? counts.waiting / perSecond : null,
    };
  }

  #oddCount(id: string): number {
    const traits = this.#context.store.traits(id);
    const usual = usualOf(traits);
    return traits.filter((one) => standsOut(one, usual)).length;
  }

  /** While files are looked at it changes slowly, and reading all of them for each few that are told would hold up the look. */
  #usualOf(id: string): Usual {
    const now = performance.now();
    const isAtWork = this.#work?.id === id;
    if (isAtWork && this.#usual?.id === id && now - this.#usual.knownAtMs < usualForMs) return this.#usual.usual;
    const usual = usualOf(this.#context.store.traits(id));
    if (isAtWork) this.#usual = { id, usual, knownAtMs: now };
    return usual;
  }

  withOddities(id: string, items: readonly StoredItem[], usual?: Usual): BatchItem[] {
    const known = usual ?? this.#usualOf(id);
    return items.map(({ placements: _, ...item }) => ({ ...item, oddities: odditiesOf(traitsOf(item), known) }));
  }

  /** Soon, and not too often. */
  #tell(id: string, indexes: Iterable<number>): void {
    for (const index of indexes) this.#changed.add(index);
    if (this.#telling) return;
    const wait = Math.max(0, this.#toldAtMs + progressIntervalMs - performance.now());
    this.#telling = setTimeout(() => this.#tellNow(id), wait);
    this.#telling.unref();
  }

  #tellNow(id: string): void {
    if (this.#telling) clearTimeout(this.#telling);
    this.#telling = null;
    this.#toldAtMs = performance.now();
    const newest = [...this.#changed].slice(-mostTold);
    this.#changed = new Set();
    try {
      const items = this.withOddities(id, this.#context.store.items(id, newest));
      this.#context.onProgress({ batch: this.describe(id), items });
    } catch {
      // What cannot be read now is told the next time; nobody waits for this.
    }
  }

  /** Something is looked at or stamped, or tokens are logged in to for it. */
  get isBusy(): boolean {
    return this.#work !== null;
  }

  passwordOf(id: string): string | undefined {
    return this.#passwords.get(id);
  }

  #assertFree(): void {
    if (this.isBusy) throw new AppError('BATCH_RUNNING');
  }

  /**
   * Changes a batch that nobody runs, here or in another process.
   * @throws AppError BATCH_RUNNING, BATCH_NOT_FOUND
   */
  changeAtRest(id: string, change: () => void): void {
    const { store } = this.#context;
    this.#assertFree();
    store.get(id);
    store.claim(id, runner, isGone);
    try {
      change();
    } finally {
      store.release(id, runner);
    }
  }

  #passwordOf(id: string, given: string | undefined): string | undefined {
    if (given !== undefined) this.#passwords.set(id, given);
    return this.#passwords.get(id);
  }

  #runnable({ id, job }: StoredBatch, password: string | undefined) {
    const { placements, location, again } = job;
    return { id, placements, location, again, password: this.#passwordOf(id, password) };
  }

  /** @throws AppError BATCH_RUNNING, TOKEN_NOT_FOUND and what else `stamp.plan` says of seals, BATCHES_UNAVAILABLE */
  async look(id: string, password: string | undefined): Promise<Batch> {
    const { store, stamping } = this.#context;
    this.#assertFree();
    const batch = store.get(id);
    const before = batch.state === 'finished' || batch.state === 'ready' ? batch.state : 'stopped';
    const controller = new AbortController();
    const looking = async () => {
      await stamping.signings(batch.job.sealIds);
      store.claim(id, runner, isGone);
      this.#settle(id);
      const told = (items: ReadonlyMap<number, ItemChange>) => this.#tell(id, items.keys());
      await lookAtFiles({ store, stamping }, this.#runnable(batch, password), controller.signal, told);
    };
    const over = looking();
    this.#work = {
      kind: 'looking',
      id,
      run: null,
      cancel: () => controller.abort(),
      over: over.catch(() => undefined),
    };
    try {
      await over;
      store.change(id, { state: before });
    } finally {
      this.#work = null;
      store.release(id, runner);
    }
    this.#tellNow(id);
    return this.describe(id);
  }

  #settle(id: string): void {
    const { store, ledger, settleKilled } = this.#context;
    // This program may run for weeks, and another was killed meanwhile.
    settleKilled();
    settleByRecord(store, id, ledger.usesOfRuns(`${id}.`));
  }

  /** Seals that stand in for the one of the batch, each on a token of its own. @throws AppError BATCH_SEALS_DIFFER */
  #alike({ job }: StoredBatch, alsoSeals: readonly string[]): string[] {
    const { seals } = this.#context;
    const [first] = job.sealIds;
    if (alsoSeals.length === 0 || first === undefined) return [];
    const own = seals.get(first);
    const usedTokens = tokensOf(own);
    for (const id of alsoSeals) {
      const other = seals.get(id);
      const tokens = tokensOf(other);
      const isAlike =
        job.sealIds.length === 1 &&
        maySealFor(own, other) &&
        isDeepStrictEqual(seals.artwork(id), seals.artwork(first)) &&
        tokens.every((serial) => !usedTokens.includes(serial));
      if (!isAlike) throw new AppError('BATCH_SEALS_DIFFER', { seal: other.name });
      usedTokens.push(...tokens);
    }
    return [...alsoSeals];
  }

  /**
   * Logs in and begins to stamp.
   * @throws AppError BATCH_RUNNING, BATCH_NOT_LOOKED_AT, BATCH_NOTHING_LEFT, BATCH_SEALS_DIFFER, PIN_…, TOKEN_…, SEAL_…, CERTIFICATE_…,
   * OUTPUT_FOLDER_UNWRITABLE, CANCELLED while it logs in
   */
  async start(request: ParsedInput<'batch.start'>): Promise<Batch> {
    const { id, manifestPath } = request;
    const { store } = this.#context;
    this.#assertFree();
    const batch = store.get(id);
    const also = this.#alike(batch, request.alsoSeals);
    if (manifestPath !== undefined && existsSync(systemPath(manifestPath))) {
      throw new AppError('OUTPUT_EXISTS', { path: manifestPath });
    }
    const controller = new AbortController();
    const { signal } = controller;
    const started = createDeferred();
    // Nothing else begins, nor is a wish to end it lost, while it logs in.
    this.#work = { kind: 'running', id, run: null, cancel: () => controller.abort(), over: started.promise };
    try {
      store.claim(id, runner, isGone);
      const sessions = await this.#logIn(batch, also, request, signal).catch((thrown: unknown) => {
        store.release(id, runner);
        throw thrown;
      });
      this.#work = this.#begin(batch, also, request, sessions);
    } catch (thrown) {
      this.#work = null;
      throw thrown;
    } finally {
      started.resolve();
    }
    this.#tell(id, []);
    return this.describe(id);
  }

  /** A session for each token that works through the files. */
  async #logIn(
    batch: StoredBatch,
    also: readonly string[],
    request: ParsedInput<'batch.start'>,
    signal: AbortSignal,
  ): Promise<StampSession[]> {
    const { store, stamping } = this.#context;
    const { id } = batch;
    this.#settle(id);
    const unlooked = store.nextUnlooked(id, -1, mostAsked);
    if (unlooked.length > 0) throw new AppError('BATCH_NOT_LOOKED_AT', { count: unlooked.length });
    if (store.counts(id).waiting === 0) throw new AppError('BATCH_NOTHING_LEFT');
    makeFolders(store, batch);
    const sessions: StampSession[] = [];
    try {
      for (const sealIds of [batch.job.sealIds, ...also.map((one) => [one])]) {
        const pins: SessionPins = {
          pins: kept(request.pins),
          signaturePins: kept(request.signaturePins),
          finalTryConfirmed: request.finalTryConfirmed,
        };
        sessions.push(await stamping.open(sealIds, pins));
        if (signal.aborted) throw new AppError('CANCELLED');
      }
      store.change(id, { state: 'running', error: null, startedAt: new Date().toISOString(), finishedAt: null });
      return sessions;
    } catch (thrown) {
      for (const session of sessions) await session.close();
      throw thrown;
    }
  }

  #begin(
    batch: StoredBatch,
    also: readonly string[],
    { manifest, manifestPath, signManifest, password }: ParsedInput<'batch.start'>,
    sessions: readonly StampSession[],
  ): Work {
    const { store, onTokensChanged } = this.#context;
    const { id } = batch;
    this.#usual = null;
    const lanes = sessions.map((session, index): Lane => {
      const standIn = index === 0 ? null : also[index - 1];
      return { session, sealFor: (sealId) => standIn ?? sealId };
    });
    const context = {
      store,
      onTokensChanged,
      onChange: (_state: BatchState, _error: ErrorShape | null, items: ReadonlyMap<number, ItemChange>) =>
        this.#tell(id, items.keys()),
    };
    const run = startRun(context, this.#runnable(batch, password), lanes);
    const over = run.done.then((ended) => this.#end(id, ended, sessions, { manifest, manifestPath, signManifest }));
    return { kind: 'running', id, run, cancel: () => run.cancel(), over };
  }

  async #end(
    id: string,
    { state, error }: Awaited<BatchRun['done']>,
    sessions: readonly StampSession[],
    asked: ManifestAsked,
  ): Promise<void> {
    const { store } = this.#context;
    let trouble = error;
    try {
      const path = asked.manifest ? await this.#leaveManifest(id, asked.manifest, asked, sessions[0]) : null;
      store.change(id, path === null ? {} : { manifestPath: path });
    } catch (thrown) {
      trouble ??= AppError.from(thrown).toShape();
    }
    // Where a token went away, nobody waits for it to come back only for this.
    if (state === 'finished') await sessions[0]?.signHead();
    for (const session of sessions) await session.close();
    try {
      store.change(id, { state, error: trouble, finishedAt: new Date().toISOString() });
      store.release(id, runner);
    } catch {
      // The next start finds the batch as one that was killed, and settles it by the record.
    }
    this.#work = null;
    this.#usual = null;
    this.#tellNow(id);
  }

  /** Beside the outputs or where the person wants it, never in the place of another. Gives its path. */
  async #leaveManifest(
    id: string,
    format: ManifestFormat,
    { manifestPath, signManifest }: ManifestAsked,
    session: StampSession | undefined,
  ): Promise<string> {
    const { store, makeManifest } = this.#context;
    const { fileName, content } = await makeManifest(id, format);
    const path =
      manifestPath === undefined ? freePath(store.get(id).job.outputFolder, fileName) : resolve(manifestPath);
    const signature = signManifest && session ? await session.signDetached(content) : null;
    try {
      writeFileAtomically(path, content, { overwrite: false });
      if (signature) writeFileAtomically(`${path}.p7s`, signature, { overwrite: false });
    } catch (cause) {
      throw describeWriteFailure(cause, dirname(path));
    }
    return path;
  }

  #running(id: string): BatchRun | null {
    return this.#work?.id === id ? this.#work.run : null;
  }

  pause(id: string): Batch {
    this.#running(id)?.pause();
    return this.describe(id);
  }

  resume(id: string): Batch {
    this.#running(id)?.resume();
    return this.describe(id);
  }

  async cancel(id: string): Promise<Batch> {
    const work = this.#work?.id === id ? this.#work : null;
    work?.cancel();
    await work?.over;
    return this.describe(id);
  }

  /** Ends what is at work; what waits goes on another time. */
  async close(): Promise<void> {
    const work = this.#work;
    work?.cancel();
    await work?.over;
  }
}

const mostAsked = 1_000;

/** Before anything is stamped; a folder that goes away later is not made again, or half of the outputs would lie elsewhere. */
function makeFolders(store: BatchStore, { id, job }: StoredBatch): void {
  const folders = new Set([job.outputFolder]);
  for (let after = -1; ; ) {
    const items = store.next(id, 'waiting', after, mostAsked);
    for (const { outputPath } of items) folders.add(dirname(outputPath));
    const last = items.at(-1);
    if (!last) break;
    after = last.index;
  }
  for (const folder of folders) {
    try {
      mkdirSync(systemPath(folder), { recursive: true });
      syncFolderOf(folder);
    } catch (cause) {
      throw describeWriteFailure(cause, folder);
    }
  }
}

/** Where folders can be opened, their names are on the disk afterwards. */
function syncFolderOf(folder: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(systemPath(dirname(folder)), 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function freePath(folder: string, fileName: string): string {
  const [stem = '', ending = ''] = fileName.split(/(\.[a-z]+)$/);
  for (let number = 1; ; number++) {
    const path = join(folder, number === 1 ? fileName : `${stem}(${number})${ending}`);
    if (!existsSync(systemPath(path))) return path;
  }
}
