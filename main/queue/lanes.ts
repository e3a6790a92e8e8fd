import { createDeferred, type Deferred } from '../base/async.ts';
import type { LaneName } from '../model/lane.ts';

interface Waiter {
  readonly turn: Deferred<void>;
}

/**
 * At most `total` holders over both lanes. A free place goes to the lane that holds fewer, so each gets half while both
 * wait, and all of it while the other is empty. Within a lane the first come is the first served.
 */
export function createLanes(total: number) {
  const held: Record<LaneName, number> = { small: 0, large: 0 };
  const waiting: Record<LaneName, Waiter[]> = { small: [], large: [] };

  function nextLane(): LaneName | null {
    if (waiting.small.length === 0) return waiting.large.length === 0 ? null : 'large';
    if (waiting.large.length === 0) return 'small';
    return held.small <= held.large ? 'small' : 'large';
  }

  function admit(): void {
    for (let lane = nextLane(); lane && held.small + held.large < total; lane = nextLane()) {
      held[lane] += 1;
      waiting[lane].shift()?.turn.resolve();
    }
  }

  return {
    /** Resolves with the function that gives the place back; rejects with the signal's reason when it fires first. */
    async acquire(lane: LaneName, signal: AbortSignal): Promise<() => void> {
      signal.throwIfAborted();
      const waiter: Waiter = { turn: createDeferred<void>() };
      const onAbort = () => {
        const place = waiting[lane].indexOf(waiter);
        if (place < 0) return;
        waiting[lane].splice(place, 1);
        waiter.turn.reject(signal.reason);
      };
      waiting[lane].push(waiter);
      signal.addEventListener('abort', onAbort, { once: true });
      admit();
      try {
        await waiter.turn.promise;
      } finally {
        signal.removeEventListener('abort', onAbort);
      }
      let isReleased = false;
      return () => {
        if (isReleased) return;
        isReleased = true;
        held[lane] -= 1;
        admit();
      };
    },
  };
}
