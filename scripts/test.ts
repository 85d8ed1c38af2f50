/** `npm test`: brings what the tests need, checks the sources, builds, and runs all tests. Arguments go to vitest and skip the checks. */
import { spawnSync } from 'node:child_process';
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

/** Runs a program that npm brought, with this Node. */
function runPackageProgram(title: string, script: string, ...args: string[]): boolean {
  const startedMs = performance.now();
  const { status } = spawnSync(process.execPath, [join(root, script), ...args], { cwd: root, stdio: 'inherit' });
  console.log(`${status === 0 ? '✓' : '✗'} ${title} (${((performance.now() - startedMs) / 1000).toFixed(1)} s)`);
  return status === 0;
}

/** Lock files that name a host tie everybody to it. */
function hasNoDownloadAddress(): boolean {
  const clean = !readFileSync(join(root, 'package-lock.json'), 'utf8').includes('"resolved": "http');
  console.log(`${clean ? '✓' : '✗'} package-lock.json names no download address`);
  return clean;
}

function checkSources(): boolean {
  return [
    hasNoDownloadAddress(),
    runPackageProgram('lint and format', 'node_modules/@biomejs/biome/bin/biome', 'check', '.'),
    runPackageProgram('types', 'node_modules/typescript/bin/tsc', '-b'),
    runPackageProgram('no dead code', 'node_modules/knip/bin/knip.js', '--include', 'files,dependencies,exports'),
  ].every(Boolean);
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
  const checked = args.length > 0 || checkSources();
  const built =
    runPackageProgram('build', 'scripts/build.ts', '--if-changed') &&
    runPackageProgram('native parts', 'scripts/build-native.ts');
  if (!(built && runTests(args) && checked)) process.exitCode = 1;
}
