import { test } from 'vitest';
import { playAppendHistory } from '../support/append-history.ts';

test.each([1, 2])(
  'a followed log whose program is killed at random moments arrives byte for byte (seed %i)',
  async seed =>
    void (await playAppendHistory(seed, { writes: 250, kills: 4, lostAnswers: 3, rollAt: 9_000 })),
);
