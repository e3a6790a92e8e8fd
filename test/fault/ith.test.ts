import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const program = fileURLToPath(new URL('../reliability/ith/run.ts', import.meta.url));

/** So many of all plans, evenly spread; `npm run test:ith` tries them all. */
const share = 20;

test('whichever call of database, bucket or file system fails, once or for ever, nothing is lost and all comes right afterwards', async () => {
  const child = spawn(process.execPath, [program, '--share', String(share), '--processes', '1']);
  let told = '';
  child.stdout.on('data', (chunk: Buffer) => {
    told += String(chunk);
  });
  child.stderr.on('data', (chunk: Buffer) => {
    told += String(chunk);
  });
  const [code] = await once(child, 'close');
  expect(code, told).toBe(0);
  const [, tried, hit] = /(\d+) tried, (\d+) hit, 0 failed/.exec(told) ?? [];
  expect(Number(tried), told).toBe(share);
  // A retry that makes calls of its own can leave one of the last out of reach.
  expect(Number(hit), told).toBeGreaterThanOrEqual(share - 2);
}, 600_000); // A minute where nothing else runs.
