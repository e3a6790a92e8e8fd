import { expect, test } from 'vitest';
import { openTrayHost } from '../../../main/app/tray-host.ts';

async function createStage(first: boolean | null) {
  const stage = { answer: first, asked: 0, found: 0, due: null as (() => void) | null };
  const host = await openTrayHost(
    {
      after(_, callback) {
        stage.due = callback;
        return { stop() {}, restart() {} };
      },
    },
    async () => {
      stage.asked += 1;
      return stage.answer;
    },
  );
  host.watch(() => {
    stage.found += 1;
  });
  const pass = async () => {
    const { due } = stage;
    stage.due = null;
    due?.();
    await new Promise(setImmediate);
  };
  return { stage, host, pass };
}

test('a tray that comes up after the app is found, and told once', async () => {
  const { stage, host, pass } = await createStage(false);
  expect(host.has()).toBe(false);
  await pass();
  expect([host.has(), stage.found]).toEqual([false, 0]);
  stage.answer = true;
  await pass();
  await pass();
  expect([host.has(), stage.found, stage.due]).toEqual([true, 1, null]);
});

test('a tray that is there is not asked for again', async () => {
  const { stage, host } = await createStage(true);
  expect([host.has(), stage.asked, stage.due]).toEqual([true, 1, null]);
});

test.each([false, null])(
  'a desktop that answers %s is asked for two minutes, and then left alone',
  async first => {
    const { stage, host, pass } = await createStage(first);
    for (let time = 0; time < 100; time += 1) await pass();
    expect([host.has(), stage.asked, stage.found]).toEqual([first, 1 + 24, 0]);
  },
);

test('nothing is told after the end', async () => {
  const { stage, host, pass } = await createStage(false);
  stage.answer = true;
  host.close();
  await pass();
  expect(stage.found).toBe(0);
});
