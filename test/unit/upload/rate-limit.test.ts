import { expect, test } from 'vitest';
import { createRateLimit, createRateLimitCells, setRate } from '../../../main/upload/rate-limit.ts';

/** A clock that jumps to the end of each sleep. */
function createJumpingClock() {
  let nowMs = 1_000_000;
  return {
    monotonic: () => nowMs,
    async sleep(ms: number) {
      nowMs += ms;
    },
  };
}

const never = new AbortController().signal;

test.each([1_000, 20_000, 1_000_000, 80_000_000])(
  '%i bytes per second are kept over a minute of sending',
  async rate => {
    const clock = createJumpingClock();
    const limit = createRateLimit(createRateLimitCells(rate), clock);
    const start = clock.monotonic();
    let sent = 0;
    while (clock.monotonic() - start < 60_000) {
      await limit.take(limit.chunkBytes, never);
      sent += limit.chunkBytes;
    }
    expect(sent / 60).toBeGreaterThan(rate * 0.9);
    expect(sent / 60).toBeLessThan(rate * 1.2);
  },
);

test('several takers share one limit', async () => {
  const clock = createJumpingClock();
  const cells = createRateLimitCells(1_000_000);
  const [first, second] = [createRateLimit(cells, clock), createRateLimit(cells, clock)];
  const start = clock.monotonic();
  for (let turn = 0; turn < 100; turn += 1) {
    await first.take(100_000, never);
    await second.take(100_000, never);
  }
  const seconds = (clock.monotonic() - start) / 1000;
  expect(20_000_000 / seconds).toBeLessThan(1_050_000);
});

test('no limit never waits, and a new limit holds from the next chunk on', async () => {
  const clock = createJumpingClock();
  const cells = createRateLimitCells(null);
  const limit = createRateLimit(cells, clock);
  const start = clock.monotonic();
  await limit.take(1e12, never);
  expect(clock.monotonic()).toBe(start);
  setRate(cells, 1000);
  await limit.take(4000, never);
  await limit.take(4000, never);
  expect(clock.monotonic() - start).toBeGreaterThan(3000);
});

test('a chunk that waits is let go soon when the limit is lifted, wherever its turn was', async () => {
  const clock = createJumpingClock();
  const cells = createRateLimitCells(1);
  const [waiting, other] = [createRateLimit(cells, clock), createRateLimit(cells, clock)];
  await waiting.take(4096, never);
  const start = clock.monotonic();
  const sleep = clock.sleep;
  clock.sleep = async ms => {
    await sleep(ms);
    setRate(cells, null);
  };
  await waiting.take(4096, never);
  expect(clock.monotonic() - start).toBeLessThanOrEqual(250);
  await other.take(1e9, never);
  expect(clock.monotonic() - start).toBeLessThanOrEqual(250);
});

test('a chunk that waits takes its place anew under another limit', async () => {
  const clock = createJumpingClock();
  const cells = createRateLimitCells(1);
  const limit = createRateLimit(cells, clock);
  await limit.take(4096, never);
  const sleep = clock.sleep;
  let sleeps = 0;
  clock.sleep = async ms => {
    await sleep(ms);
    sleeps += 1;
    if (sleeps === 1) setRate(cells, 4096);
  };
  const start = clock.monotonic();
  await limit.take(4096, never);
  await limit.take(4096, never);
  await limit.take(4096, never);
  const seconds = (clock.monotonic() - start) / 1000;
  expect(seconds).toBeGreaterThan(1.5);
  expect(seconds).toBeLessThan(3);
});

test('a limit of nothing is the slowest that there is, and not none', async () => {
  const clock = createJumpingClock();
  const limit = createRateLimit(createRateLimitCells(0), clock);
  await limit.take(10, never);
  await limit.take(10, never);
  expect(clock.monotonic() - 1_000_000).toBeGreaterThan(9_000);
});

test('a slow limit is taken in small chunks', () => {
  const clock = createJumpingClock();
  expect(createRateLimit(createRateLimitCells(20_000), clock).chunkBytes).toBe(5000);
  expect(createRateLimit(createRateLimitCells(1), clock).chunkBytes).toBe(4096);
  expect(createRateLimit(createRateLimitCells(null), clock).chunkBytes).toBe(128 * 1024);
});
