import { setTimeout as sleepFor } from 'node:timers/promises';

/** Time as the engine sees it; tests pass one that they move by hand. Only this folder touches the real clock. */
export interface Clock {
  /** Wall time, milliseconds since 1970. */
  now(): number;
  /** Milliseconds from an arbitrary start, the same for all threads of the process; never jumps. */
  monotonic(): number;
  /** Resolves after `ms`; rejects with an `AbortError` when the signal fires first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Calls back about every `ms` until stopped. Does not keep the process alive. */
  every(ms: number, callback: () => void): { stop(): void };
  /** Calls back once after `ms` unless stopped; `restart` begins the wait anew. Does not keep the process alive. */
  after(ms: number, callback: () => void): { stop(): void; restart(): void };
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => Number(process.hrtime.bigint() / 1000n) / 1000,
  sleep: (ms, signal) => sleepFor(ms, undefined, signal ? { signal } : undefined),
  every(ms, callback) {
    const timer = setInterval(callback, ms);
    timer.unref();
    return { stop: () => clearInterval(timer) };
  },
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    timer.unref();
    return { stop: () => clearTimeout(timer), restart: () => timer.refresh() };
  },
};
