/** The native parts built for the tests, and their test programs. */
import { execFileSync, type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const ending = { win32: '.dll', darwin: '.dylib' }[process.platform as string] ?? '.so';

/** Configures and builds what changed; the compiler's warnings fail it. */
function build(name: string, ...options: string[]): string {
  const folder = join(root, 'dist', 'native-test', name);
  mkdirSync(folder, { recursive: true });
  const configure = ['-S', join(root, 'native'), '-B', folder, '-DQIANYIN_WARNINGS_AS_ERRORS=ON', ...options];
  const targets = ['softskf', 'softskf-tool', 'softskf-test'];
  for (const args of [configure, ['--build', folder, '--target', ...targets]]) {
    const { status, stdout, stderr } = spawnSync('cmake', args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`cmake ${args.join(' ')}\n${stdout}${stderr}`);
  }
  return folder;
}

export interface SoftSkfBuild {
  folder: string;
  library: string;
  tool: string;
  testProgram: string;
}

const describe = (folder: string): SoftSkfBuild => ({
  folder,
  library: join(folder, 'lib', `libsoftskf${ending}`),
  tool: join(folder, 'lib', 'softskf-tool'),
  testProgram: join(folder, 'lib', 'softskf-test'),
});

export const buildSoftSkf = (): SoftSkfBuild => describe(build('softskf'));

/** With AddressSanitizer and UndefinedBehaviorSanitizer. */
export const buildSanitizedSoftSkf = (): SoftSkfBuild =>
  describe(build('softskf-sanitized', '-DQIANYIN_SANITIZE=ON', '-DCMAKE_BUILD_TYPE=Debug'));

/** Runs a program on a home folder and gives its code and what it said. */
export function runOn(
  home: string,
  program: string,
  args: readonly string[],
  input?: string,
): SpawnSyncReturns<string> {
  return spawnSync(program, args, { encoding: 'utf8', input, env: { ...process.env, QIANYIN_SOFTSKF_HOME: home } });
}

export const adminPin = '87654321';
export const userPin = '123456';

/** Makes a device with three tries for each PIN. */
export function createDevice(built: SoftSkfBuild, home: string, serial: string): void {
  const args = ['create', '--home', home, '--serial', serial, '--label', '合同专用章'];
  const pins = ['--admin-pin-stdin', '--user-pin-stdin', '--admin-tries', '3', '--user-tries', '3'];
  execFileSync(built.tool, [...args, ...pins], { input: `${adminPin}\n${userPin}\n` });
}
