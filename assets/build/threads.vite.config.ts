import { builtinModules } from 'node:module';
import { defineConfig } from 'vite';
import { bundledPackages } from './bundled-packages.ts';

/** For packages: the threads with all that they need, as they lie beside the archive and can't reach what is in it. */
export default defineConfig({
  plugins: [bundledPackages('threads')],
  ssr: { noExternal: true, target: 'node' },
  build: {
    ssr: true,
    outDir: `${import.meta.dirname}/../../dist/threads`,
    emptyOutDir: true,
    target: 'node24',
    minify: false,
    rolldownOptions: {
      input: {
        'upload/worker': `${import.meta.dirname}/../../main/upload/worker.ts`,
        'watch/walk-worker': `${import.meta.dirname}/../../main/watch/walk-worker.ts`,
      },
      external: [...builtinModules, /^node:/],
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'threads-[hash].js' },
    },
  },
});
