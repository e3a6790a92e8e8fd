import { expect, test } from 'vitest';
import { createDeferred, sleepUnless } from '../../../main/base/async.ts';

/** A clock whose sleeps end by their signal alone, and tell of it. */
function createNight() {
  const night = { sleeping: 0 };
  const clock = {
    sleep(_: number, signal?: AbortSignal): Promise<void> {
      night.sleeping += 1;
      const { promise, reject } = Promise.withResolvers<void>();
      signal?.addEventListener('abort', () => {
        night.sleeping -= 1;
        reject(signal.reason);
      });
      return promise;
    },
  };
  return { night, clock };
}

test('a sleep ends with its reason, and nothing goes on waiting', async () => {
  const { night, clock } = createNight();
  const reason = createDeferred<void>();
  const slept = sleepUnless(reason.promise, 1_000, new AbortController().signal, clock);
  expect(night.sleeping).toBe(1);
  reason.resolve();
  await slept;
  expect(night.sleeping).toBe(0);
});

test('it ends with the signal without an error, and does not begin when that has fired before', async () => {
  const { night, clock } = createNight();
  const stop = new AbortController();
  const never = createDeferred<void>();
  const slept = sleepUnless(never.promise, 1_000, stop.signal, clock);
  stop.abort();
  await slept;
  expect(night.sleeping).toBe(0);
  await sleepUnless(never.promise, 1_000, stop.signal, clock);
  expect(night.sleeping).toBe(0);
});
