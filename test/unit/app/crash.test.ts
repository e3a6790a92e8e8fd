import type { BrowserWindow } from 'electron';
import { expect, test } from 'vitest';
import { createCrashCare } from '../../../main/app/crash.ts';
import { silentLog } from '../../../main/base/log.ts';
import { textsIn } from '../../../main/text/texts.ts';

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
