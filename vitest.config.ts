import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { isFresh } from './scripts/build.ts';

// Each file of tests starts threads and drivers' hosts from their sources: compiled once for all of them, that is a third of all work less.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, 'test-results', 'compiled');

/** What keeps nothing beyond a test: such files share one process, and what they import is loaded once. A third of their time was spent on that. */
const together = [
  'x509',
  'words',
  'placing',
  'contract',
  'pdf',
  'signature',
  'seal',
  'verification',
  'renderer',
  'report',
  'templates',
];
/** Of those, the ones that measure memory, or put something in the place of a module. */
const alone = ['test/seal/impression.test.ts', 'test/verification/robustness.test.ts'];
const shared = together.map((room) => `test/${room}/**/*.test.ts`);

export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'alone',
          include: ['test/**/*.test.ts'],
          exclude: shared,
        },
      },
      { extends: true, test: { name: 'together', include: shared, exclude: alone, isolate: false } },
      { extends: true, test: { name: 'apart', include: alone } },
    ],
    // Whatever drivers this machine has: a test loads those that it names itself, and the trial UKey of its own data folder.
    // What is built anyway is what threads and drivers' hosts run, where it is of these sources.
    env: {
      QIANYIN_DRIVERS: 'trial',
      ...(isFresh() ? { QIANYIN_BUILT_PROGRAMS: join(import.meta.dirname, 'dist', 'main') } : {}),
    },
    // Real tokens, browsers and compilers are at work, on machines that others use too.
    testTimeout: 60_000,
    hookTimeout: 180_000,
    teardownTimeout: 20_000,
    maxWorkers: 3,
    // What a window shows follows what it was told, in its own time.
    expect: { poll: { timeout: 10_000 } },
    reporters: ['default'],
  },
});
