import { expect, test } from 'vitest';
import { runScript } from '../support/run-script.ts';

const program = new URL('../reliability/sim/deaths/run.ts', import.meta.url);

test('wherever in a run the program dies, nothing is lost and all comes right afterwards', async () => {
  // `npm run test:deaths` tries every place.
  const told = await runScript(program, ['--every', '25', '--processes', '1']);
  const [, deaths] = /(\d+) deaths, 0 failed/.exec(told) ?? [];
  expect(Number(deaths), told).toBeGreaterThan(80);
}, 300_000);
