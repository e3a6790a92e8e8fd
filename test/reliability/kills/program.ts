import { rm } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { build } from 'vite';

/** The program as it is built, and the bucket of the tests, as files that start fast. */
export interface Program {
  readonly entry: string;
  readonly bucket: string;
  remove(): Promise<void>;
}

const top = join(import.meta.dirname, '..', '..', '..');

/** Joins the files of the bucket as the program's are joined: reading some hundred costs each of a thousand processes its time. */
export async function buildProgram(): Promise<Program> {
  const outDir = join(top, 'dist', `bucket-${process.pid}`);
  await build({
    configFile: false,
    root: top,
    logLevel: 'error',
    ssr: { noExternal: true, external: ['better-sqlite3', '@napi-rs/keyring'], target: 'node' },
    build: {
      ...{ ssr: true, outDir, emptyOutDir: true, target: 'node24', minify: false },
      rolldownOptions: {
        input: { bucket: join(top, 'test', 'support', 'bucket-process-main.ts') },
        external: [...builtinModules, /^node:/],
        output: { format: 'es', entryFileNames: '[name].js' },
      },
    },
  });
  return {
    entry: join(top, 'dist', 'cli', 'longshore.js'),
    bucket: join(outDir, 'bucket.js'),
    remove: () => rm(outDir, { recursive: true, force: true }),
  };
}
