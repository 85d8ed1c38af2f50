/** The native parts, built from source for the tests, and software UKeys to try them on. */
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
const fixtures = join(import.meta.dirname, 'fixtures');
const ending = process.platform === 'darwin' ? 'dylib' : process.platform === 'win32' ? 'dll' : 'so';

export interface NativeParts {
  folder: string;
  /** The PKCS#11 module. */
  module: string;
  /** The software UKey's SKF library. */
  softSkf: string;
  softSkfTool: string;
  /** `fixtures/cryptoki-client.c`. */
  client: string;
}

export interface Build {
  /** The folder under `dist/native-test/`. */
  name: string;
  /** With AddressSanitizer and UndefinedBehaviorSanitizer; every finding ends the program. */
  sanitized: boolean;
}

const sanitizerFlags = ['-fsanitize=address,undefined', '-fno-sanitize-recover=undefined', '-fno-omit-frame-pointer'];
const warningFlags = ['-Wall', '-Wextra', '-Wpedantic', '-Werror'];

function compile(args: string[]): void {
  const include = `-I${join(root, 'native', 'include')}`;
  execFileSync('cc', ['-std=c11', '-D_DEFAULT_SOURCE', '-g', ...warningFlags, include, ...args], { stdio: 'pipe' });
}

/** Ten times as long as a quiet machine needs: compilers, sanitizers and valgrind are slow where others work too. */
export const slowly = { testTimeout: 300_000, hookTimeout: 600_000 };

/**
 * Builds everything in `native/` without a warning, and the client. Test files that run at the same time share a build: one makes
 * it, the others wait. Throws with the compiler's words when that fails.
 */
export function buildNative({ name, sanitized }: Build): NativeParts {
  const folder = join(root, 'dist', 'native-test', name);
  mkdirSync(folder, { recursive: true });
  const options = [
    '-DCMAKE_BUILD_TYPE=Debug',
    '-DQIANYIN_WARNINGS_AS_ERRORS=ON',
    `-DQIANYIN_SANITIZE=${sanitized ? 'ON' : 'OFF'}`,
  ];
  const alone = (args: string[]) => execFileSync('flock', [join(folder, 'lock'), ...args], { stdio: 'pipe' });
  alone(['cmake', '-S', join(root, 'native'), '-B', folder, ...options]);
  alone(['cmake', '--build', folder, '--target', 'skf-pkcs11', 'softskf', 'softskf-tool']);
  const client = join(folder, 'cryptoki-client');
  compile([
    ...(sanitized ? sanitizerFlags : []),
    join(fixtures, 'cryptoki-client.c'),
    '-o',
    client,
    '-ldl',
    '-lpthread',
  ]);
  const lib = join(folder, 'lib');
  return {
    folder,
    module: join(lib, `libskf-pkcs11.${ending}`),
    softSkf: join(lib, `libsoftskf.${ending}`),
    softSkfTool: join(lib, 'softskf-tool'),
    client,
  };
}

/** Builds the SKF library that lies. @param variant a macro of `fixtures/hostile-skf.c` */
export function buildHostileSkf(folder: string, variant: 'STANDARD' | 'LEGACY' | 'BARE'): string {
  const path = join(folder, `libhostile-${variant.toLowerCase()}.${ending}`);
  compile(['-fPIC', '-shared', '-fvisibility=hidden', `-D${variant}`, join(fixtures, 'hostile-skf.c'), '-o', path]);
  return path;
}

export interface SoftUKey {
  serial: string;
  home: string;
  pin: string;
  adminPin: string;
  plug(): void;
  unplug(): void;
  /** The same as shell commands, for programs that do it at their own time. */
  commands: { plug: string; unplug: string };
}

/** Makes a software UKey and plugs it in. */
export function makeSoftUKey(
  { softSkfTool }: NativeParts,
  { home, serial, label, userTries = 10 }: { home: string; serial: string; label: string; userTries?: number },
): SoftUKey {
  mkdirSync(home, { recursive: true });
  const pin = '123456';
  const adminPin = 'admin888';
  const tool = (args: string[], input = '') => {
    execFileSync(softSkfTool, [...args, '--home', home], { input, stdio: ['pipe', 'pipe', 'pipe'] });
  };
  const names = ['--serial', serial, '--label', label, '--user-tries', String(userTries)];
  tool(['create', ...names, '--admin-pin-stdin', '--user-pin-stdin'], `${adminPin}\n${pin}\n`);
  const plug = () => tool(['plug', serial]);
  plug();
  const command = (verb: string) => `'${softSkfTool}' ${verb} '${serial}' --home '${home}'`;
  const commands = { plug: command('plug'), unplug: command('unplug') };
  return { serial, home, pin, adminPin, plug, unplug: () => tool(['unplug', serial]), commands };
}
