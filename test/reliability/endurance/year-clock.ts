import { type Clock, systemClock } from '../../../main/base/clock.ts';
import { leap } from './virtual-time.ts';

/** A clock that stands still but for its leaps; after each, what has become due is done in order. */
export interface YearClock extends Clock {
  /** Lets so much time pass, at once, and does what was due by then. A repeated call that is overdue is made once. */
  leap(ms: number): void;
  /** Waits that somebody is in. */
  readonly sleepers: number;
  /** Waits and repeated calls that are not over; as many after a year as after a day. */
  readonly pending: number;
}

interface Timer {
  dueAtMs: number;
  /** Of a repeated call. */
  readonly everyMs: number | null;
  readonly isSleep: boolean;
  readonly fire: () => void;
}

export function createYearClock(): YearClock {
  const timers = new Set<Timer>();
  let standsAtMs = systemClock.now();

  function add(ms: number, everyMs: number | null, isSleep: boolean, fire: () => void): Timer {
    const timer = { dueAtMs: standsAtMs + ms, everyMs, isSleep, fire };
    timers.add(timer);
    return timer;
  }

  return {
    now: () => standsAtMs,
    // Threads share it for the limit of the rate.
    monotonic: systemClock.monotonic,
    sleep(ms, signal) {
      signal?.throwIfAborted();
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const end = () => signal?.removeEventListener('abort', stop);
      const timer = add(ms, null, true, () => {
        end();
        resolve();
      });
      const stop = () => {
        timers.delete(timer);
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', stop, { once: true });
      return promise;
    },
    every(ms, callback) {
      const timer = add(ms, ms, false, callback);
      return { stop: () => void timers.delete(timer) };
    },
    after(ms, callback) {
      let timer = add(ms, null, false, callback);
      return {
        stop: () => void timers.delete(timer),
        restart() {
          timers.delete(timer);
          timer = add(ms, null, false, callback);
        },
      };
    },
    leap(ms) {
      standsAtMs += ms;
      leap(ms);
      const due = [...timers].filter(({ dueAtMs }) => dueAtMs <= standsAtMs);
      for (const timer of due.sort((a, b) => a.dueAtMs - b.dueAtMs)) {
        if (!timers.has(timer)) continue;
        if (timer.everyMs === null) timers.delete(timer);
        else timer.dueAtMs = standsAtMs + timer.everyMs;
        timer.fire();
      }
    },
    get sleepers() {
      return [...timers].filter(({ isSleep }) => isSleep).length;
    },
    get pending() {
      return timers.size;
    },
  };
}
