import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** One project per kind of test; `slow` is left out of `npm test` and has its own script. */
const kinds = ['unit', 'contract', 'integration', 'fault', 'random', 'e2e', 'app', 'slow'];

/** A browser beside two other tests on two cores needs its time. */
const timeouts: Readonly<Record<string, number>> = {
  unit: 5_000,
  e2e: 120_000,
  app: 300_000,
  slow: 3_600_000,
};

export default defineConfig({
  test: {
    root: join(import.meta.dirname, '..'),
    // Electron's own package has a program to start and no module to load.
    alias: { electron: join(import.meta.dirname, 'support/electron/electron.ts') },
    globalSetup: join(import.meta.dirname, 'support/temp-root.ts'),
    pool: 'forks',
    // Most of them wait for servers and processes of their own for much of their time.
    maxWorkers: availableParallelism() + 1,
    projects: kinds.map(kind => ({
      extends: true,
      test: {
        name: kind,
        include: [`test/${kind}/**/*.test.ts`],
        testTimeout: timeouts[kind] ?? 60_000,
        hookTimeout: 60_000,
        // What is awaited comes soon on a quiet machine; a busy one is no failure.
        expect: { poll: { timeout: 15_000 } },
      },
    })),
  },
});
