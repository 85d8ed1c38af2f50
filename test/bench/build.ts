import { execFileSync } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { asciiOnly } from '../../scripts/ascii-only.ts';
import { directBuiltins } from '../../scripts/direct-builtins.ts';
import { treeshake } from '../../scripts/treeshake.ts';

const root = join(import.meta.dirname, '..', '..');

export interface Programs {
  stamp: string;
  stampTwice: string;
  verify: string;
  batch: string;
  history: string;
  ofd: string;
}

/** Builds the programs of the rows as the product is built, so that what is measured is what is shipped. Gives their paths. */
export async function buildRows(): Promise<Programs> {
  // Inside the repository, so that packages are found.
  const outDir = join(root, 'dist', 'bench');
  await build({
    configFile: false,
    root,
    publicDir: false,
    logLevel: 'error',
    plugins: [asciiOnly(), directBuiltins()],
    ssr: { noExternal: true, external: ['better-sqlite3', 'koffi', 'opentype.js', 'pkcs11js'] },
    build: {
      ssr: true,
      outDir,
      emptyOutDir: true,
      target: 'node22',
      minify: false,
      rolldownOptions: {
        treeshake,
        input: {
          row: join(import.meta.dirname, 'row.ts'),
          'stamp-twice': join(import.meta.dirname, 'stamp-twice.ts'),
          'verify-row': join(import.meta.dirname, 'verify-row.ts'),
          'batch-row': join(import.meta.dirname, 'batch-row.ts'),
          'ofd-row': join(import.meta.dirname, 'ofd-row.ts'),
          'history-row': join(import.meta.dirname, 'history-row.ts'),
          'token-host': join(root, 'src-main/token/host/host.ts'),
          'read-back-worker': join(root, 'src-main/stamping/read-back-worker.ts'),
          'verification-worker': join(root, 'src-main/verification/verification-worker.ts'),
          'document-worker': join(root, 'src-main/pdf/thread/document-worker.ts'),
          'ofd-worker': join(root, 'src-main/ofd/thread/ofd-worker.ts'),
          'export-worker': join(root, 'src-main/history/exports/export-worker.ts'),
          'evidence-worker': join(root, 'src-main/history/thread/evidence-worker.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunk-[name].js' },
      },
    },
  });
  // The thread that draws pages is a program of its own, and reads what the window brings.
  execFileSync(process.execPath, [join(root, 'scripts/build.ts'), '--if-changed'], { stdio: 'ignore' });
  copyFileSync(join(root, 'dist/main/picture-worker.js'), join(outDir, 'picture-worker.js'));
  return {
    stamp: join(outDir, 'row.js'),
    stampTwice: join(outDir, 'stamp-twice.js'),
    verify: join(outDir, 'verify-row.js'),
    batch: join(outDir, 'batch-row.js'),
    ofd: join(outDir, 'ofd-row.js'),
    history: join(outDir, 'history-row.js'),
  };
}
