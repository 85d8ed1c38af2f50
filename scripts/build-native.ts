/** `npm run build:native`: the PKCS#11 module over UKeys with SKF, and the software UKey, into `dist/native/lib`. */
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeMissing, ensurePackages } from './platform-packages.ts';
import { nativeBuild } from './requirements.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const source = join(root, 'native');
const folder = join(root, 'dist', 'native');

/** Runs CMake; what it said is shown only when it fails. */
function cmake(...args: string[]): boolean {
  const { status, stdout, stderr, error } = spawnSync('cmake', args, { encoding: 'utf8' });
  if (status === 0) return true;
  console.error(error?.message ?? `${stdout}${stderr}`);
  return false;
}

const configure = () => cmake('-S', source, '-B', folder, '-DCMAKE_BUILD_TYPE=Release', '-DQIANYIN_TESTS=OFF');

/** A build folder that came along with a moved or copied checkout names places that are no more. */
function configureAfresh(): boolean {
  if (!existsSync(join(folder, 'CMakeCache.txt'))) return false;
  rmSync(folder, { recursive: true });
  return configure();
}

/**
 * Builds what changed, having brought the compiler and OpenSSL where apt can.
 * @returns whether the native parts are there; when not, what went wrong was said
 */
export function buildNative(): boolean {
  const missing = ensurePackages('本机组件 / native parts', nativeBuild);
  // Where OpenSSL's headers are differs from system to system: CMake looks for them itself.
  const needed = missing.filter(({ program }) => program !== undefined);
  if (process.platform !== 'win32' && needed.length > 0) {
    console.error(`构建本机组件还需要 / the native parts also need:\n${describeMissing(needed)}`);
    return false;
  }
  const jobs = String(availableParallelism());
  const built =
    (configure() || configureAfresh()) && cmake('--build', folder, '--config', 'Release', '--parallel', jobs);
  if (built) {
    console.log(`本机组件已构建 / native parts built: ${join(folder, 'lib')}`);
  } else {
    console.error(
      `本机组件没有构建成功，需要 / the native parts were not built; they need:\n${describeMissing(nativeBuild)}`,
    );
  }
  return built;
}

if (import.meta.main && !buildNative()) process.exitCode = 1;
