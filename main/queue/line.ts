import { createDeferred, type Deferred } from '../base/async.ts';
import type { Priority } from '../model/lane.ts';

export interface Line {
  /** Runs the task when its turn comes; rejects with the signal's reason when that fires while it waits. */
  run<T>(priority: Priority, task: () => Promise<T>, signal: AbortSignal): Promise<T>;
  /** So many places from now on; what runs is not interrupted. */
  setTotal(total: number): void;
}

/**
 * At most `total` holders at a time. A free place goes to the first come of those with `manual`, and only when there are none
 * to the first come of the others.
 */
export function createLine(total: number): Line {
  let places = total;
  let held = 0;
  const waiting: Record<Priority, Set<Deferred<void>>> = { manual: new Set(), background: new Set() };

  function next(): Deferred<void> | null {
    for (const turns of [waiting.manual, waiting.background]) {
      for (const turn of turns) {
        turns.delete(turn);
        return turn;
      }
    }
    return null;
  }

  function admit(): void {
    while (held < places) {
      const turn = next();
      if (!turn) return;
      held += 1;
      turn.resolve();
    }
  }

  function release(): void {
    held -= 1;
    admit();
  }

  async function wait(priority: Priority, signal: AbortSignal): Promise<void> {
    if (held < places) {
      held += 1;
      return;
    }
    const turn = createDeferred<void>();
    const onAbort = () => {
      // One that has its place already gives it back by itself.
      if (waiting[priority].delete(turn)) turn.reject(signal.reason);
    };
    waiting[priority].add(turn);
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      await turn.promise;
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  return {
    async run<T>(priority: Priority, task: () => Promise<T>, signal: AbortSignal): Promise<T> {
      signal.throwIfAborted();
      await wait(priority, signal);
      try {
        return await task();
      } finally {
        release();
      }
    },
    setTotal(next) {
      places = next;
      admit();
    },
  };
}
