import { test } from 'vitest';
import { playSyncKillHistory } from '../support/sync-kill-history.ts';

/** A share of the many that `npm run test:slow` plays. */
test.each([1, 2, 3])(
  'a folder whose sync is killed again and again is in the bucket as it is on the disk (seed %i)',
  async seed => {
    await playSyncKillHistory(seed);
  },
);
