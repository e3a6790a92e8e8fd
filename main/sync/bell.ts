import { createDeferred } from '../base/async.ts';
import type { Clock } from '../base/clock.ts';

/** Wakes one who waits for something to do. A ring while nobody waits is kept for the next. */
export interface Bell {
  ring(): void;
  /** Resolves with the next ring, or after `ms` at the latest. Rejects with the signal's reason. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

export function createBell(clock: Clock): Bell {
  let isRung = false;
  let waiter = createDeferred<void>();
  return {
    ring() {
      isRung = true;
      waiter.resolve();
    },
    async wait(ms, signal) {
      signal.throwIfAborted();
      if (!isRung) {
        waiter = createDeferred<void>();
        const enough = new AbortController();
        const either = AbortSignal.any([signal, enough.signal]);
        const slept = clock.sleep(ms, either).catch(() => {});
        await Promise.race([waiter.promise, slept]);
        enough.abort();
      }
      isRung = false;
      signal.throwIfAborted();
    },
  };
}
