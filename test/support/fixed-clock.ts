import type { Clock } from '../../main/base/clock.ts';

/** A clock that stands still; nothing waits on it. */
export function createFixedClock(nowMs: number): Clock {
  const stop = () => {};
  return {
    now: () => nowMs,
    monotonic: () => nowMs,
    sleep: async () => {},
    every: () => ({ stop }),
    after: () => ({ stop, restart: stop }),
  };
}
