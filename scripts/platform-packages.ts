/** What a command needs from the operating system: installed by apt on Debian, named where it has to be installed by hand. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Something that is there when one of its paths or its program is. */
export interface Requirement {
  /** Debian's package. */
  package: string;
  program?: string;
  paths?: readonly string[];
  /** What to install where there is no apt. */
  elsewhere: string;
}

const isExecutable = (path: string) => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** Where a program is on PATH; undefined when it is not. */
export function findProgram(name: string): string | undefined {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', ''] : [''];
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const ending of endings) {
      const path = join(folder, name + ending);
      if (isExecutable(path)) return path;
    }
  }
  return undefined;
}

function isPresent({ program, paths }: Requirement): boolean {
  if (program !== undefined && findProgram(program) === undefined) return false;
  return paths === undefined || paths.some((path) => existsSync(path));
}

function hasApt(): boolean {
  if (process.platform !== 'linux' || findProgram('apt-get') === undefined) return false;
  try {
    return /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false;
  }
}

function apt(...args: string[]): boolean {
  const isRoot = process.getuid?.() === 0;
  if (!isRoot && findProgram('sudo') === undefined) return false;
  const command = isRoot ? ['apt-get', ...args] : ['sudo', 'apt-get', ...args];
  const [program = 'apt-get', ...rest] = command;
  const { status } = spawnSync(program, rest, {
    stdio: ['inherit', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  return status === 0;
}

/**
 * Brings what is missing, and says so.
 * @param purpose what it is for, as the person reads it
 * @returns what is still missing; empty when all is there
 */
export function ensurePackages(purpose: string, requirements: readonly Requirement[]): Requirement[] {
  const missing = requirements.filter((requirement) => !isPresent(requirement));
  if (missing.length === 0) return [];
  if (hasApt()) {
    const names = [...new Set(missing.map((requirement) => requirement.package))];
    console.log(`${purpose}：用 apt 安装 / installing with apt: ${names.join(' ')}`);
    const install = ['install', '-y', '-qq', '--no-install-recommends', ...names];
    if (!apt('update', '-qq') || !apt(...install)) console.error('apt-get 没有成功 / apt-get did not succeed');
  }
  return missing.filter((requirement) => !isPresent(requirement));
}

/** One line for each thing that the person has to install. */
export function describeMissing(missing: readonly Requirement[]): string {
  return missing.map((requirement) => `  - ${requirement.package}: ${requirement.elsewhere}`).join('\n');
}
