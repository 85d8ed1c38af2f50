import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig, type Plugin } from 'vite';

const root = import.meta.dirname;
const outDir = join(root, 'dist/main');
const doors = join(root, 'src-main/doors');

/** The sample contract is read at run time, beside the bundle. */
function sampleContract(): Plugin {
  return {
    name: 'qianyin-sample-contract',
    apply: 'build',
    writeBundle() {
      copyFileSync(join(root, 'src-main/trial/sample-contract.pdf'), join(outDir, 'sample-contract.pdf'));
    },
  };
}

/**
 * The programs that run on Node and Electron; packages stay outside. `--mode preload` builds the window's preload alone: a
 * sandboxed preload is CommonJS and can load no file, so that everything is in it.
 */
export default defineConfig(({ mode }) => ({
  root,
  publicDir: false,
  plugins: mode === 'preload' ? [] : [sampleContract()],
  ssr: mode === 'preload' ? { noExternal: true, external: ['electron'] } : { external: ['electron'] },
  build: {
    ssr: true,
    outDir,
    emptyOutDir: mode !== 'preload',
    target: 'node22',
    minify: false,
    rolldownOptions:
      mode === 'preload'
        ? {
            input: { preload: join(doors, 'electron/preload.ts') },
            output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
          }
        : {
            input: {
              qianyin: join(doors, 'cli/launcher.ts'),
              cli: join(doors, 'cli/main.ts'),
              electron: join(doors, 'electron/main.ts'),
              'token-host': join(root, 'src-main/token/host.ts'),
              'read-back-worker': join(root, 'src-main/stamping/read-back-worker.ts'),
            },
            // All files side by side: what is read at run time is found beside any of them.
            output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunk-[name].js' },
          },
  },
}));
