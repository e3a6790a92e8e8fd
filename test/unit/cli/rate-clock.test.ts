import { expect, test } from 'vitest';
import { followRates, rateNow } from '../../../main/cli/rate-clock.ts';
import { parseTimetable } from '../../../main/plan/timetable.ts';

const rates = parseTimetable('08:00-18:00=2M,off');
const at = (hour: number, minute: number) => new Date(2026, 0, 5, hour, minute).getTime();

test('the rate is that of the local time of the day', () => {
  expect(rateNow(rates, { now: () => at(7, 59) })).toBeNull();
  expect(rateNow(rates, { now: () => at(8, 0) })).toBe(2 * 1024 ** 2);
  expect(rateNow(rates, { now: () => at(18, 0) })).toBeNull();
});

test('another rate is set when its time has come, once, and none after the end', () => {
  let nowMs = at(7, 0);
  const looks: (() => void)[] = [];
  const clock = {
    now: () => nowMs,
    every(_: number, callback: () => void) {
      looks.push(callback);
      return {
        stop() {
          looks.length = 0;
        },
      };
    },
  };
  const set: (number | null)[] = [];
  const following = followRates(rates, clock, rate => set.push(rate));
  for (const time of [at(7, 59), at(8, 0), at(12, 0), at(18, 30), at(23, 0)]) {
    nowMs = time;
    for (const look of looks) look();
  }
  expect(set).toEqual([2 * 1024 ** 2, null]);
  following.stop();
  nowMs = at(9, 0);
  for (const look of looks) look();
  expect(set).toHaveLength(2);
});
