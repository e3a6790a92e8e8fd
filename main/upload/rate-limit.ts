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
const largestChunk = 512 * 1024;

/** Cell 0: when the line is free again, in µs of the monotonic clock. Cell 1: bytes per second, 0 for no limit. */
export type RateLimitCells = BigInt64Array<SharedArrayBuffer>;

export function createRateLimitCells(bytesPerSecond: number | null): RateLimitCells {
  const cells = new BigInt64Array(new SharedArrayBuffer(16));
  setRate(cells, bytesPerSecond);
  return cells;
}

/** Takes effect on all threads with the next chunk. */
export function setRate(cells: RateLimitCells, bytesPerSecond: number | null): void {
  Atomics.store(cells, 1, BigInt(Math.max(0, Math.round(bytesPerSecond ?? 0))));
}

/** A virtual line: each taker moves the moment at which it is free again, and waits for the one it found. */
export function createRateLimit(cells: RateLimitCells, clock: Pick<Clock, 'monotonic' | 'sleep'>): RateLimit {
  const rate = () => Number(Atomics.load(cells, 1));
  return {
    get chunkBytes() {
      const bytesPerSecond = rate();
      if (bytesPerSecond === 0) return largestChunk;
      return Math.min(largestChunk, Math.max(smallestChunk, Math.floor(bytesPerSecond * burstSeconds)));
    },
    async take(bytes, signal) {
      const bytesPerSecond = rate();
      if (bytesPerSecond === 0) return;
      const costUs = BigInt(Math.ceil((bytes / bytesPerSecond) * 1e6));
      const nowUs = BigInt(Math.floor(clock.monotonic() * 1000));
      const earliestUs = nowUs - BigInt(burstSeconds * 1e6);
      let startUs: bigint;
      for (;;) {
        const freeUs = Atomics.load(cells, 0);
        startUs = freeUs > earliestUs ? freeUs : earliestUs;
        if (Atomics.compareExchange(cells, 0, freeUs, startUs + costUs) === freeUs) break;
      }
      if (startUs > nowUs) await clock.sleep(Number(startUs - nowUs) / 1000, signal);
    },
  };
}
