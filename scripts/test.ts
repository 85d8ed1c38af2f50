/** `npm test`: brings what the tests need, checks the sources, builds, and runs all tests. Arguments go to vitest and skip the checks. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { describeMissing, ensurePackages } from './platform-packages.ts';
import { testTools } from './requirements.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const resultsFile = join(root, 'test-results', 'vitest.json');

const results = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
});

function tell(title: string, isGood: boolean, startedMs: number): boolean {
  console.log(`${isGood ? '✓' : '✗'} ${title} (${((performance.now() - startedMs) / 1000).toFixed(1)} s)`);
  return isGood;
}

/** Runs a program that npm brought, with this Node. */
function runPackageProgram(title: string, script: string, ...args: string[]): boolean {
  const startedMs = performance.now();
  const { status } = spawnSync(process.execPath, [join(root, script), ...args], { cwd: root, stdio: 'inherit' });
  return tell(title, status === 0, startedMs);
}

/** The same beside others: what it says comes in one piece, when it is over. */
async function runBeside(title: string, script: string, ...args: string[]): Promise<boolean> {
  const startedMs = performance.now();
  const child = spawn(process.execPath, [join(root, script), ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => said.push(part));
  const [status] = await once(child, 'close');
  process.stdout.write(Buffer.concat(said));
  return tell(title, status === 0, startedMs);
}

/** Lock files that name a host tie everybody to it. */
function hasNoDownloadAddress(): boolean {
  const clean = !readFileSync(join(root, 'package-lock.json'), 'utf8').includes('"resolved": "http');
  console.log(`${clean ? '✓' : '✗'} package-lock.json names no download address`);
  return clean;
}

async function checkSources(): Promise<boolean> {
  const isLocked = hasNoDownloadAddress();
  const isFormatted = await runBeside('lint and format', 'node_modules/@biomejs/biome/bin/biome', 'check', '.');
  const isTyped = await runBeside('types', 'node_modules/typescript/bin/tsc', '-b');
  const knip = ['node_modules/knip/bin/knip.js', '--include', 'files,dependencies,exports'] as const;
  return (await runBeside('no dead code', ...knip)) && isLocked && isFormatted && isTyped;
}

/** Machines have two cores, and compilers use one. */
async function build(): Promise<boolean> {
  return (
    (await runBeside('build', 'scripts/build.ts', '--if-changed')) &&
    (await runBeside('native parts', 'scripts/build-native.ts'))
  );
}

function runTests(args: readonly string[]): boolean {
  mkdirSync(join(root, 'test-results'), { recursive: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${resultsFile}`];
  const passed = runPackageProgram('tests', 'node_modules/vitest/vitest.mjs', 'run', ...reporters, ...args);
  const counts = results.parse(JSON.parse(readFileSync(resultsFile, 'utf8')));
  const skipped = counts.numPendingTests + counts.numTodoTests;
  console.log(
    `${counts.numPassedTests} passed, ${counts.numFailedTests} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`,
  );
  return passed;
}

const args = process.argv.slice(2);
const missing = ensurePackages('测试 / tests', testTools);
if (missing.length > 0) {
  console.error(`测试还需要 / the tests also need:\n${describeMissing(missing)}`);
  process.exitCode = 1;
} else {
  const [checked, built] = await Promise.all([args.length > 0 || checkSources(), build()]);
  if (!(built && runTests(args) && checked)) process.exitCode = 1;
}
