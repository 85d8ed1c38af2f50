/** Which drivers there are on this machine: the catalogue's, p11-kit's, the person's own, and the trial token's. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, isAbsolute, join } from 'node:path';
import type { Driver } from '../contract/index.ts';
import { catalogue, notTokenModules, p11KitFolders, p11KitLibraryFolders, softHsmModule } from './catalogue.ts';
import type { Rescan } from './messages.ts';

/** A PKCS#11 module to be loaded in a host process of its own. */
export interface DriverCandidate {
  id: string;
  name: string;
  path: string;
  source: Driver['source'];
  rescan: Rescan;
  /** Added to the environment of its host. */
  env: Record<string, string>;
}

export interface DiscoveryOptions {
  homeFolder: string;
  addedDriverPaths: readonly string[];
}

export const trialDriverId = 'trial';

export const trialConfPath = (homeFolder: string) => join(homeFolder, 'trial', 'softhsm2.conf');

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** Where SoftHSM2 is installed, or null. */
export function findSoftHsm(): string | null {
  const entry = catalogue.find(({ id }) => id === 'softhsm2');
  return entry?.paths[process.platform]?.find((path) => existsSync(path)) ?? null;
}

function catalogueDrivers(): DriverCandidate[] {
  return catalogue.flatMap(({ id, name, paths, rescan = 'slot-list' }): DriverCandidate[] => {
    const path = paths[process.platform]?.find((candidate) => existsSync(candidate));
    return path ? [{ id, name, path, source: 'catalogue', rescan, env: {} }] : [];
  });
}

const rescanOf = (path: string): Rescan => (softHsmModule.test(basename(path)) ? 'reinitialize' : 'slot-list');

/** The path in the text of a p11-kit module file (pkcs11.conf(5)); null for remote and disabled modules. */
export function readModuleFile(text: string): string | null {
  const settings = new Map<string, string>();
  for (const line of text.split('\n')) {
    const match = /^\s*([\w-]+)\s*:\s*(.*?)\s*$/.exec(line);
    if (match?.[1] !== undefined && match[2] !== undefined) settings.set(match[1], match[2]);
  }
  const path = settings.get('module');
  if (!path || settings.has('remote') || settings.get('trust-policy') === 'yes' || notTokenModules.test(path))
    return null;
  return path;
}

/** The modules that p11-kit is configured with. Folders that cannot be read count as empty. */
function p11KitDrivers(): DriverCandidate[] {
  const files = new Map<string, string>();
  for (const folder of p11KitFolders.map((path) => path.replace(/^~/, homedir()))) {
    try {
      for (const name of readdirSync(folder)) if (name.endsWith('.module')) files.set(name, join(folder, name));
    } catch {}
  }
  return [...files].flatMap(([name, file]): DriverCandidate[] => {
    try {
      const module = readModuleFile(readFileSync(file, 'utf8'));
      if (!module) return [];
      const places = isAbsolute(module) ? [module] : p11KitLibraryFolders.map((folder) => join(folder, module));
      const path = places.find((place) => existsSync(place));
      const stem = basename(name, '.module');
      return path
        ? [{ id: `p11-kit:${stem}`, name: stem, path, source: 'p11-kit', rescan: rescanOf(path), env: {} }]
        : [];
    } catch {
      return [];
    }
  });
}

/** The driver of a path that the person added. */
function addedDriver(path: string): DriverCandidate {
  const id = `added:${createHash('sha256').update(path).digest('hex').slice(0, 12)}`;
  return { id, name: basename(path), path, source: 'added', rescan: rescanOf(path), env: {} };
}

function trialDriver(homeFolder: string): DriverCandidate[] {
  const confPath = trialConfPath(homeFolder);
  const path = findSoftHsm();
  if (!path || !existsSync(confPath)) return [];
  const env = { SOFTHSM2_CONF: confPath };
  return [{ id: trialDriverId, name: '试用 UKey (SoftHSM2)', path, source: 'trial', rescan: 'reinitialize', env }];
}

/** Every driver to be loaded, each once, however many places name it. */
export function discoverDrivers({ homeFolder, addedDriverPaths }: DiscoveryOptions): DriverCandidate[] {
  const ambientIsTrial = realPath(process.env.SOFTHSM2_CONF ?? '') === realPath(trialConfPath(homeFolder));
  const found = [...catalogueDrivers(), ...p11KitDrivers(), ...addedDriverPaths.map(addedDriver)];
  const once = new Map<string, DriverCandidate>();
  for (const candidate of found) {
    // With the trial's configuration in the environment, SoftHSM2 would show the trial token a second time.
    if (ambientIsTrial && softHsmModule.test(basename(candidate.path))) continue;
    const key = realPath(candidate.path);
    if (!once.has(key)) once.set(key, candidate);
  }
  return [...once.values(), ...trialDriver(homeFolder)];
}
