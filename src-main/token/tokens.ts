import { existsSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { type AllowedDrivers, AppError, type Driver, type Settings, type Token } from '../contract/index.ts';
import { createDeferred } from '../runtime/index.ts';
import { missingToken } from './bound-certificate.ts';
import { certificatesOf } from './certificates/token-description.ts';
import { driversFromEnvironment, isAllowed, realPath } from './drivers/allowed-drivers.ts';
import { notTokenModules } from './drivers/catalogue.ts';
import { type DiscoveryOptions, type DriverCandidate, discoverDrivers, trialDriverId } from './drivers/discovery.ts';
import { findNativePart } from './drivers/native-parts.ts';
import type { DataObject } from './host/data-objects.ts';
import { createKnownTokens } from './known-tokens.ts';
import { openSigner, type SignerRequest, type TokenSigner } from './signing.ts';
import {
  createDriverHost,
  type DriverHost,
  defaultTimeLimits,
  driverError,
  type TimeLimits,
} from './supervision/driver-host.ts';
import { forkHost, type SpawnHost } from './supervision/host-process.ts';
import { findHostProgram } from './supervision/host-program.ts';
import {
  changePin,
  type DataObjectRead,
  type DataObjectWrite,
  type PinChange,
  type PinUnblock,
  readDataObjects,
  unblockPin,
  writeDataObject,
} from './token-calls.ts';
import { createTokenLocks } from './token-locks.ts';
import { provisionTrialToken, type TrialTokenRequest } from './trial.ts';

export interface TokensConfig {
  /** Holds the trial token. */
  homeFolder: string;
  addedDriverPaths: readonly string[];
  /** No driver but these is loaded, unless QIANYIN_DRIVERS says otherwise, which wins. Default null: every one. */
  allowedDrivers?: AllowedDrivers;
  /** Which drivers the person switched off and prefers, and what added ones are initialised with. */
  driverChoice?: DriverChoice;
  /** Whether `needed` waits for the drivers: a script asks once, for the whole answer. Default false. */
  settlesWhenNeeded?: boolean;
  /** How long a list of tokens waits for a driver that does not answer while others do, in milliseconds. Default 6000. */
  patienceMs?: number;
  /** Default 1000. */
  pollIntervalMs?: number;
  /** Default: Node's `child_process.fork`. */
  spawn?: SpawnHost;
  /** The file of the host's program. Default: that of this program. */
  hostEntry?: () => string;
  /** Default: what is installed on this machine. */
  discover?: (options: DiscoveryOptions) => DriverCandidate[];
  timeLimits?: Partial<TimeLimits>;
  restartDelaysMs?: readonly number[];
}

/** What the person decided about drivers, by their ids or the full paths of their libraries. */
export type DriverChoice = Pick<Settings, 'disabledDrivers' | 'preferredDrivers' | 'driverInitStrings'>;

/** The tokens plugged in, over every PKCS#11 driver of this machine. */
export interface Tokens {
  /** Finds the drivers and starts a host process for each. */
  start(): void;
  /**
   * To be called before tokens are asked for. Starts the drivers the first time: a verification in a script needs none.
   * @param isEnough whether these tokens are all that is wanted, so that no other driver is waited for
   */
  needed(isEnough?: (tokens: readonly Token[]) => boolean): Promise<void>;
  /** Ends every host process. */
  stop(): Promise<void>;
  /** Resolves once every driver has answered its first scan, failed or timed out. */
  settle(): Promise<void>;
  drivers(): Driver[];
  tokens(): Token[];
  /** DER of the readable certificates on a token, by their fingerprints; none when it is not plugged in. */
  certificates(tokenId: string): ReadonlyMap<string, Uint8Array>;
  /** Calls the listener after tokens, their PIN states or their certificates changed. Returns the way to end that. */
  onTokensChanged(listener: (tokens: Token[]) => void): () => void;
  onDriversChanged(listener: (drivers: Driver[]) => void): () => void;
  /**
   * Adds a PKCS#11 module; a driver that is there already stays as it is. Resolves when it has answered, failed or
   * timed out.
   * @throws AppError FILE_NOT_FOUND, DRIVER_NOT_ALLOWED
   */
  addDriver(path: string, initString?: string): Promise<void>;
  /** Whether a driver could be added at all. @throws AppError FILE_NOT_FOUND, DRIVER_NOT_ALLOWED */
  assertMayAdd(path: string): void;
  /** Removes a driver that was added. @throws AppError INVALID_INPUT for any other */
  removeDriver(id: string): Promise<void>;
  /** @throws AppError INVALID_INPUT when there is no such driver */
  restartDriver(id: string): Promise<void>;
  /** Changes which drivers may be loaded: stops those that no longer may, starts those that now may. */
  allowDrivers(allowed: AllowedDrivers): Promise<void>;
  /** Changes which drivers are switched off and preferred. */
  chooseDrivers(choice: DriverChoice): Promise<void>;
  /** Looks again for drivers, starts new ones and stops those that are gone. */
  refreshDiscovery(): Promise<void>;
  /**
   * Changes the PIN of a token; on a PIN pad both are typed there and the given ones are ignored.
   * @throws AppError PIN_INCORRECT, PIN_INVALID, PIN_LOCKED, PIN_FINAL_TRY, TOKEN_NOT_FOUND, TOKEN_REMOVED,
   * TOKEN_ERROR, DRIVER_…
   */
  changePin(change: PinChange): Promise<void>;
  /**
   * Sets the user's PIN anew, and its count of tries back, with the administrator's PIN.
   * @throws AppError ADMIN_PIN_INCORRECT, ADMIN_PIN_LOCKED, PIN_INVALID, TOKEN_NOT_FOUND, TOKEN_REMOVED, TOKEN_ERROR,
   * DRIVER_…
   */
  unblockPin(unblock: PinUnblock): Promise<void>;
  /** The token's data objects; with a null PIN those that it shows to anybody. @throws AppError as `openSigner` */
  readDataObjects(read: DataObjectRead): Promise<DataObject[]>;
  /** Writes a public data object, in the place of one with the same label. @throws AppError as `openSigner` */
  writeDataObject(write: DataObjectWrite): Promise<void>;
  /**
   * Logs in once and holds the token for signing until `close`. Never tries a PIN twice.
   * @throws AppError PIN_REQUIRED, PIN_INCORRECT, PIN_INVALID, PIN_LOCKED, PIN_FINAL_TRY, PIN_EXPIRED, TOKEN_NOT_FOUND,
   * TOKEN_REMOVED, TOKEN_KEY_NOT_FOUND, TOKEN_ERROR, CERTIFICATE_NOT_FOUND, CERTIFICATE_UNUSABLE, DRIVER_…
   */
  openSigner(request: SignerRequest): Promise<TokenSigner>;
  /**
   * Makes the trial token in the home folder; one that is complete is returned untouched, unless it is to be replaced.
   * @throws AppError TRIAL_UNAVAILABLE, DRIVER_NOT_ALLOWED
   */
  provisionTrialToken(request: TrialTokenRequest): Promise<Token>;
}

/** A list with those who want to know when it changed. */
function createAnnouncer<Item>(read: () => Item[], isSame: (one: Item, other: Item | undefined) => boolean) {
  const listeners = new Set<(items: Item[]) => void>();
  let announced = read();
  return {
    listen(listener: (items: Item[]) => void) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    announceChange() {
      const items = read();
      const before = announced;
      announced = items;
      if (items.length === before.length && items.every((item, index) => isSame(item, before[index]))) return;
      for (const listener of listeners) listener(items);
    },
  };
}

/** How a driver is loaded: where any of it changes, it starts anew. */
const loadedAs = ({ path, env, initString = null }: DriverCandidate) => ({ path, env, initString });

/** How long a token that is there waits for a better way to it. */
const betterWayMs = 1_500;

function describeDisabled({ id, name, library, source }: DriverCandidate, preferred: boolean): Driver {
  const nothing = { trouble: null, restarts: 0, description: null, slotCount: 0, tokenCount: 0 };
  return { id, name, path: library, source, state: 'disabled', preferred, ...nothing };
}

export function createTokens(config: TokensConfig): Tokens {
  const { homeFolder, pollIntervalMs = 1000, spawn = forkHost, hostEntry = findHostProgram } = config;
  const { discover = discoverDrivers, restartDelaysMs = [1_000, 3_000, 9_000], patienceMs = 6_000 } = config;
  const timeLimits = { ...defaultTimeLimits, ...config.timeLimits };
  let addedDriverPaths = [...config.addedDriverPaths];
  let allowedDrivers = driversFromEnvironment() ?? config.allowedDrivers ?? null;
  const hosts = new Map<string, DriverHost>();
  /** Candidates that the person switched off: known, but not loaded. */
  let disabled: DriverCandidate[] = [];
  let choice = config.driverChoice ?? { disabledDrivers: [], preferredDrivers: [], driverInitStrings: {} };
  /** Called at each news while somebody waits for tokens. */
  const waiting = new Set<() => void>();
  let started = false;
  let stopped = false;
  let startedAtMs = 0;
  /** What was wanted in particular was there, and better ways had their moment: nobody is waited for again. */
  let hadEnough = false;
  const locks = createTokenLocks(timeLimits.queue);

  const known = createKnownTokens({
    hosts: () => [...hosts.values()],
    preferred: () => choice.preferredDrivers,
    standsForOthers: ({ candidate }) => notTokenModules.test(candidate.path),
  });
  const tokens = known.list;
  const isPreferred = ({ id }: DriverCandidate) => choice.preferredDrivers.includes(id);
  const drivers = (): Driver[] => [
    ...[...hosts.values()].map((host) => ({ ...host.describe(), preferred: isPreferred(host.candidate) })),
    ...disabled.map((candidate) => describeDisabled(candidate, isPreferred(candidate))),
  ];
  // A token that is as it was is the same object.
  const tokenAnnouncer = createAnnouncer(tokens, Object.is);
  const driverAnnouncer = createAnnouncer(drivers, isDeepStrictEqual);

  function onNews(): void {
    tokenAnnouncer.announceChange();
    driverAnnouncer.announceChange();
    for (const look of waiting) look();
  }

  function startHost(candidate: DriverCandidate): DriverHost {
    const supervision = { spawn, entry: hostEntry, pollIntervalMs, timeLimits, restartDelaysMs, onNews };
    const host = createDriverHost(candidate, supervision);
    hosts.set(candidate.id, host);
    host.start();
    return host;
  }

  async function stopHost(host: DriverHost): Promise<void> {
    hosts.delete(host.candidate.id);
    await host.stop();
  }

  const settle = async () => {
    await Promise.all([...hosts.values()].map((host) => host.settled()));
  };

  /** The drivers of this machine; those that are switched off are set aside. */
  function findCandidates(): DriverCandidate[] {
    const all = discover({ homeFolder, addedDriverPaths, allowedDrivers, initStrings: choice.driverInitStrings });
    const isOff = (candidate: DriverCandidate) => isAllowed(candidate, choice.disabledDrivers);
    disabled = all.filter(isOff);
    return all.filter((candidate) => !isOff(candidate));
  }

  async function refreshDiscovery(): Promise<void> {
    const candidates = findCandidates();
    const found = new Map(candidates.map((candidate) => [candidate.id, candidate]));
    const isSame = ({ candidate }: DriverHost) => {
      const other = found.get(candidate.id);
      return other !== undefined && isDeepStrictEqual(loadedAs(other), loadedAs(candidate));
    };
    await Promise.all([...hosts.values()].filter((host) => !isSame(host)).map(stopHost));
    // The room may have been stopped meanwhile.
    const added = stopped ? [] : [...found.values()].filter(({ id }) => !hosts.has(id)).map(startHost);
    onNews();
    await Promise.all(added.map((host) => host.settled()));
  }

  function requireHost(id: string): DriverHost {
    const host = hosts.get(id);
    if (!host) throw new AppError('INVALID_INPUT', { detail: id });
    return host;
  }

  /** The token and its ways. @throws AppError TOKEN_NOT_FOUND, TOKEN_HIDDEN, DRIVER_… */
  function locate(tokenId: string) {
    const found = known.find(tokenId);
    if (found) return found;
    const [driverId = '', serial = tokenId] = tokenId.split('/');
    // A driver that is down hides its tokens: then the driver is the news, not the token.
    for (const id of new Set([driverId, ...known.driversOf(serial)])) {
      const driver = hosts.get(id)?.describe();
      if (driver?.state === 'failed' || driver?.state === 'crashed' || driver?.state === 'timeout') {
        throw driverError(driver.state, driver);
      }
    }
    throw missingToken(serial, drivers());
  }

  /**
   * Waits for what is wanted: what is enough and a moment more, for a better way to it; else for every driver. A list,
   * where nothing in particular is wanted, does not wait long for one driver while others have answered.
   */
  async function waitFor(isEnough: ((tokens: readonly Token[]) => boolean) | undefined): Promise<void> {
    if (hadEnough && (!isEnough || isEnough(tokens()))) return;
    const done = createDeferred();
    const timers: NodeJS.Timeout[] = [];
    let enough = false;
    const look = () => {
      if (enough || !isEnough?.(tokens())) return;
      enough = true;
      hadEnough = true;
      timers.push(setTimeout(done.resolve, betterWayMs));
    };
    waiting.add(look);
    look();
    void settle().then(done.resolve);
    if (!isEnough) {
      const others = Promise.any([...hosts.values()].map((host) => host.settled())).catch(() => undefined);
      void others.then(() => {
        timers.push(setTimeout(done.resolve, Math.max(0, startedAtMs + patienceMs - Date.now())));
      });
    }
    await done.promise;
    waiting.delete(look);
    for (const timer of timers) clearTimeout(timer);
  }

  function start(): void {
    started = true;
    stopped = false;
    startedAtMs = Date.now();
    for (const candidate of findCandidates()) startHost(candidate);
  }

  const context = { locate, known, locks, timeLimits };

  function assertMayAdd(path: string): void {
    if (!existsSync(path)) throw new AppError('FILE_NOT_FOUND', { path });
    if (allowedDrivers === null) return;
    const withIt = [...new Set([...addedDriverPaths, path])];
    const candidates = discover({ homeFolder, addedDriverPaths: withIt, allowedDrivers });
    const mayBeLoaded = candidates.some(({ library }) => realPath(library) === realPath(path));
    if (!mayBeLoaded) throw new AppError('DRIVER_NOT_ALLOWED', { driver: path });
  }

  return {
    start,
    async needed(isEnough) {
      if (!started) start();
      if (config.settlesWhenNeeded) await waitFor(isEnough);
    },
    async stop() {
      stopped = true;
      await Promise.all([...hosts.values()].map(stopHost));
    },
    settle,
    drivers,
    tokens,
    certificates: (tokenId) =>
      new Map((known.find(tokenId)?.ways ?? []).flatMap(({ facts }) => [...certificatesOf(facts)])),
    onTokensChanged: tokenAnnouncer.listen,
    onDriversChanged: driverAnnouncer.listen,
    assertMayAdd,
    async addDriver(path, initString) {
      assertMayAdd(path);
      addedDriverPaths = [...new Set([...addedDriverPaths, path])];
      if (initString !== undefined) {
        choice = { ...choice, driverInitStrings: { ...choice.driverInitStrings, [path]: initString } };
      }
      await refreshDiscovery();
    },
    async removeDriver(id) {
      const candidate = disabled.find((driver) => driver.id === id) ?? requireHost(id).candidate;
      if (candidate.source !== 'added') throw new AppError('INVALID_INPUT', { detail: id });
      addedDriverPaths = addedDriverPaths.filter((path) => path !== candidate.library);
      await refreshDiscovery();
    },
    async restartDriver(id) {
      await requireHost(id).restart();
    },
    async allowDrivers(allowed) {
      const wanted = driversFromEnvironment() ?? allowed;
      if (isDeepStrictEqual(wanted, allowedDrivers)) return;
      allowedDrivers = wanted;
      if (started) await refreshDiscovery();
    },
    async chooseDrivers(wanted) {
      if (isDeepStrictEqual(wanted, choice)) return;
      choice = wanted;
      if (started) await refreshDiscovery();
    },
    refreshDiscovery,
    changePin: (change) => changePin(context, change),
    unblockPin: (unblock) => unblockPin(context, unblock),
    readDataObjects: (read) => readDataObjects(context, read),
    writeDataObject: (write) => writeDataObject(context, write),
    openSigner: (request) => openSigner(context, request),
    async provisionTrialToken(request) {
      const trialDriver = { id: trialDriverId, library: findNativePart('softSkf') ?? '' };
      if (!isAllowed(trialDriver, allowedDrivers)) throw new AppError('DRIVER_NOT_ALLOWED', { driver: trialDriverId });
      const release = await locks.acquire(trialDriverId, '');
      try {
        return await provisionTrialToken(request, {
          homeFolder,
          refreshDiscovery,
          trialHost: () => hosts.get(trialDriverId) ?? null,
          trialTokens: () => tokens().filter((token) => token.trial),
          timeLimits,
        });
      } finally {
        release();
      }
    },
  };
}
