import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createQuitting } from '../../../main/app/quit.ts';
import { silentLog } from '../../../main/base/log.ts';
import { app } from '../../support/electron/app.ts';

/** Waits take no time, and the clock goes on by what was waited for. */
function createStage(over: { finishing?: () => number; stop?: () => Promise<void> } = {}) {
  const clock = { nowMs: 0 };
  const steps: string[] = [];
  const quitting = createQuitting({
    clock: {
      monotonic: () => clock.nowMs,
      async sleep(ms) {
        clock.nowMs += ms;
      },
    },
    log: silentLog,
  });
  const { finishing = () => 0, stop = async () => {} } = over;
  quitting.bind({
    finishing,
    leave: () => void steps.push('leave'),
    stop() {
      steps.push('stop');
      return stop();
    },
  });
  return { clock, steps, quitting };
}

let exits: number[] = [];
beforeEach(() => {
  exits = [];
  vi.spyOn(app, 'exit').mockImplementation((code = 0) => void exits.push(code));
});
afterEach(() => {
  app.removeAllListeners('before-quit');
  vi.restoreAllMocks();
});
/** Nothing comes after it in a true process. */
const ended = () => expect.poll(() => exits[0]).toBe(0);

test('quitting stops everything once, however often it is asked for', async () => {
  const { steps } = createStage({ stop: () => new Promise(resolve => setTimeout(resolve, 50)) });
  app.quit();
  app.quit();
  await ended();
  expect(steps).toEqual(['leave', 'stop']);
});

test('what can not be stopped is given two seconds', async () => {
  const { clock } = createStage({ stop: () => new Promise(() => {}) });
  app.quit();
  await ended();
  expect(clock.nowMs).toBe(2_000);
});

test('what fails to stop does not keep the app from ending', async () => {
  createStage({ stop: () => Promise.reject(new Error('no')) });
  app.quit();
  await ended();
});

test('the answer to a Complete is waited for, and not longer than five seconds', async () => {
  let left = 10;
  const short = createStage({ finishing: () => left-- });
  app.quit();
  await ended();
  expect(short.clock.nowMs).toBe(10 * 50 + 2_000);
});

test('an answer that does not come is given up after five seconds', async () => {
  const { clock } = createStage({ finishing: () => 1 });
  app.quit();
  await ended();
  expect(clock.nowMs).toBe(5_000 + 2_000);
});

test('a system that shuts down is kept waiting for less than it grants', async () => {
  const { clock, quitting } = createStage({ finishing: () => 1, stop: () => new Promise(() => {}) });
  quitting.bySystem();
  await ended();
  expect(clock.nowMs).toBeLessThan(5_000);
});

test('a system that shuts down while the app waits shortens the wait', async () => {
  const stage = createStage({
    finishing() {
      if (stage.clock.nowMs === 1_000) stage.quitting.bySystem();
      return 1;
    },
  });
  app.quit();
  await ended();
  expect(stage.clock.nowMs).toBe(1_500 + 2_000);
});

test('whoever ends the process instead is called when everything has stopped, and may then quit', async () => {
  const { steps, quitting } = createStage();
  quitting.handOver(() => {
    steps.push('last');
    app.quit();
  });
  await ended();
  expect(steps).toEqual(['leave', 'stop', 'last']);
});

test('before anything runs nothing is waited for', async () => {
  createQuitting({ clock: { monotonic: () => 0, sleep: async () => {} }, log: silentLog });
  app.quit();
  await ended();
});
