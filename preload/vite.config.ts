import { defineConfig } from 'vite';
import { bundledPackages } from '../assets/build/bundled-packages.ts';

/** Builds the preload script into one CommonJS file: a sandboxed one can load nothing but Electron. */
export default defineConfig({
  plugins: [bundledPackages('preload')],
  build: {
    outDir: `${import.meta.dirname}/../dist/preload`,
    emptyOutDir: false,
    target: 'chrome140',
    minify: false,
    lib: { entry: `${import.meta.dirname}/preload.ts`, formats: ['cjs'], fileName: () => 'preload.cjs' },
    rolldownOptions: { external: ['electron'] },
  },
});
