import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const root = import.meta.dirname;

/** What pdf.js reads at run time (character maps, standard fonts, decoders, colour profiles), beside the page as `pdfjs/`. */
function pdfjsResources(): Plugin {
  return {
    name: 'qianyin-pdfjs-resources',
    apply: 'build',
    generateBundle() {
      for (const folder of ['cmaps', 'standard_fonts', 'wasm', 'iccs']) {
        const source = join(root, 'node_modules/pdfjs-dist', folder);
        for (const name of readdirSync(source)) {
          this.emitFile({
            type: 'asset',
            fileName: `pdfjs/${folder}/${name}`,
            source: readFileSync(join(source, name)),
          });
        }
      }
    },
  };
}

export default defineConfig({
  root: join(root, 'src-renderer'),
  base: './',
  publicDir: false,
  // See src-renderer/shown/jsx-runtime.ts: every text on its way to the page.
  plugins: [react({ jsxImportSource: '#shown' }), pdfjsResources()],
  build: {
    outDir: join(root, 'dist/renderer'),
    emptyOutDir: true,
    target: 'es2023',
    // A data: URL for the worker or a font would be against the Content-Security-Policy.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1600,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'pdfjs', test: /node_modules[\\/]pdfjs-dist/, priority: 3 },
            {
              name: 'antd',
              test: /node_modules[\\/](antd|@ant-design|@rc-component|rc-[a-z-]+|dayjs)[\\/]/,
              priority: 2,
            },
            { name: 'react', test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/, priority: 1 },
          ],
        },
      },
    },
  },
});
