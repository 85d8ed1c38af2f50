import { randomBytes } from 'node:crypto';
import { watch } from 'node:fs';
import { basename } from 'node:path';
import type { Approval } from '../approval/index.ts';
import {
  AppError,
  type Duty,
  type DutyEnd,
  type DutyItem,
  type DutyResult,
  type HandlersOf,
  type HistoryRow,
  type Language,
  noParticulars,
  type ParsedInput,
  readableNames,
  type Seal,
} from '../contract/index.ts';
import { absolutePath, systemPath } from '../files/index.ts';
import type { Ledger } from '../history/index.ts';
import { createDeferred } from '../runtime/index.ts';
import { failureKindOf, type ManyStamping, type StampSession } from '../stamping/index.ts';
import { describeError } from '../words/index.ts';
import { type Arrival, type Arrivals, watchArrivals } from './arrivals.ts';
import { type Cases, createCases, type TakenCase } from './cases.ts';
import { openWatchFolder, type WatchFolder } from './watch-folder.ts';

/** What being on duty needs of the other rooms. */
export interface DutyContext {
  readonly ledger: Pick<Ledger, 'usesOfRun' | 'get' | 'record' | 'together'>;
  readonly stamping: Pick<ManyStamping, 'open' | 'noteRefusal'>;
  readonly approvals: { open(ticket: string): Promise<Approval> };
  readonly seals: { get(id: string): Pick<Seal, 'name'> };
  clientId(): string;
  operator(): string;
  readonly door: string;
  language(): Language;
  /** Settles the records that processes which were killed left pending. Never throws. */
  settleKilled(): void;
  onTokensChanged(listener: () => void): () => void;
  onChanged(duty: Duty): void;
  /** Makes an archive package. @throws AppError why not */
  archive(path: string): Promise<{ readonly outputPath: string }>;
  /** A stamped file was made. */
  onMade(path: string): void;
}

export interface Duties {
  readonly handlers: HandlersOf<'duty'>;
  /** Ends what is on. Never throws. */
  close(): Promise<void>;
}

/** Documents at work at the same time with one login: what they have to record goes to the disk together. */
const atOnce = 8;
const lookEveryMs = 1_000;
const tellEveryMs = 200;
const mostLatest = 50;

type Settled = Pick<DutyItem, 'outcome' | 'outputPath' | 'historySeqs'> & {
  readonly sha256After: string | null;
  readonly archive: string | null;
  readonly error: AppError | null;
};

function toldBy(approval: Approval | null): TakenCase['ticket'] {
  if (!approval) return null;
  const { iss, jti, number, approvers } = approval.claims;
  return { iss, jti, number, approver: approvers.join('、') };
}

/** Why a failure of one document ends the duty; null where it does not. */
function endOf(error: AppError): DutyEnd | null {
  if (error.code.startsWith('PIN_') || error.code.startsWith('SIGNATURE_PIN_')) return 'token';
  const kind = failureKindOf(error);
  if (kind === 'token-gone') return 'token';
  return kind === 'pauses-all' ? 'error' : null;
}

/** A copy that is wiped by who keeps it. */
const kept = (pins: Readonly<Record<string, Uint8Array>>) =>
  Object.fromEntries(Object.entries(pins).map(([id, pin]) => [id, Uint8Array.from(pin)]));

/** One duty, from the login to its end. */
class RunningDuty {
  readonly #context: DutyContext;
  readonly #folder: WatchFolder;
  readonly #session: StampSession;
  readonly #request: ParsedInput<'duty.start'>;
  readonly #cases: Cases;
  readonly #arrivals: Arrivals;
  readonly #controller = new AbortController();
  readonly #id = randomBytes(6).toString('hex');
  readonly #startedAt = new Date();
  readonly #endsAt: Date;
  readonly #deadlineMs: number;
  readonly #stopped: (() => void)[] = [];
  /** Wakes who waits for something to do. */
  #wake = createDeferred();
  #left: TakenCase[] = [];
  #atWork = 0;
  #stamped = 0;
  #refused = 0;
  #latest: DutyItem[] = [];
  #end: Duty['end'] = null;
  #telling: NodeJS.Timeout | null = null;
  readonly over: Promise<void>;

  constructor(context: DutyContext, folder: WatchFolder, session: StampSession, request: ParsedInput<'duty.start'>) {
    this.#context = context;
    this.#folder = folder;
    this.#session = session;
    this.#request = request;
    this.#cases = createCases(folder);
    this.#arrivals = watchArrivals({
      folder: folder.in,
      openTicket: (ticket) => context.approvals.open(ticket),
      now: () => performance.now(),
    });
    const lastsMs = request.minutes * 60_000;
    this.#endsAt = new Date(this.#startedAt.getTime() + lastsMs);
    // A clock that is set back makes no duty longer.
    this.#deadlineMs = performance.now() + lastsMs;
    context.settleKilled();
    this.#left = this.#cases.left();
    this.#record('duty-begun', { mostUses: request.mostUses, until: this.#endsAt.toISOString() });
    this.#listen();
    this.over = this.#run();
  }

  describe(): Duty {
    return {
      id: this.#id,
      sealIds: this.#request.sealIds,
      watchFolder: this.#request.watchFolder,
      startedAt: this.#startedAt.toISOString(),
      endsAt: this.#endsAt.toISOString(),
      mostUses: this.#request.mostUses,
      keepsPins: this.#session.keepsPins,
      stamped: this.#stamped,
      refused: this.#refused,
      waiting: this.#arrivals.waiting,
      latest: this.#latest,
      end: this.#end,
    };
  }

  /** At once: what is at work goes no further than where it stands. */
  end(why: DutyEnd, error: AppError | null = null): void {
    if (this.#end) return;
    this.#end = { at: new Date().toISOString(), why, error: error?.toShape() ?? null };
    this.#controller.abort();
    this.#wakeAll();
  }

  #record(kind: 'duty-begun' | 'duty-ended', data: Record<string, string | number | boolean>): void {
    const { ledger, seals, operator, door } = this.#context;
    const { sealIds, watchFolder } = this.#request;
    ledger.record(kind, {
      duty: this.#id,
      sealIds,
      sealNames: sealIds.map((id) => seals.get(id).name),
      watchFolder: watchFolder.toWellFormed(),
      keepsPins: this.#session.keepsPins,
      ...data,
      operator: operator().toWellFormed(),
      door,
    });
  }

  #listen(): void {
    const look = setInterval(() => {
      if (performance.now() >= this.#deadlineMs || Date.now() >= this.#endsAt.getTime()) this.end('time');
      this.#wakeAll();
    }, lookEveryMs);
    const stopListening = this.#context.onTokensChanged(() => {
      const serial = this.#session.serials.join('、');
      if (!this.#session.isReady()) this.end('token', new AppError('TOKEN_REMOVED', { serial }));
    });
    this.#stopped.push(() => clearInterval(look), stopListening);
    try {
      const watcher = watch(systemPath(this.#folder.in), () => this.#wakeAll());
      watcher.on('error', () => watcher.close());
      this.#stopped.push(() => watcher.close());
    } catch {
      // Some file systems tell nothing of their changes: it is looked at each second anyway.
    }
  }

  #wakeAll(): void {
    this.#wake.resolve();
    this.#wake = createDeferred();
  }

  #tell(): void {
    this.#telling ??= setTimeout(() => {
      this.#telling = null;
      this.#context.onChanged(this.describe());
    }, tellEveryMs);
    this.#telling.unref();
  }

  /** Another is begun only where it may be finished: what is at work counts. */
  #room(): number {
    return Math.min(atOnce - this.#atWork, this.#request.mostUses - this.#stamped - this.#atWork);
  }

  async #run(): Promise<void> {
    let wasWaiting = -1;
    while (!this.#end) {
      const woken = this.#wake.promise;
      try {
        while (this.#left.length > 0 && this.#room() > 0) {
          const next = this.#left.shift();
          if (next) this.#begin(() => this.#goOn(next));
        }
        const room = this.#room();
        const arrived = room > 0 ? await this.#arrivals.take(room, this.#controller.signal) : [];
        for (const one of arrived) {
          if (this.#end) break;
          const taken = this.#cases.take({
            fileName: one.fileName,
            runId: one.approval?.runId ?? null,
            sha256: one.sha256,
            ticket: toldBy(one.approval),
          });
          if (!taken) {
            this.#arrivals.putOff(one);
            continue;
          }
          this.#begin(() => (one.refused ? this.#refuse(taken, one.ticket, one.refused) : this.#stamp(taken, one)));
        }
        if (arrived.length > 0) continue;
      } catch (thrown) {
        this.end('error', AppError.from(thrown));
      }
      if (this.#arrivals.waiting !== wasWaiting) this.#tell();
      wasWaiting = this.#arrivals.waiting;
      if (!this.#end) await woken;
    }
    for (const stop of this.#stopped) stop();
    while (this.#atWork > 0) await this.#wake.promise;
    if (this.#end.why !== 'token') await this.#session.signHead();
    await this.#session.close();
    this.#folder.release();
    try {
      const { why, error } = this.#end;
      this.#record('duty-ended', {
        why,
        stamped: this.#stamped,
        refused: this.#refused,
        ...(error ? { errorCode: error.code } : {}),
      });
    } catch {
      // The uses themselves are on record.
    }
    if (this.#telling) clearTimeout(this.#telling);
    this.#context.onChanged(this.describe());
  }

  #begin(work: () => Promise<void>): void {
    this.#atWork += 1;
    work()
      .catch((thrown: unknown) => {
        const error = AppError.from(thrown);
        // What was stopped in the middle is gone on with by the next duty.
        if (!this.#end && error.code !== 'CANCELLED') this.end(endOf(error) ?? 'error', error);
      })
      .finally(() => {
        this.#atWork -= 1;
        if (this.#stamped >= this.#request.mostUses) this.end('uses');
        this.#wakeAll();
      });
  }

  /** What a duty before this one had taken. */
  async #goOn(taken: TakenCase): Promise<void> {
    const [first, ...others] = this.#usesOf(taken);
    const { outputPath: path = '', sha256After = null } = first ?? {};
    // In whatever folder it was sealed: what does not lie here was not made here, or is lost.
    const outputPath = await this.#cases.findMade(taken, basename(path), sha256After ?? '');
    if (first && outputPath !== null) {
      const historySeqs = [first, ...others].map(({ seq }) => seq);
      const archive = await this.#archive(outputPath);
      return this.#settle(taken, { outcome: 'stamped', outputPath, historySeqs, sha256After, archive, error: null });
    }
    let ticket = '';
    try {
      if (taken.sha256 !== null) await this.#cases.makeOwn(taken, this.#controller.signal);
      ticket = this.#cases.ticketOf(taken);
      const approval = await this.#context.approvals.open(ticket);
      await this.#seal(taken, { ticket, approval, sha256: taken.sha256 });
    } catch (thrown) {
      const error = AppError.from(thrown);
      if (error.code === 'CANCELLED' || endOf(error)) throw error;
      await this.#refuse(taken, ticket, error);
    }
  }

  /** What the record says of a case that a kill left between its stamp and its result. */
  #usesOf({ runId }: TakenCase): HistoryRow[] {
    if (runId === null) return [];
    const rows = this.#context.ledger.usesOfRun(runId).flatMap((seq) => this.#context.ledger.get(seq) ?? []);
    return rows.every(({ outcome }) => outcome === 'completed') ? rows : [];
  }

  async #stamp(taken: TakenCase, arrival: Arrival): Promise<void> {
    try {
      await this.#cases.makeOwn(taken, this.#controller.signal);
    } catch (thrown) {
      const error = AppError.from(thrown);
      if (error.code === 'CANCELLED' || endOf(error)) throw error;
      return this.#refuse(taken, arrival.ticket, error, [...(arrival.approval?.placements ?? [])]);
    }
    return this.#seal(taken, arrival);
  }

  async #seal(
    taken: TakenCase,
    { ticket, approval, sha256 }: Pick<Arrival, 'ticket' | 'approval' | 'sha256'>,
  ): Promise<void> {
    if (!approval || sha256 === null) throw new AppError('TICKET_UNREADABLE');
    const path = this.#cases.documentOf(taken);
    const { placements, runId, claims } = approval;
    try {
      const other = placements.find(({ sealId }) => !this.#request.sealIds.includes(sealId));
      if (other) throw new AppError('DUTY_OTHER_SEAL', { seal: this.#context.seals.get(other.sealId).name });
      const file = {
        runId,
        path,
        placements,
        reason: claims.reason ?? '',
        particulars: noParticulars,
        location: '',
        password: undefined,
        sha256,
        outputPath: this.#cases.outputOf(taken),
        ticket,
      };
      const { outputPath, historySeqs, sha256After } = await this.#session.stamp(file, this.#controller.signal);
      this.#context.onMade(outputPath);
      const archive = await this.#archive(outputPath);
      this.#settle(taken, { outcome: 'stamped', outputPath, historySeqs, sha256After, archive, error: null });
    } catch (thrown) {
      const error = AppError.from(thrown);
      if (error.code === 'CANCELLED' || endOf(error)) throw error;
      await this.#refuse(taken, ticket, error, [...placements]);
    }
  }

  /** It is sealed, and on record, whatever becomes of its package: whoever misses one can have it made. */
  async #archive(path: string): Promise<string | null> {
    if (!this.#request.archive) return null;
    try {
      return (await this.#context.archive(path)).outputPath;
    } catch {
      return null;
    }
  }

  #refuse(taken: TakenCase, ticket: string, error: AppError, placements: Approval['placements'] = []): Promise<void> {
    const path = this.#cases.documentOf(taken);
    return this.#context.stamping.noteRefusal({ path, placements, ticket, sha256: taken.sha256 }, error).then(() => {
      this.#settle(taken, {
        outcome: 'refused',
        outputPath: null,
        historySeqs: [],
        sha256After: null,
        archive: null,
        error,
      });
    });
  }

  #settle(taken: TakenCase, { sha256After, archive, error, ...settled }: Settled): void {
    const at = new Date().toISOString();
    const { ticket, sha256, fileName } = taken;
    const { outcome, outputPath, historySeqs } = settled;
    const name = readableNames(fileName);
    const folder = this.#cases.finish(taken, {
      format: 1,
      outcome,
      at,
      document: { name, sha256 },
      ticket: ticket && { iss: ticket.iss, jti: ticket.jti, number: ticket.number },
      stamped: outputPath !== null && sha256After !== null ? { file: basename(outputPath), sha256: sha256After } : null,
      archive: archive && basename(archive),
      historySeqs,
      error: error && resultError(error, this.#context.language()),
    });
    if (outcome === 'stamped') this.#stamped += 1;
    else this.#refused += 1;
    const item: DutyItem = {
      ...settled,
      at,
      name,
      approvalNumber: ticket?.number ?? '',
      approver: ticket?.approver ?? '',
      folder,
      error: error?.toShape() ?? null,
    };
    this.#latest = [item, ...this.#latest].slice(0, mostLatest);
    this.#tell();
  }
}

function resultError(error: AppError, language: Language): DutyResult['error'] {
  const { happened, next } = describeError(error.toShape(), language);
  return { code: error.code, message: happened, next };
}

/** 值守: for a while documents that come with an approval ticket are sealed by themselves. */
export function createDuties(context: DutyContext): Duties {
  /** With when it is over, and everybody logged out. */
  let running: { readonly duty: RunningDuty; readonly over: Promise<void> } | null = null;
  let last: Duty | null = null;
  /** What is being logged in for; aborted where it is stopped before it began. */
  let beginning: { readonly stop: AbortController; readonly done: PromiseWithResolvers<void> } | null = null;

  async function start(request: ParsedInput<'duty.start'>, stopped: AbortSignal): Promise<Duty> {
    const clientId = context.clientId();
    // In a transaction of the record: no other program of this client finds the folder free meanwhile.
    const folder = context.ledger.together(() => openWatchFolder(request.watchFolder, clientId));
    let session: StampSession | null = null;
    try {
      const pins = {
        pins: kept(request.pins),
        signaturePins: kept(request.signaturePins),
        finalTryConfirmed: request.finalTryConfirmed,
      };
      session = await context.stamping.open(request.sealIds, pins, { forgetsPins: true });
      if (stopped.aborted) throw new AppError('CANCELLED');
      const begun = new RunningDuty(context, folder, session, request);
      const over = begun.over.then(() => {
        last = begun.describe();
        running = null;
      });
      running = { duty: begun, over };
      return begun.describe();
    } catch (thrown) {
      await session?.close();
      folder.release();
      throw thrown;
    }
  }

  async function stop(why: DutyEnd): Promise<void> {
    beginning?.stop.abort();
    await beginning?.done.promise;
    running?.duty.end(why);
    await running?.over;
  }

  return {
    handlers: {
      async 'duty.get'() {
        return running?.duty.describe() ?? last;
      },
      async 'duty.start'(given) {
        if (beginning || (running && !running.duty.describe().end)) throw new AppError('DUTY_RUNNING');
        const begun = { stop: new AbortController(), done: Promise.withResolvers<void>() };
        beginning = begun;
        try {
          await running?.over;
          return await start({ ...given, watchFolder: absolutePath(given.watchFolder) }, begun.stop.signal);
        } finally {
          beginning = null;
          begun.done.resolve();
        }
      },
      async 'duty.stop'() {
        await stop('person');
        return last;
      },
    },
    close: () => stop('program'),
  };
}
