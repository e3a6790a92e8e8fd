import { describe, expect, test } from 'vitest';
import type { Clock } from '../../../main/base/clock.ts';
import { answerDeadlineMs, createWatchdog } from '../../../main/remote/progress-deadline.ts';
import { createFixedClock } from '../../support/fixed-clock.ts';

const MiB = 1024 * 1024;

describe('waiting for an answer', () => {
  test('adds nothing without a body', () => {
    expect(answerDeadlineMs(60_000, 0, 0, null)).toBe(60_000);
  });

  test('adds the time that 4 MiB need at the measured rate', () => {
    // 96 MiB have left in 96 s: 1 MiB/s.
    expect(answerDeadlineMs(60_000, 100 * MiB, 96_000, null)).toBe(64_000);
    // 4 MiB have left in 400 s: 10 KiB/s, which counts as 16 KiB/s.
    expect(answerDeadlineMs(60_000, 8 * MiB, 400_000, null)).toBe(60_000 + 256_000);
  });

  test('assumes a slow line while nothing is measured, and less so once a request was answered', () => {
    expect(answerDeadlineMs(60_000, 16 * 1024, 0, null)).toBe(61_000);
    expect(answerDeadlineMs(60_000, 4 * MiB, 1, null)).toBe(60_000 + 256_000);
    expect(answerDeadlineMs(60_000, 4 * MiB, 1, 4 * MiB)).toBe(64_000);
  });
});

describe('the watchdog', () => {
  /** A clock whose timers are fired by hand. */
  function createHandClock() {
    const timers: { ms: number; callback: () => void; live: boolean; restarts: number }[] = [];
    const clock: Clock = {
      ...createFixedClock(0),
      after(ms, callback) {
        const timer = { ms, callback, live: true, restarts: 0 };
        timers.push(timer);
        return {
          stop: () => {
            timer.live = false;
          },
          restart: () => {
            timer.restarts += 1;
          },
        };
      },
    };
    return { clock, timers, live: () => timers.filter(timer => timer.live) };
  }

  test('keeps one timer, and begins it anew each time', () => {
    const { clock, timers } = createHandClock();
    const watchdog = createWatchdog(clock, () => {});
    for (let arms = 0; arms < 5; arms += 1) watchdog.arm(100);
    expect(timers).toMatchObject([{ ms: 100, restarts: 4 }]);
  });

  test('takes another time when told so', () => {
    const { clock, live } = createHandClock();
    const watchdog = createWatchdog(clock, () => {});
    watchdog.arm(100);
    watchdog.arm(200);
    expect(live()).toMatchObject([{ ms: 200 }]);
  });

  test('says how long it has waited, and nothing while it rests', () => {
    const { clock, timers, live } = createHandClock();
    const waited: number[] = [];
    const watchdog = createWatchdog(clock, ms => waited.push(ms));
    watchdog.arm(100);
    watchdog.rest();
    expect(live()).toEqual([]);
    watchdog.arm(100);
    timers.at(-1)?.callback();
    expect(waited).toEqual([100]);
  });
});
