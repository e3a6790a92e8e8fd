import { expect, test } from 'vitest';
import { endure } from '../reliability/endurance/endure.ts';

/** A share of the year that `npm run test:endurance` lives through; in the zones all of it that has changes of the clock. */
test('a fortnight of a watched folder: every hour a token, every night a log, an outage with its alarm, and no timer left over', async () => {
  const { year, zones, failures } = await endure(14, 365, 1);
  expect(failures).toEqual([]);
  expect(year.outages).toBe(1);
  expect(year.comparedFiles).toBeGreaterThan(20);
  expect(Object.values(zones).filter(({ clockChanges }) => clockChanges >= 2)).toHaveLength(5);
}, 300_000);
