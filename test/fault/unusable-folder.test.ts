import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { silentLog } from '../../main/base/log.ts';
import { openStore } from '../../main/store/open-store.ts';
import { createFixedClock } from '../support/fixed-clock.ts';

test('a data folder that cannot be made is refused at once', async context => {
  if (!existsSync('/proc/self'))
    return context.skip('this system has no /proc, where folders cannot be made');
  const opening = openStore('/proc/nope/data', { clock: createFixedClock(0), log: silentLog });
  await expect(opening).rejects.toThrow(expect.objectContaining({ code: 'disk.failed' }));
});
