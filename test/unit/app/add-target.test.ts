import { afterEach, expect, test, vi } from 'vitest';
import { createLinkTaker } from '../../../main/app/add-target.ts';
import { silentLog } from '../../../main/base/log.ts';
import { textsIn } from '../../../main/text/texts.ts';
import { dialog } from '../../support/electron/system.ts';

const linkTo = (name: string) => `longshore://add-target?name=${name}&kind=oss&bucket=team-files`;

function createStage() {
  const stage = { asked: [] as string[], saved: 0, answer: (_: number) => {} };
  vi.spyOn(dialog, 'showMessageBox').mockImplementation((async (options: Electron.MessageBoxOptions) => {
    stage.asked.push(options.message);
    const response = await new Promise<number>(resolve => {
      stage.answer = resolve;
    });
    return { response, checkboxChecked: false };
  }) as unknown as typeof dialog.showMessageBox);
  const take = createLinkTaker({
    api: {
      async request() {
        stage.saved += 1;
        return {};
      },
    },
    texts: () => textsIn('en', 'page'),
    showAccounts() {},
    log: silentLog,
  });
  const answer = async (button: number) => {
    stage.answer(button);
    await new Promise(setImmediate);
  };
  return { stage, take, answer };
}

afterEach(() => vi.restoreAllMocks());

test('links ask one after the other, and one that waits already not twice', async () => {
  const { stage, take, answer } = createStage();
  for (const name of ['one', 'one', 'two', 'one']) take(linkTo(name));
  await new Promise(setImmediate);
  expect(stage.asked).toEqual(['A link asks to add the target “one”.']);
  await answer(1);
  expect(stage.asked.slice(1)).toEqual(['A link asks to add the target “two”.']);
  await answer(0);
  expect([stage.asked.length, stage.saved]).toEqual([2, 1]);
  take(linkTo('one'));
  await new Promise(setImmediate);
  expect(stage.asked.length).toBe(3);
});

test('of links by the hundred five wait, and the others are left out', async () => {
  const { stage, take, answer } = createStage();
  for (let at = 0; at < 100; at += 1) take(linkTo(`t${at}`));
  for (let at = 0; at < 100; at += 1) {
    await new Promise(setImmediate);
    await answer(0);
  }
  expect(stage.asked.length).toBe(6);
});
