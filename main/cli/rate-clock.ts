import type { Clock } from '../base/clock.ts';
import { rateAt, type Timetable } from '../plan/timetable.ts';

/** Clocks on walls are set and jump, so the time of the day is looked at this often instead of being waited for. */
const lookEveryMs = 15_000;

/** Bytes per second at this time of the day; null for no limit. */
export function rateNow(rates: Timetable, { now }: Pick<Clock, 'now'>): number | null {
  const at = new Date(now());
  return rateAt(rates, at.getHours() * 60 + at.getMinutes());
}

/** Sets the rate whenever the timetable has another one, until stopped. The first is set by the caller. */
export function followRates(
  rates: Timetable,
  clock: Pick<Clock, 'now' | 'every'>,
  setRate: (bytesPerSecond: number | null) => void,
): { stop(): void } {
  let last = rateNow(rates, clock);
  return clock.every(lookEveryMs, () => {
    const rate = rateNow(rates, clock);
    if (rate === last) return;
    last = rate;
    setRate(rate);
  });
}
