import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import optimizeLocales from '@react-aria/optimize-locales-plugin';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const here = fileURLToPath(new URL('.', import.meta.url));

/** Writes `.br` and `.gz` beside each asset, so that the settings service only has to send them. */
function precompress() {
  return {
    name: 'precompress',
    apply: 'build',
    async closeBundle() {
      const folder = join(here, 'dist', 'assets');
      for (const name of await readdir(folder)) {
        if (!/\.(js|css|svg)$/.test(name)) continue;
        const text = await readFile(join(folder, name));
        const [small, smaller] = await Promise.all([
          promisify(gzip)(text, { level: 9 }),
          promisify(brotliCompress)(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
        ]);
        await writeFile(join(folder, `${name}.gz`), small);
        await writeFile(join(folder, `${name}.br`), smaller);
      }
    },
  };
}

export default defineConfig({
  root: here,
  // React Aria brings its words in 30 languages; the console speaks three.
  plugins: [
    react(),
    { ...optimizeLocales.vite({ locales: ['en-US', 'de-DE', 'ar-AE'] }), enforce: 'pre' },
    precompress(),
  ],
  resolve: { conditions: ['source', 'module', 'browser', 'import', 'default'] },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    manifest: true,
    target: ['chrome123', 'firefox120', 'safari17.5'],
    // Data URLs in scripts and styles would need a wider policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The contracts are schemas without side effects: only those that a page asks for come along.
    rolldownOptions: { treeshake: { moduleSideEffects: (id) => !/\/libs\/contracts\//.test(id) } },
    reportCompressedSize: false,
  },
  server: {
    port: 5173,
    proxy: Object.fromEntries(
      ['/api', '/auth', '/aicc', '/learn'].map((path) => [
        path,
        { target: process.env.BRIDGE_URL ?? 'http://127.0.0.1:8080' },
      ]),
    ),
  },
});
