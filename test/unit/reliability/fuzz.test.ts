import { expect, test } from 'vitest';
import { fuzz } from '../../reliability/fuzz/fuzz.ts';
import { runApart } from '../../reliability/fuzz/run-apart.ts';
import { hold, targetOf } from './fuzz-targets.ts';

const wish = { runs: 100, seed: 1 };
const main = new URL('fuzz-targets.ts', import.meta.url);
const patience = { silentMs: 2_000, everyMs: 50 };

test('a target that refuses all samples has failed, and one that takes them has not', async () => {
  const refused = await fuzz(
    targetOf('refuses', () => {}),
    wish,
  );
  expect(refused.failure?.error).toBe('of 100 samples 0 got in, and 50 ought to');
  const taken = await fuzz(
    targetOf('takes', (_, take) => take()),
    wish,
  );
  expect(taken).toMatchObject({ runs: 100, taken: 100, failure: null });
});

test('a sample that holds the thread for too long has failed', async () => {
  const slow = targetOf('slow', (number, take) => {
    take();
    if (number > 1_000) hold(40);
  });
  const { failure, slowestMs } = await fuzz(slow, { ...wish, mostSampleMs: 30 });
  expect(failure?.error).toContain('no sample may take 30');
  expect(slowestMs).toBeGreaterThanOrEqual(40);
});

test('samples that are not all given in time have failed', async () => {
  const slow = targetOf('slow', (_, take) => {
    take();
    hold(5);
  });
  const { failure } = await fuzz(slow, { ...wish, mostMs: 50 });
  expect(failure?.error).toMatch(/^the time was over after \d+ samples$/);
});

test.each([
  ['hangs at the fourth', '3', 'nothing came of it for 2 s'],
  ['dies at the third', '2', 'the process ended with SIGKILL'],
])('a process that %s is told with that sample', { timeout: 30_000 }, async (target, path, error) => {
  const { failure } = await runApart(main, { target, ...wish, mostMs: 600_000 }, patience);
  expect(failure).toMatchObject({ path, error });
  expect(failure?.sample).toMatch(/^\[\d+\]$/);
});

test('a process tells what its target came to', { timeout: 30_000 }, async () => {
  const outcome = await runApart(main, { target: 'takes all', ...wish, mostMs: 600_000 }, patience);
  expect(outcome).toMatchObject({ target: 'takes all', runs: 100, taken: 100, failure: null });
});
