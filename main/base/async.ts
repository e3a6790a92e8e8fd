/** A promise with its two ends in hand. */
export interface Deferred<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
  reject(reason: unknown): void;
}

export function createDeferred<T>(): Deferred<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  return { promise, resolve, reject };
}

/** At most `count` holders at a time; waiters are served in order, and an aborted waiter leaves the line. */
export function createLimit(count: number) {
  let free = count;
  const waiting: Array<() => void> = [];

  async function acquire(signal?: AbortSignal): Promise<() => void> {
    signal?.throwIfAborted();
    if (free > 0) free -= 1;
    else {
      const turn = createDeferred<void>();
      const onAbort = () => {
        const place = waiting.indexOf(turn.resolve as () => void);
        if (place >= 0) waiting.splice(place, 1);
        turn.reject(signal?.reason);
      };
      waiting.push(turn.resolve as () => void);
      signal?.addEventListener('abort', onAbort, { once: true });
      await turn.promise;
      signal?.removeEventListener('abort', onAbort);
    }
    let released = false;
    return () => {
      if (released) return;
      released = true;
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    };
  }

  return {
    acquire,
    async run<T>(task: () => Promise<T>, signal?: AbortSignal): Promise<T> {
      const release = await acquire(signal);
      try {
        return await task();
      } finally {
        release();
      }
    },
  };
}

/**
 * Runs `task` over the items, at most `width` at once. The first failure aborts the signal given to the
 * others; all of them have settled when the returned promise rejects with it.
 */
export async function forEachParallel<T>(
  items: Iterable<T>,
  width: number,
  task: (item: T, signal: AbortSignal) => Promise<void>,
  outer: AbortSignal,
): Promise<void> {
  const stop = new AbortController();
  const signal = AbortSignal.any([outer, stop.signal]);
  const iterator = items[Symbol.iterator]();
  let failed = false;
  let failure: unknown;
  const run = async () => {
    for (let next = iterator.next(); !next.done && !signal.aborted; next = iterator.next()) {
      try {
        await task(next.value, signal);
      } catch (thrown) {
        if (!failed) {
          failed = true;
          failure = thrown;
        }
        stop.abort();
      }
    }
  };
  await Promise.all(Array.from({ length: width }, run));
  outer.throwIfAborted();
  if (failed) throw failure;
}

/** Lets everything else that is due have its turn. */
export function breathe(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve));
}
