import { expect, test } from 'vitest';
import { fuzz } from '../reliability/fuzz/fuzz.ts';
import { targets } from '../reliability/fuzz/targets.ts';

/** Of the cheapest target; `npm run test:fuzz -- --runs N` gives more. */
const runs = 300;
/** So many show whether a target lets enough of them in. */
const fewest = 50;
const seed = 20_260_801;

test.each(targets)(
  'rubbish for $name ends in a clear error or in none',
  async target => {
    const outcome = await fuzz(target, { runs: Math.max(fewest, Math.round(runs / target.cost)), seed });
    expect(outcome).toMatchObject({ failure: null });
    expect(outcome.runs).toBeGreaterThan(0);
  },
  300_000,
);
