import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Arena, openArena } from '../reliability/kills/arena.ts';
import { kindOf, playOne } from '../reliability/kills/play-many.ts';
import { buildProgram, type Program } from '../reliability/kills/program.ts';
import { countCuts, powerCuts } from '../reliability/power/power-cuts.ts';

/** A share of those that `npm run test:power` plays. Which writes have reached the disk is seen on Linux alone. */
const seeds = [1, 2, 3, 4, 5, 6];
const historyMs = 240_000;
const cuts = countCuts();
let program: Program;
let arena: Arena;

beforeAll(async () => {
  program = await buildProgram();
  arena = await openArena(program, powerCuts(1, cuts));
}, historyMs);
afterAll(async () => {
  await arena.close();
  await program.remove();
});

test.skipIf(process.platform !== 'linux').each(seeds.map(seed => [kindOf(seed), seed] as const))(
  'through power cuts everything arrives byte for byte (%s, seed %i)',
  async (kind, seed) => {
    const { comparedFiles } = await playOne(arena, kind, seed);
    expect(comparedFiles).toBeGreaterThan(0);
  },
  historyMs,
);

test.skipIf(process.platform !== 'linux')('some of them have taken away what was recorded', () => {
  expect(cuts.lostTail + cuts.tornSectors).toBeGreaterThan(0);
  expect(cuts.bytesLost).toBeGreaterThan(0);
});
