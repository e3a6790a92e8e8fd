import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** One project per kind of test; `slow` is left out of `npm test` and has its own script. */
const kinds = ['unit', 'contract', 'integration', 'fault', 'random', 'slow'];

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    pool: 'forks',
    // Most of them wait for servers and processes of their own for much of their time.
    maxWorkers: availableParallelism() + 1,
    projects: kinds.map(kind => ({
      extends: true,
      test: {
        name: kind,
        include: [`test/${kind}/**/*.test.ts`],
        testTimeout: kind === 'unit' ? 5_000 : kind === 'slow' ? 3_600_000 : 60_000,
        hookTimeout: 60_000,
      },
    })),
  },
});
