import { expect, test } from 'vitest';
import { silentLog } from '../../../main/base/log.ts';
import { createRenewal } from '../../../main/desk/renewal.ts';

function createStage() {
  const stage = {
    isBroken: false,
    restarts: 0,
    changes: 0,
    waits: [] as number[],
    due: null as (() => void) | null,
  };
  const renewal = createRenewal({
    async restart() {
      stage.restarts += 1;
      if (stage.isBroken) throw new Error('no disk');
    },
    onChange() {
      stage.changes += 1;
    },
    clock: {
      after(ms, callback) {
        stage.waits.push(ms);
        stage.due = callback;
        const stop = () => {
          stage.due = null;
        };
        return { stop, restart() {} };
      },
    },
    log: silentLog,
  });
  const pass = async () => {
    stage.due?.();
    await renewal.ready();
  };
  return { stage, renewal, pass };
}

test('what can not be renewed is tried again after growing pauses, until it goes well', async () => {
  const { stage, renewal, pass } = createStage();
  await renewal.now();
  expect([renewal.hasFailed(), stage.changes, stage.waits]).toEqual([false, 0, []]);
  stage.isBroken = true;
  await expect(renewal.now()).rejects.toThrow('no disk');
  expect([renewal.hasFailed(), stage.changes]).toEqual([true, 1]);
  for (let attempt = 0; attempt < 8; attempt += 1) await pass();
  expect(stage.waits).toEqual([5, 10, 20, 40, 80, 160, 300, 300, 300].map(seconds => seconds * 1_000));
  expect(stage.changes).toBe(1);
  stage.isBroken = false;
  await pass();
  expect([renewal.hasFailed(), stage.changes, stage.due]).toEqual([false, 2, null]);
});

test('one that is asked for does not wait for the pause, and leaves no other behind', async () => {
  const { stage, renewal } = createStage();
  stage.isBroken = true;
  await renewal.now().catch(() => {});
  stage.isBroken = false;
  await renewal.now();
  expect([stage.restarts, stage.due, renewal.hasFailed()]).toEqual([2, null, false]);
});

test('nothing is tried again after the end', async () => {
  const { stage, renewal } = createStage();
  stage.isBroken = true;
  const last = renewal.now().catch(() => {});
  await renewal.close();
  await last;
  expect([stage.restarts, stage.due]).toEqual([1, null]);
});
