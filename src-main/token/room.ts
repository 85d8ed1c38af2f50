import { existsSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { type AllowedDrivers, AppError, type Driver, type Token } from '../contract/index.ts';
import { findProgram } from '../runtime/index.ts';
import { certificatesOf } from './certificates/token-description.ts';
import { driversFromEnvironment, isAllowed, realPath } from './drivers/allowed-drivers.ts';
import { type DiscoveryOptions, type DriverCandidate, discoverDrivers, trialDriverId } from './drivers/discovery.ts';
import { findNativePart } from './drivers/native-parts.ts';
import type { DataObject } from './host/data-objects.ts';
import { openSigner, type SignerRequest, type TokenSigner } from './signing.ts';
import {
  createDriverHost,
  type DriverHost,
  defaultTimeLimits,
  driverError,
  type TimeLimits,
} from './supervision/driver-host.ts';
import { forkHost, type SpawnHost } from './supervision/host-process.ts';
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

export interface TokenRoomConfig {
  /** Holds the trial token. */
  homeFolder: string;
  addedDriverPaths: readonly string[];
  /** No driver but these is loaded, unless QIANYIN_DRIVERS says otherwise, which wins. Default null: every one. */
  allowedDrivers?: AllowedDrivers;
  /** Whether `needed` waits until every driver has answered: a script asks once, for the whole answer. Default false. */
  settlesWhenNeeded?: boolean;
  /** Default 1000. */
  pollIntervalMs?: number;
  /** Default: Node's `child_process.fork`. */
  spawn?: SpawnHost;
  /** The file of the host's program. Default: that of this program. */
  hostEntry?: string;
  /** Default: what is installed on this machine. */
  discover?: (options: DiscoveryOptions) => DriverCandidate[];
  timeLimits?: Partial<TimeLimits>;
  restartDelaysMs?: readonly number[];
}

/** The tokens plugged in, over every PKCS#11 driver of this machine. */
export interface TokenRoom {
  /** Finds the drivers and starts a host process for each. */
  start(): void;
  /** To be called before tokens are asked for. Starts the drivers the first time: a verification in a script needs none. */
  needed(): Promise<void>;
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
  addDriver(path: string): Promise<void>;
  /** Removes a driver that was added. @throws AppError INVALID_INPUT for any other */
  removeDriver(id: string): Promise<void>;
  /** @throws AppError INVALID_INPUT when there is no such driver */
  restartDriver(id: string): Promise<void>;
  /** Changes which drivers may be loaded: stops those that no longer may, starts those that now may. */
  allowDrivers(allowed: AllowedDrivers): Promise<void>;
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

export function createTokenRoom(config: TokenRoomConfig): TokenRoom {
  const {
    homeFolder,
    pollIntervalMs = 1000,
    spawn = forkHost,
    hostEntry = findProgram(import.meta.url, 'host/host.ts', 'token-host.js'),
  } = config;
  const { discover = discoverDrivers, restartDelaysMs = [1_000, 3_000, 9_000] } = config;
  const timeLimits = { ...defaultTimeLimits, ...config.timeLimits };
  let addedDriverPaths = [...config.addedDriverPaths];
  let allowedDrivers = driversFromEnvironment() ?? config.allowedDrivers ?? null;
  const hosts = new Map<string, DriverHost>();
  let started = false;
  let stopped = false;
  const locks = createTokenLocks(timeLimits.queue);

  const tokens = () => [...hosts.values()].flatMap((host) => host.tokens());
  const drivers = () => [...hosts.values()].map((host) => host.describe());
  // A token that is as it was is the same object.
  const tokenAnnouncer = createAnnouncer(tokens, Object.is);
  const driverAnnouncer = createAnnouncer(drivers, isDeepStrictEqual);

  function onNews(): void {
    tokenAnnouncer.announceChange();
    driverAnnouncer.announceChange();
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

  async function refreshDiscovery(): Promise<void> {
    const candidates = discover({ homeFolder, addedDriverPaths, allowedDrivers });
    const found = new Map(candidates.map((candidate) => [candidate.id, candidate]));
    const isSame = ({ candidate }: DriverHost) => {
      const other = found.get(candidate.id);
      return other?.path === candidate.path && JSON.stringify(other.env) === JSON.stringify(candidate.env);
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

  /** The token, its driver and the driver's own words about it; null when it is not there. */
  function findToken(tokenId: string) {
    for (const host of hosts.values()) {
      const tokens = host.tokens();
      const index = tokens.findIndex((token) => token.id === tokenId);
      const token = tokens[index];
      const facts = host.facts()[index];
      if (token && facts) return { host, token, facts };
    }
    return null;
  }

  /** The same. @throws AppError TOKEN_NOT_FOUND, DRIVER_… */
  function locate(tokenId: string) {
    const found = findToken(tokenId);
    if (found) return found;
    const [driverId = '', serial = tokenId] = tokenId.split('/');
    const driver = hosts.get(driverId)?.describe();
    // A driver that is down hides its tokens: then the driver is the news, not the token.
    if (driver && driver.state !== 'starting' && driver.state !== 'ready') throw driverError(driver.state, driver);
    throw new AppError('TOKEN_NOT_FOUND', { serial });
  }

  function start(): void {
    started = true;
    stopped = false;
    for (const candidate of discover({ homeFolder, addedDriverPaths, allowedDrivers })) startHost(candidate);
  }

  const context = { locate, locks, timeLimits };

  return {
    start,
    async needed() {
      if (!started) start();
      if (config.settlesWhenNeeded) await settle();
    },
    async stop() {
      stopped = true;
      await Promise.all([...hosts.values()].map(stopHost));
    },
    settle,
    drivers,
    tokens,
    certificates: (tokenId) => certificatesOf(findToken(tokenId)?.facts),
    onTokensChanged: tokenAnnouncer.listen,
    onDriversChanged: driverAnnouncer.listen,
    async addDriver(path) {
      if (!existsSync(path)) throw new AppError('FILE_NOT_FOUND', { path });
      const withIt = [...new Set([...addedDriverPaths, path])];
      if (allowedDrivers !== null) {
        const candidates = discover({ homeFolder, addedDriverPaths: withIt, allowedDrivers });
        const mayBeLoaded = candidates.some(({ library }) => realPath(library) === realPath(path));
        if (!mayBeLoaded) throw new AppError('DRIVER_NOT_ALLOWED', { driver: path });
      }
      addedDriverPaths = withIt;
      await refreshDiscovery();
    },
    async removeDriver(id) {
      const { candidate } = requireHost(id);
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
