import { expect, test } from 'vitest';
import { playSyncKillHistory } from '../support/sync-kill-history.ts';

/** LONGSHORE_SEED begins elsewhere; a failing seed is named by its test. */
const firstSeed = Number(process.env['LONGSHORE_SEED'] ?? 1000);
const seeds = Array.from({ length: 100 }, (_, index) => firstSeed + index);
const totals = { kills: 0, changes: 0, sentBytes: 0, writtenBytes: 0 };

test.each(seeds)(
  'a folder whose sync is killed again and again is in the bucket as it is on the disk (seed %i)',
  async seed => {
    const history = await playSyncKillHistory(seed);
    for (const name of ['kills', 'changes', 'sentBytes', 'writtenBytes'] as const)
      totals[name] += history[name];
  },
);

test('the kills were many', () => {
  console.log(`100 folders: ${JSON.stringify(totals)}`);
  expect(totals.kills).toBeGreaterThan(100);
});
