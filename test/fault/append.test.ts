import { test } from 'vitest';
import { playAppendHistory } from '../support/append-history.ts';
import { playRotationHistory } from '../support/rotation-history.ts';

test.each([1, 2])(
  'a followed log whose program is killed at random moments arrives byte for byte (seed %i)',
  async seed =>
    void (await playAppendHistory(seed, { writes: 250, kills: 4, lostAnswers: 3, rollAt: 9_000 })),
);

test.each([1, 2])(
  'a log that is rotated and still written to under its old names arrives file by file, whatever is killed (seed %i)',
  seed => playRotationHistory(seed, { rotations: 12, writes: 6, kills: 6 }),
);
