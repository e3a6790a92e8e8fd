import { expect, test, vi } from 'vitest';
import { createGivingUp } from '../../../main/store/give-up.ts';
import { createFixedClock } from '../../support/fixed-clock.ts';

/** A log that frees nothing while its disk is full, and the timer that waits for it. */
function createFullLog() {
  const disk = { isFull: true };
  const freed: string[] = [];
  const timers: { readonly ms: number; readonly run: () => void; isStopped: boolean }[] = [];
  const clock = {
    ...createFixedClock(0),
    after(ms: number, run: () => void) {
      const timer = { ms, run, isStopped: false };
      timers.push(timer);
      return {
        stop() {
          timer.isStopped = true;
        },
        restart() {},
      };
    },
  };
  const givingUp = createGivingUp(clock);
  const release = vi.fn((id: string) => {
    if (disk.isFull) throw new Error('the disk is full');
    freed.push(id);
  });
  const log = givingUp.of({ release, find: (id: string) => id });
  return { disk, freed, timers, givingUp, log, release };
}

test('what can be written is given up at once, and the rest of the log is as it was', () => {
  const { disk, freed, timers, log } = createFullLog();
  disk.isFull = false;
  log.release('a');
  expect(freed).toEqual(['a']);
  expect(timers).toEqual([]);
  expect(log.find('b')).toBe('b');
});

test('what the disk refuses is tried again, less and less often, until it was written', () => {
  const { disk, freed, timers, log, release } = createFullLog();
  log.release('a');
  log.release('b');
  expect(timers.map(({ ms }) => ms)).toEqual([1_000]);
  for (let tries = 1; tries < 8; tries += 1) timers.at(-1)?.run();
  expect(timers.map(({ ms }) => ms)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
  disk.isFull = false;
  timers.at(-1)?.run();
  expect(freed).toEqual(['a', 'b']);
  expect(timers).toHaveLength(8);
  const calls = release.mock.calls.length;
  log.release('c');
  expect(release).toHaveBeenCalledTimes(calls + 1);
});

test('once the store is closed nothing is tried any more', () => {
  const { timers, givingUp, log } = createFullLog();
  log.release('a');
  givingUp.close();
  expect(timers.map(({ isStopped }) => isStopped)).toEqual([true]);
  log.release('b');
  expect(timers).toHaveLength(1);
});
