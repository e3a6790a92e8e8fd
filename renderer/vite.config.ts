import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { bundledPackages } from '../assets/build/bundled-packages.ts';

/** Builds the page into dist/page, where the web face and the desktop app find it. */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  publicDir: '../assets/page',
  plugins: [react(), bundledPackages('page')],
  build: {
    outDir: '../dist/page',
    emptyOutDir: true,
    target: 'chrome140',
    // Nothing may be inlined as data: scripts and fonts come from the page's own origin alone.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 2_000,
  },
});
