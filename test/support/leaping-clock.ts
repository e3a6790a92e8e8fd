import { type Clock, systemClock } from '../../main/base/clock.ts';

/** So much shorter is a wait than it says. */
const haste = 100;

/**
 * A clock whose waits take a hundredth of their time and let wall time leap by the rest: what is due in a minute is due after
 * the wait for it. Deadlines still come in order. `leap` lets time pass without a wait.
 */
export interface LeapingClock extends Clock {
  leap(ms: number): void;
}

export function createLeapingClock(): LeapingClock {
  let aheadMs = 0;
  const now = () => systemClock.now() + aheadMs;
  return {
    ...systemClock,
    now,
    async sleep(ms, signal) {
      const wakeAtMs = now() + ms;
      await systemClock.sleep(ms / haste, signal);
      aheadMs = Math.max(aheadMs, wakeAtMs - systemClock.now());
    },
    every: (ms, callback) => systemClock.every(ms / haste, callback),
    leap(ms) {
      aheadMs += ms;
    },
  };
}
