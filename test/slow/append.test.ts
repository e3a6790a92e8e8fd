import { expect, test } from 'vitest';
import { playAppendHistory } from '../support/append-history.ts';

/** LONGSHORE_SEED begins elsewhere; the failing seed is named by its test. */
const seed = Number(process.env['LONGSHORE_SEED'] ?? 1000);

test(`10,000 small appends arrive byte for byte through random kills (seed ${seed})`, async () => {
  const plan = { writes: 10_000, kills: 150, lostAnswers: 50, rollAt: 200_000 };
  const history = await playAppendHistory(seed, plan);
  console.log(`10,000 appends: ${JSON.stringify(history)}`);
  expect(history.objects).toBeGreaterThan(4);
});
