import type { Clock } from '../base/clock.ts';

/** A limit in bytes per second that holds over all threads which share its memory. */
export interface RateLimit {
  /** Resolves when `bytes` may be sent. */
  take(bytes: number, signal: AbortSignal): Promise<void>;
  /** The most to send at once, so that a slow limit still moves a little every quarter second. */
  readonly chunkBytes: number;
}

/** Bytes that may go at once after a pause: a quarter second's worth. */
const burstSeconds = 0.25;
const smallestChunk = 4 * 1024;
const largestChunk = 128 * 1024;

/** A change of the rate is seen by those that wait for their turn within so long, in ms. */
const longestSleepMs = 250;

/**
 * Cell 0: when the line is free again, in µs of the monotonic clock. Cell 1: bytes per second, 0 for no limit. Cell 2: how often
 * the rate was set.
 */
export type RateLimitCells = BigInt64Array<SharedArrayBuffer>;

export function createRateLimitCells(bytesPerSecond: number | null): RateLimitCells {
  const cells = new BigInt64Array(new SharedArrayBuffer(24));
  setRate(cells, bytesPerSecond);
  return cells;
}

/**
 * Takes effect on all threads with the next chunk, and soon for chunks that already wait. A rate below 1 byte per second, 0
 * too, counts as 1; null is no limit.
 */
export function setRate(cells: RateLimitCells, bytesPerSecond: number | null): void {
  Atomics.store(cells, 1, bytesPerSecond === null ? 0n : BigInt(Math.max(1, Math.round(bytesPerSecond))));
  // What was reserved at the old rate is void.
  Atomics.store(cells, 0, 0n);
  Atomics.add(cells, 2, 1n);
}

/** A virtual line: each taker moves the moment at which it is free again, and waits for the one it found. */
export function createRateLimit(cells: RateLimitCells, clock: Pick<Clock, 'monotonic' | 'sleep'>): RateLimit {
  const rate = () => Number(Atomics.load(cells, 1));
  const settings = () => Atomics.load(cells, 2);
  const nowUs = () => BigInt(Math.floor(clock.monotonic() * 1000));

  /** The moment from which on `bytes` may be sent, which is reserved for them. */
  function reserve(bytes: number, bytesPerSecond: number): bigint {
    const costUs = BigInt(Math.ceil((bytes / bytesPerSecond) * 1e6));
    const earliestUs = nowUs() - BigInt(burstSeconds * 1e6);
    for (;;) {
      const freeUs = Atomics.load(cells, 0);
      const startUs = freeUs > earliestUs ? freeUs : earliestUs;
      if (Atomics.compareExchange(cells, 0, freeUs, startUs + costUs) === freeUs) return startUs;
    }
  }

  return {
    get chunkBytes() {
      const bytesPerSecond = rate();
      if (bytesPerSecond === 0) return largestChunk;
      return Math.min(largestChunk, Math.max(smallestChunk, Math.floor(bytesPerSecond * burstSeconds)));
    },
    async take(bytes, signal) {
      for (;;) {
        const setting = settings();
        const bytesPerSecond = rate();
        if (bytesPerSecond === 0) return;
        let leftMs = Number(reserve(bytes, bytesPerSecond) - nowUs()) / 1000;
        for (; leftMs > 0 && settings() === setting; leftMs -= longestSleepMs) {
          await clock.sleep(Math.min(longestSleepMs, leftMs), signal);
        }
        if (settings() === setting) return;
      }
    },
  };
}
