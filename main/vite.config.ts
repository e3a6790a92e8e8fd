import { builtinModules } from 'node:module';
import { defineConfig } from 'vite';

const native = ['better-sqlite3', '@napi-rs/keyring'];

/**
 * Builds the command line into few files, as reading some hundred of them takes longer than most commands do. Threads and what a process
 * loads first lie beside the rest, where the program looks for them.
 */
export default defineConfig({
  ssr: { noExternal: true, external: native, target: 'node' },
  build: {
    ssr: true,
    outDir: `${import.meta.dirname}/../dist/cli`,
    emptyOutDir: true,
    target: 'node24',
    minify: false,
    rolldownOptions: {
      input: {
        longshore: `${import.meta.dirname}/cli.ts`,
        worker: `${import.meta.dirname}/upload/worker.ts`,
        'walk-worker': `${import.meta.dirname}/watch/walk-worker.ts`,
        'patient-fetch': `${import.meta.dirname}/cli/patient-fetch.ts`,
      },
      external: [...builtinModules, /^node:/],
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
});
