import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Arena, openArena } from '../reliability/kills/arena.ts';
import { kindOf, playOne } from '../reliability/kills/play-many.ts';
import { buildProgram, type Program } from '../reliability/kills/program.ts';

/** A share of the thousand that `npm run test:slow` plays. */
const wanted = 25;
const seeds = [1, 2, 3, 4, 5, 6, 7, 8, 9];
const lastSeed = 40;
const historyMs = 240_000;
let program: Program;
let arena: Arena;
let kills = 0;

beforeAll(async () => {
  program = await buildProgram();
  arena = await openArena(program);
}, historyMs);
afterAll(async () => {
  await arena.close();
  await program.remove();
});

test.each(seeds.map(seed => [kindOf(seed), seed] as const))(
  'through kill -9 of program and bucket everything arrives byte for byte (%s, seed %i)',
  async (kind, seed) => {
    kills += (await playOne(arena, kind, seed)).engineKills;
  },
  historyMs,
);

test(
  `the program was killed ${wanted} times`,
  async () => {
    // Where deaths fall depends on the machine, and a history may be over before its next one; none that is planned for comes so seldom.
    for (let seed = 10; kills < wanted && seed < lastSeed; seed += 1)
      kills += (await playOne(arena, kindOf(seed), seed)).engineKills;
    expect(kills).toBeGreaterThanOrEqual(wanted);
  },
  3 * historyMs,
);
