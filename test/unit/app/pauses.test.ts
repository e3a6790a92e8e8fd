import { expect, test } from 'vitest';
import { createPauses } from '../../../main/app/pauses.ts';
import type { AppState, StateFile } from '../../../main/app/state-file.ts';
import { AppError } from '../../../main/base/app-error.ts';
import { silentLog } from '../../../main/base/log.ts';

/** A desk whose engine can be taken away, as while it is renewed after a sleep. */
function createStage(first: Partial<AppState> = {}) {
  let state = { pausedUntilMs: null, isPausedByBattery: false, ...first } as AppState;
  const stage = { nowMs: 0, isRenewing: false, isPaused: false, isThere: () => {}, tick: () => {} };
  const engine = () => {
    if (stage.isRenewing) throw new AppError('request.stopped', 'between two engines');
    return { hand: { isAllPaused: () => stage.isPaused } };
  };
  const desk = {
    engine,
    setAllPaused(isPaused: boolean) {
      engine();
      stage.isPaused = isPaused;
    },
    ready: () =>
      new Promise<void>(resolve => {
        stage.isThere = () => {
          stage.isRenewing = false;
          resolve();
        };
      }),
    changes: { listen: () => () => {} },
  };
  const pauses = createPauses({
    desk: desk as unknown as Parameters<typeof createPauses>[0]['desk'],
    state: {
      get: () => state,
      change: (some: Partial<AppState>) => {
        state = { ...state, ...some };
      },
    } as StateFile,
    clock: {
      now: () => stage.nowMs,
      after: (_, callback) => {
        stage.tick = callback;
        return { stop() {}, restart() {} };
      },
    },
    log: silentLog,
  });
  return { stage, pauses };
}

test('a battery that is told of while the engine is renewed pauses the next one', async () => {
  const { stage, pauses } = createStage();
  stage.isRenewing = true;
  pauses.onBattery(true);
  stage.isThere();
  await expect.poll(() => stage.isPaused).toBe(true);
  expect(pauses.isByBattery()).toBe(true);
});

test('a pause that is over while the engine is renewed ends with the next one', async () => {
  const { stage, pauses } = createStage();
  pauses.pauseFor(1_000);
  expect(stage.isPaused).toBe(true);
  stage.nowMs = 2_000;
  stage.isRenewing = true;
  stage.tick();
  stage.isThere();
  await expect.poll(() => stage.isPaused).toBe(false);
  expect(pauses.untilMs()).toBeNull();
});

test('what was wished between two engines is forgotten when the app ends', async () => {
  const { stage, pauses } = createStage();
  stage.isRenewing = true;
  pauses.pauseAll();
  pauses.close();
  stage.isThere();
  await new Promise(setImmediate);
  expect(stage.isPaused).toBe(false);
});
