import { test } from 'vitest';
import { playKillHistory } from '../support/kill-history.ts';

test.each([1, 2, 3, 4, 5])(
  'an upload that is killed at random moments arrives byte for byte (seed %i)',
  async seed => void (await playKillHistory(seed)),
);
