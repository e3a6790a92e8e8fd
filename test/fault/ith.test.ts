import { expect, test } from 'vitest';
import { runScript } from '../support/run-script.ts';

const program = new URL('../reliability/ith/run.ts', import.meta.url);

/** So many of all plans, evenly spread; `npm run test:ith` tries them all. */
const share = 20;

test('whichever call of database, bucket or file system fails, once or for ever, nothing is lost and all comes right afterwards', async () => {
  const told = await runScript(program, ['--share', String(share), '--processes', '1']);
  const [, tried, hit] = /(\d+) tried, (\d+) hit, 0 failed/.exec(told) ?? [];
  expect(Number(tried), told).toBe(share);
  // A retry that makes calls of its own can leave one of the last out of reach.
  expect(Number(hit), told).toBeGreaterThanOrEqual(share - 2);
}, 600_000); // A minute where nothing else runs.
