import { expect, test } from 'vitest';
import { runScript } from '../support/run-script.ts';

const program = new URL('../reliability/ith/run.ts', import.meta.url);

/** So many of all plans, evenly spread; `npm run test:ith` tries them all. */
const shares = [
  ['oss', 14],
  ['s3', 6],
] as const;

test.each(shares)(
  '%s: whichever call of database, bucket or file system fails, once or for ever, nothing is lost and all comes right afterwards',
  async (store, share) => {
    const args = ['--store', store, '--share', String(share), '--processes', '1'];
    const told = await runScript(program, args);
    const [, tried, hit] = /(\d+) tried, (\d+) hit, 0 failed/.exec(told) ?? [];
    expect(Number(tried), told).toBe(share);
    // A retry that makes calls of its own can leave one of the last out of reach.
    expect(Number(hit), told).toBeGreaterThanOrEqual(share - 2);
  },
  600_000,
); // A minute where nothing else runs.
