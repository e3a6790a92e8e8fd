import { createDeferred, type Deferred } from '../../base/async.ts';

/** Holds up what passes through while it is shut. */
export interface Gate {
  isShut(): boolean;
  shut(): void;
  open(): void;
  /** Resolves at once while it is open, else when it opens; rejects with the signal's reason. */
  passed(signal: AbortSignal): Promise<void>;
}

export function createGate(): Gate {
  /** Null while it is open. */
  let opening: Deferred<void> | null = null;
  return {
    isShut: () => opening !== null,
    shut() {
      opening ??= createDeferred<void>();
    },
    open() {
      opening?.resolve();
      opening = null;
    },
    async passed(signal) {
      signal.throwIfAborted();
      if (opening === null) return;
      const stopped = createDeferred<void>();
      const onAbort = () => stopped.reject(signal.reason);
      signal.addEventListener('abort', onAbort, { once: true });
      try {
        // Shut again before this one has passed, it waits again.
        while (opening !== null) await Promise.race([(opening as Deferred<void>).promise, stopped.promise]);
      } finally {
        signal.removeEventListener('abort', onAbort);
      }
    },
  };
}
