/** The modules that p11-kit is configured with, and how: pkcs11.conf(5). */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, isAbsolute, join } from 'node:path';
import { notTokenModules, p11KitFolders, p11KitLibraryFolders } from './catalogue.ts';

/** What the name of this program is in `enable-in` and `disable-in`. */
const program = 'qianyin';

export interface P11KitModule {
  /** The name of the module file, without its ending. */
  readonly name: string;
  /** The module: a full path, or a file name of p11-kit's own folder. */
  readonly path: string;
  /** `x-init-reserved`: what the module is initialised with. */
  readonly initString: string | null;
  /** `priority`: higher ones come first. */
  readonly priority: number;
  /** The administrator keeps it from this program, by `enable-in` or `disable-in`. */
  readonly isKeptFromUs: boolean;
}

const namesIn = (list: string) => list.split(/[\s,]+/).filter(Boolean);

/** The module of a module file; null for those that are remote, or hold trust anchors only. */
export function readModuleFile(text: string, name = ''): P11KitModule | null {
  const settings = new Map<string, string>();
  for (const line of text.split('\n')) {
    const match = /^\s*([\w-]+)\s*:\s*(.*?)\s*$/.exec(line);
    if (match?.[1] !== undefined && match[2] !== undefined) settings.set(match[1], match[2]);
  }
  const path = settings.get('module');
  if (!path || settings.has('remote') || settings.get('trust-policy') === 'yes' || notTokenModules.test(path))
    return null;
  const enabledIn = settings.get('enable-in');
  const isKeptFromUs =
    enabledIn === undefined
      ? namesIn(settings.get('disable-in') ?? '').includes(program)
      : !namesIn(enabledIn).includes(program);
  return {
    name,
    path,
    initString: settings.get('x-init-reserved') || null,
    priority: Number.parseInt(settings.get('priority') ?? '0', 10) || 0,
    isKeptFromUs,
  };
}

function readConfigured(folders: readonly string[]): P11KitModule[] {
  const files = new Map<string, string>();
  for (const folder of folders) {
    try {
      for (const name of readdirSync(folder)) if (name.endsWith('.module')) files.set(name, join(folder, name));
    } catch {
      // A folder that cannot be read counts as empty.
    }
  }
  return [...files].flatMap(([name, file]): P11KitModule[] => {
    try {
      const module = readModuleFile(readFileSync(file, 'utf8'), basename(name, '.module'));
      if (!module) return [];
      const places = isAbsolute(module.path)
        ? [module.path]
        : p11KitLibraryFolders.map((folder) => join(folder, module.path));
      const path = places.find((place) => existsSync(place));
      return path === undefined ? [] : [{ ...module, path }];
    } catch {
      return [];
    }
  });
}

/** The modules that are installed, the most important first. */
export function p11KitModules(): P11KitModule[] {
  const folders = p11KitFolders.map((path) => path.replace(/^~/, homedir()));
  return readConfigured(folders).toSorted((one, other) => other.priority - one.priority);
}
