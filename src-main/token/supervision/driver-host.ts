/** Supervises the host process of one driver: time limits, restarts, and the poll for tokens coming and going. */
import { AppError, type Driver, type ErrorCode, type Token } from '../../contract/index.ts';
import { createDeferred } from '../../runtime/index.ts';
import { createDescription } from '../certificates/token-description.ts';
import type { DriverCandidate } from '../drivers/discovery.ts';
import {
  type HostAnswer,
  type HostRequest,
  hostAnswers,
  type Operation,
  replyEnvelope,
  type TokenFacts,
} from '../host/messages.ts';
import { sealSecrets } from '../host/secret-messages.ts';
import { type HostProcess, hostEnvironment, type SpawnHost } from './host-process.ts';

/** How long a driver may take, in milliseconds, before its host is ended. */
export interface TimeLimits {
  load: number;
  scan: number;
  login: number;
  /** Logging in, or changing the PIN, where the person types it on the token. */
  pinPad: number;
  sign: number;
  /** The wait for another signing session on the same token. */
  queue: number;
}

/** A login or a signature may wait for a person: drivers open windows of their own, tokens want to be touched. */
const personMs = 180_000;

export const defaultTimeLimits: TimeLimits = {
  load: 30_000,
  scan: 20_000,
  login: personMs,
  pinPad: personMs,
  sign: personMs,
  queue: 240_000,
};

export interface SupervisionOptions {
  spawn: SpawnHost;
  entry(): string;
  pollIntervalMs: number;
  timeLimits: TimeLimits;
  /** Waits before the automatic restarts; after the last one the driver stays down until it is restarted by hand. */
  restartDelaysMs: readonly number[];
  /** Called after each scan, and when the driver fails or starts anew. */
  onNews: () => void;
}

export interface DriverHost {
  readonly candidate: DriverCandidate;
  /** Grows with each process: what was opened in an earlier one is gone. */
  readonly generation: number;
  /** How it stands; whether the person prefers it is for the room to say. */
  describe(): Omit<Driver, 'preferred'>;
  /** What the driver told of its tokens last. */
  facts(): readonly TokenFacts[];
  /** The same as people see it, in the same order; see `createDescription`. */
  tokens(): readonly Token[];
  start(): void;
  stop(): Promise<void>;
  /** Starts over with a fresh process and a clean count. Resolves when it has answered, failed or timed out. */
  restart(): Promise<void>;
  /** Resolves once the driver has answered its first scan, failed or timed out. */
  settled(): Promise<void>;
  /** Reads the slots now. Never throws: what goes wrong shows in the driver's state. */
  rescan(): Promise<void>;
  /** @throws AppError DRIVER_TIMEOUT, DRIVER_CRASHED, DRIVER_FAILED, or what the host answers */
  call<R extends HostRequest>(request: R, limitMs: number): Promise<HostAnswer<R['operation']>>;
}

type Trouble = Exclude<Driver['state'], 'starting' | 'ready' | 'disabled'>;

/** What drivers say as they are initialised without their hardware, or without the service behind it. */
const withoutDevice = /^CKR_(GENERAL_ERROR|DEVICE_ERROR|DEVICE_REMOVED|TOKEN_NOT_PRESENT|FUNCTION_FAILED)$/;

const codeByTrouble: Record<Trouble, ErrorCode> = {
  'no-device': 'DRIVER_FAILED',
  failed: 'DRIVER_FAILED',
  crashed: 'DRIVER_CRASHED',
  timeout: 'DRIVER_TIMEOUT',
};

/** The error that names a driver which is down, with its own words as detail. */
export function driverError(state: Trouble, driver: { name: string; trouble: string | null }): AppError {
  return new AppError(codeByTrouble[state], { driver: driver.name }, { detail: driver.trouble ?? undefined });
}

interface Call {
  request: HostRequest;
  limitMs: number;
  resolve(answer: unknown): void;
  reject(error: AppError): void;
}

interface Running {
  process: HostProcess;
  current: { id: number; call: Call; timer: NodeJS.Timeout } | null;
  waiting: Call[];
  /** That PINs are sealed for; null until the driver is loaded. */
  secretKey: Uint8Array | null;
}

/** A driver that ran this long starts with a clean count when it fails again. */
const stableMs = 60_000;
const stopGraceMs = 1_000;
const noDeviceRetryMs = 60_000;
export function createDriverHost(candidate: DriverCandidate, options: SupervisionOptions): DriverHost {
  const { timeLimits } = options;
  let running: Running | null = null;
  let generation = 0;
  let lastCallId = 0;
  let state: Driver['state'] = 'starting';
  let trouble: string | null = null;
  /** Why no process is started for it. */
  let refusal: AppError | null = null;
  let description: string | null = null;
  let restarts = 0;
  let failuresInARow = 0;
  let startedAt = 0;
  let slotCount = 0;
  let facts: readonly TokenFacts[] = [];
  const describeTokens = createDescription(candidate);
  let timer: NodeJS.Timeout | undefined;
  let settlement = createDeferred();

  const errorFor = (kind: Trouble, detail: string | null) =>
    driverError(kind, { name: candidate.name, trouble: detail });

  function downError(): AppError {
    if (refusal) return refusal;
    return errorFor(state === 'starting' || state === 'ready' || state === 'disabled' ? 'failed' : state, trouble);
  }

  /** Ends the process and rejects whatever waits for it. */
  function abandon(ended: Running, error: AppError): void {
    running = null;
    clearTimeout(timer);
    clearTimeout(ended.current?.timer);
    ended.process.kill();
    for (const call of [...(ended.current ? [ended.current.call] : []), ...ended.waiting]) call.reject(error);
    facts = [];
    slotCount = 0;
  }

  function fail(failed: Running, kind: Trouble, detail: string): void {
    if (running !== failed) return;
    if (Date.now() - startedAt > stableMs) failuresInARow = 0;
    const delayMs = options.restartDelaysMs[failuresInARow];
    failuresInARow += 1;
    trouble = detail;
    state = delayMs === undefined ? 'failed' : kind;
    abandon(failed, errorFor(kind, detail));
    if (delayMs !== undefined) {
      timer = setTimeout(() => {
        restarts += 1;
        launch();
      }, delayMs);
    }
    settlement.resolve();
    options.onNews();
  }

  /** Our own program is not to be started. */
  function refuse(error: AppError): void {
    refusal = error;
    state = 'failed';
    trouble = error.code;
    settlement.resolve();
    options.onNews();
  }

  /** Ends a driver that has nothing to drive, for a while. */
  function rest(host: Running, detail: string): void {
    if (running !== host) return;
    trouble = detail;
    state = 'no-device';
    abandon(host, errorFor('no-device', detail));
    // Hardware may come.
    timer = setTimeout(launch, noDeviceRetryMs);
    settlement.resolve();
    options.onNews();
  }

  function sendNext(host: Running): void {
    if (host.current) return;
    const call = host.waiting.shift();
    if (!call) return;
    lastCallId += 1;
    const id = lastCallId;
    const limit = setTimeout(() => {
      fail(host, 'timeout', `${call.request.operation}: no answer in ${call.limitMs} ms`);
    }, call.limitMs);
    host.current = { id, call, timer: limit };
    const { secretKey } = host;
    host.process.postMessage({ id, request: secretKey ? sealSecrets(call.request, secretKey) : call.request });
  }

  function receive(host: Running, message: unknown): void {
    const reply = replyEnvelope.safeParse(message);
    const { current } = host;
    if (!current || !reply.success || reply.data.id !== current.id) return;
    host.current = null;
    clearTimeout(current.timer);
    if (reply.data.ok) current.call.resolve(reply.data.answer);
    else current.call.reject(AppError.fromShape(reply.data.error));
    sendNext(host);
  }

  async function callHost<R extends HostRequest>(host: Running, request: R, limitMs: number) {
    const answer = await new Promise<unknown>((resolve, reject) => {
      host.waiting.push({ request, limitMs, resolve, reject });
      sendNext(host);
    });
    const operation: Operation = request.operation;
    const parsed = hostAnswers[operation].safeParse(answer);
    if (!parsed.success) {
      const detail = `${operation}: unreadable answer`;
      fail(host, 'failed', detail);
      throw errorFor('failed', detail);
    }
    return parsed.data as HostAnswer<R['operation']>;
  }

  async function scanOnce(host: Running): Promise<void> {
    const answer = await callHost(host, { operation: 'scan' }, timeLimits.scan);
    if (running !== host) return;
    slotCount = answer.slotCount;
    if (answer.tokens) facts = answer.tokens;
    state = 'ready';
    settlement.resolve();
    options.onNews();
  }

  /** An error of the driver itself, outside anyone's call. */
  function failBy(host: Running, thrown: unknown): void {
    const error = AppError.from(thrown);
    fail(host, 'failed', error.detail ?? error.code);
  }

  async function poll(host: Running): Promise<void> {
    try {
      await scanOnce(host);
    } catch (thrown) {
      failBy(host, thrown);
    }
    if (running === host) timer = setTimeout(poll, options.pollIntervalMs, host);
  }

  async function loadAndPoll(host: Running): Promise<void> {
    const { path, rescan, initString = null } = candidate;
    try {
      const answer = await callHost(host, { operation: 'load', path, rescan, initString }, timeLimits.load);
      description = answer.description;
      host.secretKey = answer.secretKey;
    } catch (thrown) {
      const { detail = '' } = AppError.from(thrown);
      // What the person added is expected to work; what was only found may lack what it is for.
      if (candidate.source !== 'added' && withoutDevice.test(detail)) rest(host, detail);
      else failBy(host, thrown);
      return;
    }
    await poll(host);
  }

  function launch(): void {
    generation += 1;
    startedAt = Date.now();
    let entry: string;
    try {
      entry = options.entry();
    } catch (thrown) {
      refuse(AppError.from(thrown));
      return;
    }
    refusal = null;
    const process = options.spawn(entry, hostEnvironment(candidate.env));
    const host: Running = { process, current: null, waiting: [], secretKey: null };
    running = host;
    process.onMessage((message) => receive(host, message));
    process.onExit((reason) => fail(host, 'crashed', reason));
    void loadAndPoll(host);
  }

  async function stop(): Promise<void> {
    clearTimeout(timer);
    const host = running;
    if (host) {
      const grace = createDeferred();
      const graceTimer = setTimeout(grace.resolve, stopGraceMs);
      await Promise.race([callHost(host, { operation: 'stop' }, stopGraceMs * 2).catch(() => {}), grace.promise]);
      clearTimeout(graceTimer);
      if (running === host) abandon(host, downError());
    }
    clearTimeout(timer);
    settlement.resolve();
  }

  return {
    candidate,
    get generation() {
      return generation;
    },
    describe: () => ({
      id: candidate.id,
      name: candidate.name,
      path: candidate.library,
      source: candidate.source,
      state,
      trouble,
      restarts,
      description,
      slotCount,
      tokenCount: facts.length,
    }),
    facts: () => facts,
    tokens: () => describeTokens(facts),
    start: launch,
    stop,
    async restart() {
      await stop();
      settlement = createDeferred();
      failuresInARow = 0;
      restarts = 0;
      state = 'starting';
      trouble = null;
      launch();
      options.onNews();
      await settlement.promise;
    },
    settled: () => settlement.promise,
    async rescan() {
      const host = running;
      if (!host) return;
      try {
        await scanOnce(host);
      } catch (thrown) {
        failBy(host, thrown);
      }
    },
    async call(request, limitMs) {
      if (!running) throw downError();
      return callHost(running, request, limitMs);
    },
  };
}
