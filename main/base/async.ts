import type { Clock } from './clock.ts';

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

/** Sleeps for `ms`, or until `reason` resolves or the signal fires, whichever comes first. Never rejects. */
export async function sleepUnless(
  reason: Promise<void>,
  ms: number,
  signal: AbortSignal,
  clock: Pick<Clock, 'sleep'>,
): Promise<void> {
  if (signal.aborted) return;
  // One signal for both: to make one of several costs more than all else that is done for a small file.
  const enough = new AbortController();
  const stop = () => enough.abort();
  signal.addEventListener('abort', stop, { once: true });
  await Promise.race([reason, clock.sleep(ms, enough.signal).catch(() => {})]);
  signal.removeEventListener('abort', stop);
  stop();
}

/** Lets everything else that is due have its turn. */
export function breathe(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve));
}
