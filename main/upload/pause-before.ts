import type { Clock } from '../base/clock.ts';

const firstMs = 250;
const longestMs = 20_000;

/** Waits longer before each further attempt: 250 ms, 500 ms, … 20 s. Ends at once when the signal fires. */
export async function pauseBefore(attempt: number, clock: Clock, signal: AbortSignal): Promise<void> {
  await clock.sleep(Math.min(longestMs, firstMs * 2 ** (attempt - 1)), signal);
}
