import { expect, test } from 'vitest';
import { playMany } from '../reliability/kills/play-many.ts';

/** LONGSHORE_SEED begins elsewhere. */
const firstSeed = Number(process.env['LONGSHORE_SEED'] ?? 100_000);

test(
  `through a thousand kill -9 everything arrives byte for byte (seeds from ${firstSeed})`,
  async () => {
    const { byKind, failures } = await playMany({
      ...{ count: 1_000, firstSeed, atOnce: 2, kind: null },
      commandFor: (kind, seed) => `npm run test:kills -- --count 1 --seed ${seed} --kind ${kind}`,
    });
    console.log(JSON.stringify(byKind));
    expect(failures).toEqual([]);
  },
  4 * 3_600_000,
);
