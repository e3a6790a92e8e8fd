import { expect, test } from 'vitest';
import { playKillHistory } from '../support/kill-history.ts';

/** LONGSHORE_SEED begins elsewhere; a failing seed is named by its test. */
const firstSeed = Number(process.env['LONGSHORE_SEED'] ?? 1000);
const seeds = Array.from({ length: 100 }, (_, index) => firstSeed + index);
const totals = { kills: 0, sizeBytes: 0, sentTwiceBytes: 0, inFlightBytes: 0 };

test.each(seeds)('a killed upload arrives byte for byte (seed %i)', async seed => {
  const history = await playKillHistory(seed);
  for (const name of ['kills', 'sizeBytes', 'sentTwiceBytes', 'inFlightBytes'] as const) {
    totals[name] += history[name];
  }
});

test('the kills were many, and little was sent twice', () => {
  console.log(`100 uploads: ${JSON.stringify(totals)}`);
  expect(totals.kills).toBeGreaterThan(100);
  expect(totals.sentTwiceBytes).toBeLessThan(totals.inFlightBytes);
});
