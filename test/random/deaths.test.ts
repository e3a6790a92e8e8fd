import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const program = fileURLToPath(new URL('../reliability/sim/deaths/run.ts', import.meta.url));

test('wherever in a run the program dies, nothing is lost and all comes right afterwards', async () => {
  // `npm run test:deaths` tries every place.
  const child = spawn(process.execPath, [program, '--every', '25', '--processes', '1']);
  let told = '';
  child.stdout.on('data', (chunk: Buffer) => {
    told += String(chunk);
  });
  child.stderr.on('data', (chunk: Buffer) => {
    told += String(chunk);
  });
  const [code] = await once(child, 'close');
  expect(code, told).toBe(0);
  const [, deaths] = /(\d+) deaths, 0 failed/.exec(told) ?? [];
  expect(Number(deaths), told).toBeGreaterThan(80);
}, 300_000);
