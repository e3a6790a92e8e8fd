import { createDeferred, type Deferred } from '../base/async.ts';
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
  const enough = new AbortController();
  waiting.add(rung);
  const slept = clock.sleep(ms, AbortSignal.any([signal, enough.signal])).catch(() => {});
  await Promise.race([rung.promise, slept]);
  waiting.delete(rung);
  enough.abort();
}
