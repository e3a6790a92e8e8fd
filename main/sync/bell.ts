import { createDeferred, type Deferred, sleepUnless } from '../base/async.ts';
import type { Clock } from '../base/clock.ts';

/** Wakes those who wait for something to do. */
export interface Bell {
  ring(): void;
  /** One more who hears every ring from now on. */
  listen(): BellListener;
}

export interface BellListener {
  /**
   * Resolves with the next ring, at once with one that came since the last wait, or after `ms` at the latest. Rejects with the signal's
   * reason. One wait at a time.
   */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

export function createBell(clock: Clock): Bell {
  const waiting = new Set<Deferred<void>>();
  let rings = 0;
  return {
    ring() {
      rings += 1;
      for (const each of waiting) each.resolve();
    },
    listen() {
      let heard = rings;
      return {
        async wait(ms, signal) {
          signal.throwIfAborted();
          if (heard === rings) await untilRing(ms, signal, waiting, clock);
          heard = rings;
          signal.throwIfAborted();
        },
      };
    },
  };
}

async function untilRing(
  ms: number,
  signal: AbortSignal,
  waiting: Set<Deferred<void>>,
  clock: Clock,
): Promise<void> {
  const rung = createDeferred<void>();
  waiting.add(rung);
  await sleepUnless(rung.promise, ms, signal, clock);
  waiting.delete(rung);
}
