import { createDeferred, type Deferred } from '../base/async.ts';
import type { LaneName } from '../model/lane.ts';

interface Waiter {
  readonly turn: Deferred<void>;
}

export interface Lanes {
  /** Resolves with the function that gives the place back; rejects with the signal's reason when it fires first. */
  acquire(lane: LaneName, signal: AbortSignal): Promise<() => void>;
  /** So many places from now on. Nobody loses one: when there are fewer than holders, the next come free for nobody. */
  setTotal(total: number): void;
}

/**
 * At most `total` holders over both lanes. A free place goes to the lane that holds fewer, so each gets half while both
 * wait, and all of it while the other is empty. Within a lane the first come is the first served. `onBusy` is told when the first
 * holder comes and when the last one leaves.
 */
export function createLanes(total: number, onBusy: (isBusy: boolean) => void = () => {}): Lanes {
  const held: Record<LaneName, number> = { small: 0, large: 0 };
  const waiting: Record<LaneName, Waiter[]> = { small: [], large: [] };
  let places = total;

  const isBusy = () => held.small + held.large > 0;

  function nextLane(): LaneName | null {
    if (waiting.small.length === 0) return waiting.large.length === 0 ? null : 'large';
    if (waiting.large.length === 0) return 'small';
    return held.small <= held.large ? 'small' : 'large';
  }

  function admit(wasBusy: boolean): void {
    for (let lane = nextLane(); lane && held.small + held.large < places; lane = nextLane()) {
      held[lane] += 1;
      waiting[lane].shift()?.turn.resolve();
    }
    if (isBusy() !== wasBusy) onBusy(!wasBusy);
  }

  return {
    async acquire(lane, signal) {
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
      admit(isBusy());
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
        admit(true);
      };
    },
    setTotal(next) {
      places = next;
      admit(isBusy());
    },
  };
}
