/** Which drivers there are on this machine: the catalogues', p11-kit's, the person's own, and the trial UKey's. */
import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { AllowedDrivers, Driver } from '../../contract/index.ts';
import type { Rescan } from '../host/messages.ts';
import { isAllowed, realPath } from './allowed-drivers.ts';
import { catalogue, softHsmModule } from './catalogue.ts';
import { findNativePart } from './native-parts.ts';
import { type P11KitModule, p11KitModules } from './p11-kit.ts';
import { skfCatalogue } from './skf-catalogue.ts';

/** A PKCS#11 module to be loaded in a host process of its own. */
export interface DriverCandidate {
  id: string;
  name: string;
  /** The PKCS#11 module that is loaded. */
  path: string;
  /** What the person installed or added: the module itself, or the SKF library under ours. */
  library: string;
  source: Driver['source'];
  rescan: Rescan;
  /** Added to the environment of its host. */
  env: Record<string, string>;
  /** What the module is initialised with, as NSS wants it; none when absent. */
  initString?: string | null;
}

export interface DiscoveryOptions {
  homeFolder: string;
  addedDriverPaths: readonly string[];
  /** No driver but these; null: every one. */
  allowedDrivers: AllowedDrivers;
  /** What added modules are initialised with, by their paths. */
  initStrings?: Readonly<Record<string, string>>;
}

export const trialDriverId = 'trial';

/** Holds the devices of the trial UKey. */
export const trialFolder = (homeFolder: string) => join(homeFolder, 'trial', 'softskf');

function catalogueDrivers(): DriverCandidate[] {
  return catalogue.flatMap(({ id, name, paths, rescan = 'slot-list' }): DriverCandidate[] => {
    const path = paths[process.platform]?.find((candidate) => existsSync(candidate));
    return path ? [{ id, name, path, library: path, source: 'catalogue', rescan, env: {} }] : [];
  });
}

const rescanOf = (path: string): Rescan => (softHsmModule.test(basename(path)) ? 'reinitialize' : 'slot-list');

function p11KitDriver({ name, path, initString }: P11KitModule): DriverCandidate {
  const id = `p11-kit:${name}`;
  return { id, name, path, library: path, source: 'p11-kit', rescan: rescanOf(path), env: {}, initString };
}

/** A vendor's SKF library, loaded by our own PKCS#11 module over SKF. */
function skfDriver(base: Pick<DriverCandidate, 'id' | 'name' | 'source'>, library: string): DriverCandidate[] {
  const module = findNativePart('skfModule');
  if (!module) return [];
  return [{ ...base, path: module, library, rescan: 'slot-list', env: { QIANYIN_SKF_LIBRARY: library } }];
}

function skfDrivers(): DriverCandidate[] {
  return skfCatalogue.flatMap(({ id, name, paths }) => {
    const library = paths[process.platform]?.find((candidate) => existsSync(candidate));
    return library ? skfDriver({ id, name, source: 'catalogue' }, library) : [];
  });
}

const windowBytes = 1 << 20;

/** Whether a library offers SKF and not PKCS#11: the names of its functions stand in the file as they are. */
function isSkfLibrary(path: string): boolean {
  const names = { skf: 'SKF_EnumDev', pkcs11: 'C_GetFunctionList' };
  const found = { skf: false, pkcs11: false };
  try {
    const descriptor = openSync(path, 'r');
    try {
      // Windows overlap by more than a name, so that none is missed where two meet.
      const buffer = Buffer.alloc(windowBytes + 64);
      for (let offset = 0; ; offset += windowBytes) {
        const count = readSync(descriptor, buffer, 0, buffer.length, offset);
        const text = buffer.subarray(0, count);
        found.skf ||= text.includes(names.skf);
        found.pkcs11 ||= text.includes(names.pkcs11);
        if (count < buffer.length) return found.skf && !found.pkcs11;
      }
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return false;
  }
}

/** The driver of a path that the person added: a PKCS#11 module, or an SKF library. */
function addedDriver(path: string, initString: string | null): DriverCandidate[] {
  const id = `added:${createHash('sha256').update(path).digest('hex').slice(0, 12)}`;
  const base = { id, name: basename(path), source: 'added' } as const;
  if (isSkfLibrary(path)) return skfDriver(base, path);
  return [{ ...base, path, library: path, rescan: rescanOf(path), env: {}, initString }];
}

/** The trial UKey, once it was made. */
function trialDriver(homeFolder: string): DriverCandidate[] {
  const folder = trialFolder(homeFolder);
  const library = findNativePart('softSkf');
  if (!library || !existsSync(folder)) return [];
  const drivers = skfDriver({ id: trialDriverId, name: '试用 UKey', source: 'trial' }, library);
  return drivers.map((driver) => ({ ...driver, env: { ...driver.env, QIANYIN_SOFTSKF_HOME: folder } }));
}

/** Every driver to be loaded, each once, however many places name it. */
export function discoverDrivers(options: DiscoveryOptions): DriverCandidate[] {
  const { homeFolder, addedDriverPaths, allowedDrivers, initStrings = {} } = options;
  const configured = p11KitModules();
  const keptFromUs = new Set(configured.filter((module) => module.isKeptFromUs).map(({ path }) => realPath(path)));
  const installed = [
    ...catalogueDrivers(),
    ...configured.filter((module) => !module.isKeptFromUs).map(p11KitDriver),
    ...skfDrivers(),
  ].filter(({ library }) => !keptFromUs.has(realPath(library)));
  const found = [...installed, ...addedDriverPaths.flatMap((path) => addedDriver(path, initStrings[path] ?? null))];
  const once = new Map<string, DriverCandidate>();
  // A library that two places name is loaded by the one that is allowed.
  for (const candidate of found.filter((driver) => isAllowed(driver, allowedDrivers))) {
    const key = realPath(candidate.library);
    const before = once.get(key);
    if (!before) once.set(key, candidate);
    // Two places may each know something of it.
    else if (!before.initString && candidate.initString) {
      once.set(key, { ...before, initString: candidate.initString });
    }
  }
  return [...once.values(), ...trialDriver(homeFolder).filter((driver) => isAllowed(driver, allowedDrivers))];
}
