import type { BrowserWindow } from 'electron';
import { afterEach, expect, test, vi } from 'vitest';
import { createCrashCare, endByError } from '../../../main/app/crash.ts';
import { silentLog } from '../../../main/base/log.ts';
import { textsIn } from '../../../main/text/texts.ts';
import { app } from '../../support/electron/app.ts';
import { dialog } from '../../support/electron/system.ts';

afterEach(() => vi.restoreAllMocks());

test('a page that ended is loaded again after the event that tells of it, and not once its window is gone', async () => {
  let reloads = 0;
  let isDestroyed = false;
  const webContents = {
    reload() {
      reloads += 1;
    },
  };
  const window = { webContents, isDestroyed: () => isDestroyed } as unknown as BrowserWindow;
  const onCrash = createCrashCare({ monotonic: () => 0 }, () => textsIn('en', 'page'), silentLog);
  onCrash(window);
  expect(reloads).toBe(0);
  await expect.poll(() => reloads).toBe(1);
  onCrash(window);
  isDestroyed = true;
  await new Promise(setImmediate);
  expect(reloads).toBe(1);
});

/** Waits take no time, and are written down. */
function createEnd(answer: Promise<Electron.MessageBoxReturnValue>, stop: () => Promise<void>) {
  const stage = { steps: [] as string[], box: {} as Electron.MessageBoxOptions };
  vi.spyOn(app, 'isReady').mockReturnValue(true);
  vi.spyOn(app, 'exit').mockImplementation(code => void stage.steps.push(`exit ${code}`));
  vi.spyOn(dialog, 'showMessageBox').mockImplementation(((box: Electron.MessageBoxOptions) => {
    stage.steps.push('told');
    stage.box = box;
    return answer;
  }) as unknown as typeof dialog.showMessageBox);
  const end = (thrown: unknown) =>
    endByError(thrown, {
      texts: () => textsIn('zh-CN', 'page'),
      async stop() {
        stage.steps.push('stop');
        await stop();
      },
      clock: {
        async sleep(ms) {
          await new Promise(resolve => setTimeout(resolve, 50));
          stage.steps.push(`after ${ms}`);
        },
      },
      log: silentLog,
    });
  return { stage, end };
}

test('an error that nobody foresaw is told in the language of the user, without secrets, once all has stopped', async () => {
  const { stage, end } = createEnd(Promise.resolve({ response: 0, checkboxChecked: false }), async () => {});
  await end(new TypeError('https://b.example/o?Signature=c2VjcmV0&x=1 failed'));
  expect(stage.steps).toEqual(['stop', 'told', 'exit 1']);
  expect(stage.box.message).toBe('Longshore 需要退出');
  expect(stage.box.detail).toContain('TypeError: https://b.example/o?Signature=***&x=1 failed');
});

test('nobody who reads it, and nothing that does not stop, keeps the app from ending', async () => {
  const never = new Promise<never>(() => {});
  const { stage, end } = createEnd(never, () => never);
  await end('a text');
  expect(stage.steps).toEqual(['stop', 'after 2000', 'told', 'after 60000', 'exit 1']);
});

test('what fails while it is told does not keep the app from ending', async () => {
  const { stage, end } = createEnd(Promise.reject(new Error('no box')), () =>
    Promise.reject(new Error('no')),
  );
  await end(null);
  expect(stage.steps).toEqual(['stop', 'told', 'exit 1']);
});
