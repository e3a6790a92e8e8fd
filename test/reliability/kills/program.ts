import { rm } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { build } from 'vite';

/** The program, and the bucket of the tests, as files that start fast. */
export interface Program {
  readonly entry: string;
  readonly bucket: string;
  remove(): Promise<void>;
}

const top = join(import.meta.dirname, '..', '..', '..');

/**
 * Joins the files of the program as the packages do, its threads included: reading some hundred files of their own costs each of a thousand
 * processes a second. Native modules stay where they are.
 */
export async function buildProgram(): Promise<Program> {
  const outDir = join(top, 'dist', `program-${process.pid}`);
  await build({
    configFile: false,
    root: top,
    logLevel: 'error',
    ssr: { noExternal: true, external: ['better-sqlite3', '@napi-rs/keyring'], target: 'node' },
    build: {
      ...{ ssr: true, outDir, emptyOutDir: true, target: 'node24', minify: false },
      rolldownOptions: {
        input: {
          cli: join(top, 'main', 'cli.ts'),
          // Side by side with all else, where the program looks for them.
          worker: join(top, 'main', 'upload', 'worker.ts'),
          'walk-worker': join(top, 'main', 'watch', 'walk-worker.ts'),
          bucket: join(top, 'test', 'support', 'bucket-process-main.ts'),
        },
        external: [...builtinModules, /^node:/, /\.node$/],
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  });
  return {
    entry: join(outDir, 'cli.js'),
    bucket: join(outDir, 'bucket.js'),
    remove: () => rm(outDir, { recursive: true, force: true }),
  };
}
