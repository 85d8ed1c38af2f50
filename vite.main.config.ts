import { copyFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { defineConfig, type Plugin } from 'vite';
import { asciiOnly } from './scripts/ascii-only.ts';
import { directBuiltins } from './scripts/direct-builtins.ts';
import { treeshake } from './scripts/treeshake.ts';
import { withoutFetch } from './scripts/without-fetch.ts';

const root = import.meta.dirname;
const outDir = join(root, 'dist/main');
const doors = join(root, 'src-main/doors');

/** What is read at run time, beside the bundle. */
const readAtRunTime = [
  'src-main/trial/sample-contract.pdf',
  'src-main/history/package/check.py',
  'src-main/history/package/format.zh-CN.txt',
  'src-main/history/package/format.en.txt',
];

function copyReadAtRunTime(): Plugin {
  return {
    name: 'qianyin-read-at-run-time',
    apply: 'build',
    writeBundle() {
      for (const path of readAtRunTime) copyFileSync(join(root, path), join(outDir, basename(path)));
    },
  };
}

/** What is alone in its file, with every package in it: it runs where no package can be loaded, or starts the faster for it. */
const aloneInFile: Record<string, { entry: string; name: string; format: 'cjs' | 'es' }> = {
  // A sandboxed preload is CommonJS and can load no file.
  preload: { entry: join(doors, 'electron/preload.ts'), name: 'preload.cjs', format: 'cjs' },
  // A thread reads no archive, in which a packed program's packages are.
  'verification-worker': {
    entry: join(root, 'src-main/verification/verification-worker.ts'),
    name: 'verification-worker.js',
    format: 'es',
  },
  'document-worker': {
    entry: join(root, 'src-main/pdf/thread/document-worker.ts'),
    name: 'document-worker.js',
    format: 'es',
  },
  'ofd-worker': {
    entry: join(root, 'src-main/ofd/thread/ofd-worker.ts'),
    name: 'ofd-worker.js',
    format: 'es',
  },
  'package-worker': {
    entry: join(root, 'src-main/preview/package-worker.ts'),
    name: 'package-worker.js',
    format: 'es',
  },
  // Beside the archive of a release lie these alone, and no part of the core with them: see electron-builder.yml.
  'token-host': { entry: join(root, 'src-main/token/host/host.ts'), name: 'token-host.js', format: 'es' },
  'read-back-worker': {
    entry: join(root, 'src-main/stamping/read-back-worker.ts'),
    name: 'read-back-worker.js',
    format: 'es',
  },
  'job-table-worker': {
    entry: join(root, 'src-main/batch/table/job-table-worker.ts'),
    name: 'job-table-worker.js',
    format: 'es',
  },
  // Checks and packs a ledger.
  'evidence-worker': {
    entry: join(root, 'src-main/history/thread/evidence-worker.ts'),
    name: 'evidence-worker.js',
    format: 'es',
  },
  'export-worker': {
    entry: join(root, 'src-main/history/exports/export-worker.ts'),
    name: 'export-worker.js',
    format: 'es',
  },
  // Takes packages into a database; the only part that has the database's driver.
  'audit-worker': { entry: join(root, 'src-main/audit/audit-worker.ts'), name: 'audit-worker.js', format: 'es' },
  // Only a document that was added to after a signature needs pdf.js.
  'picture-worker': {
    entry: join(root, 'src-main/pdf/rendering/picture-worker.ts'),
    name: 'picture-worker.js',
    format: 'es',
  },
};

/**
 * The programs that run on Node and Electron. Packages of many small modules would take most of the time to start; what has native code
 * stays outside. `--mode` names one of `aloneInFile` to be built instead.
 */
export default defineConfig(({ mode }) => {
  const alone = aloneInFile[mode];
  return {
    root,
    publicDir: false,
    plugins: alone
      ? // In its sandbox the preload has no modules of Node's.
        [asciiOnly(), ...(alone.format === 'es' ? [directBuiltins(), withoutFetch()] : [])]
      : [asciiOnly(), directBuiltins((fileName) => fileName === 'qianyin.js'), copyReadAtRunTime()],
    ssr: {
      noExternal: true,
      external: alone
        ? ['electron', '@napi-rs/canvas', 'better-sqlite3', 'koffi', 'pkcs11js']
        : ['electron', 'better-sqlite3', 'koffi', 'opentype.js', 'pkcs11js'],
    },
    build: {
      ssr: true,
      outDir,
      emptyOutDir: !alone,
      target: 'node22',
      minify: false,
      rolldownOptions: alone
        ? {
            treeshake,
            input: { [mode]: alone.entry },
            output: { format: alone.format, entryFileNames: alone.name, codeSplitting: false },
          }
        : {
            treeshake,
            input: {
              qianyin: join(doors, 'cli/launcher.ts'),
              cli: join(doors, 'cli/main.ts'),
              electron: join(doors, 'electron/start.ts'),
            },
            // All files side by side: what is read at run time is found beside any of them.
            output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunk-[name].js' },
          },
    },
  };
});
