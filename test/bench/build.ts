import { join } from 'node:path';
import { build } from 'vite';

const root = join(import.meta.dirname, '..', '..');

/** Builds the program of a row as the product is built, so that what is measured is what is shipped. Gives its path. */
export async function buildRow(): Promise<string> {
  // Inside the repository, so that packages are found.
  const outDir = join(root, 'dist', 'bench');
  await build({
    configFile: false,
    root,
    publicDir: false,
    logLevel: 'error',
    build: {
      ssr: true,
      outDir,
      emptyOutDir: true,
      target: 'node22',
      minify: false,
      rolldownOptions: {
        input: {
          row: join(import.meta.dirname, 'row.ts'),
          'token-host': join(root, 'src-main/token/host.ts'),
          'read-back-worker': join(root, 'src-main/stamping/read-back-worker.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunk-[name].js' },
      },
    },
  });
  return join(outDir, 'row.js');
}
